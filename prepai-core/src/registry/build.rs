//! Backends from configuration and from what is given.

use std::sync::Arc;
use std::time::Duration;

use super::{Context, Registry};
use crate::agent::Agent;
use crate::backends::Backends;
use crate::clock::{Clock, SystemClock};
use crate::code::CodeExecutor;
use crate::config::{Config, settings};
use crate::document::TextExtractor;
use crate::error::Result;
use crate::ids::{Ids, SystemIds};
use crate::interview::{Library, Pack};
use crate::layers::{Layer, Layers, RetryPolicy, TimeoutPolicy};
use crate::session::SessionStore;
use crate::speech::{SpeechToText, TextToSpeech, VoiceActivityDetector};
use crate::tool::{self, Tools};

/// The settings that name backends, in the order of [`Registry::slots`].
pub(super) const KEYS: [&str; 7] = [
    settings::AGENT_BACKEND,
    settings::SESSIONS_BACKEND,
    settings::SPEECH_TO_TEXT_BACKEND,
    settings::TEXT_TO_SPEECH_BACKEND,
    settings::VOICE_ACTIVITY_BACKEND,
    settings::CODE_BACKEND,
    settings::DOCUMENTS_BACKEND,
];

/// [`Backends`] of which only some are there yet; what is given is taken as it is, without layers.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// Decides what the interviewer says.
    pub agent: Option<Arc<dyn Agent>>,
    /// Keeps the logs.
    pub sessions: Option<Arc<dyn SessionStore>>,
    /// Kinds and questions.
    pub library: Option<Arc<Library>>,
    /// What the agent may do.
    pub tools: Option<Tools>,
    /// Listens.
    pub speech_to_text: Option<Arc<dyn SpeechToText>>,
    /// Speaks.
    pub text_to_speech: Option<Arc<dyn TextToSpeech>>,
    /// Tells speech from other sound.
    pub voice_activity: Option<Arc<dyn VoiceActivityDetector>>,
    /// Executes code.
    pub code: Option<Arc<dyn CodeExecutor>>,
    /// Reads documents.
    pub documents: Option<Arc<dyn TextExtractor>>,
    /// Time.
    pub clock: Option<Arc<dyn Clock>>,
    /// Fresh ids.
    pub ids: Option<Arc<dyn Ids>>,
}

impl Registry {
    /// Puts backends together: those given as they are, the others as the configuration says, in layers.
    ///
    /// Nothing is opened but the packs that the configuration names, which are read and checked.
    ///
    /// # Errors
    /// `not_available` for a name that is not registered (the message lists those that are), `invalid_input` for settings
    /// that a backend does not have, an error of a constructor, and those of [`Pack::read`] and [`Library::with`].
    pub fn build(&self, config: &Config, given: Given) -> Result<Backends> {
        let clock = given.clock.unwrap_or_else(|| Arc::new(SystemClock::new()));
        let ids = given.ids.unwrap_or_else(|| Arc::new(SystemIds));
        let library = given.library.map_or_else(|| library(config), Ok)?;
        let section = config.section("");
        let context = Context { config, section, clock: &clock, ids: &ids, library: &library };
        let layers = layers(config, &clock);
        let layered = layers.as_ref();
        let agent = match given.agent {
            Some(agent) => agent,
            None => wrap(layered, self.agent.require(&context, settings::AGENT_BACKEND)?, Layers::agent),
        };
        let sessions = match given.sessions {
            Some(sessions) => sessions,
            None => {
                wrap(layered, self.sessions.require(&context, settings::SESSIONS_BACKEND)?, Layers::sessions)
            }
        };
        // The slots that may stay empty are all filled in the same way.
        macro_rules! optional {
            ($slot:ident, $key:expr) => {
                match given.$slot {
                    Some(backend) => Some(backend),
                    None => {
                        self.$slot.build(&context, $key)?.map(|backend| wrap(layered, backend, Layers::$slot))
                    }
                }
            };
        }
        // It is called for each few milliseconds of sound, and waits for nothing: no layer.
        let voice_activity = match given.voice_activity {
            Some(detector) => Some(detector),
            None => self.voice_activity.build(&context, settings::VOICE_ACTIVITY_BACKEND)?,
        };
        Ok(Backends {
            agent,
            voice_activity,
            sessions,
            tools: given.tools.map_or_else(|| self.all_tools(&context, layered), Ok)?,
            speech_to_text: optional!(speech_to_text, settings::SPEECH_TO_TEXT_BACKEND),
            text_to_speech: optional!(text_to_speech, settings::TEXT_TO_SPEECH_BACKEND),
            code: optional!(code, settings::CODE_BACKEND),
            documents: optional!(documents, settings::DOCUMENTS_BACKEND),
            library: Arc::clone(&library),
            clock: Arc::clone(&clock),
            ids: Arc::clone(&ids),
        })
    }

    fn all_tools(&self, context: &Context<'_>, layers: Option<&Layers>) -> Result<Tools> {
        let mut tools = tool::builtin();
        for constructor in &self.tools {
            tools = tools.with(constructor(context)?)?;
        }
        layers.map_or_else(|| Ok(tools.clone()), |layers| layers.tools(&tools))
    }
}

fn wrap<T: ?Sized>(layers: Option<&Layers>, inner: Arc<T>, wrap: fn(&Layers, Arc<T>) -> Arc<T>) -> Arc<T> {
    match layers {
        Some(layers) => wrap(layers, inner),
        None => inner,
    }
}

fn library(config: &Config) -> Result<Arc<Library>> {
    let packs = config.paths(settings::BANK_PACKS);
    if packs.is_empty() {
        return Ok(Library::embedded());
    }
    let packs = packs.iter().map(|path| Pack::read(path)).collect::<Result<_>>()?;
    Ok(Arc::new(Library::with(packs)?))
}

/// The layers that the configuration asks for.
fn layers(config: &Config, clock: &Arc<dyn Clock>) -> Option<Layers> {
    if config.bool(settings::LAYERS_ENABLED) == Some(false) {
        return None;
    }
    let (retry, timeout) = (RetryPolicy::default(), TimeoutPolicy::default());
    let attempts =
        config.integer(settings::LAYERS_ATTEMPTS).and_then(|attempts| u32::try_from(attempts).ok());
    let limit = |key, default| match config.duration(key) {
        Some(Duration::ZERO) => None,
        Some(limit) => Some(limit),
        None => default,
    };
    let retry = RetryPolicy {
        attempts: attempts.unwrap_or(retry.attempts),
        total: config.duration(settings::LAYERS_RETRY_FOR).unwrap_or(retry.total),
        base: config.duration(settings::LAYERS_WAIT).unwrap_or(retry.base),
        max: config.duration(settings::LAYERS_WAIT_MAX).unwrap_or(retry.max),
        // Processes that start together should not try again together.
        seed: clock.now().as_micros().unsigned_abs(),
    };
    let timeout = TimeoutPolicy {
        call: limit(settings::LAYERS_CALL_TIMEOUT, timeout.call),
        idle: limit(settings::LAYERS_IDLE_TIMEOUT, timeout.idle),
        total: limit(settings::LAYERS_TOTAL_TIMEOUT, timeout.total),
    };
    Some(Layers::new(retry, timeout, Arc::clone(clock)))
}
