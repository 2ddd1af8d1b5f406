//! Everything that an interview runs on, in one plain struct.

use std::sync::Arc;

use crate::agent::Agent;
use crate::clock::{Clock, SystemClock};
use crate::code::CodeExecutor;
use crate::document::TextExtractor;
use crate::error::Result;
use crate::ids::{Ids, SystemIds};
use crate::interview::Library;
use crate::session::SessionStore;
use crate::speech::{SpeechToText, TextToSpeech, VoiceActivityDetector};
use crate::tool::Tools;

/// The backends of an interview; put together with struct update, or from configuration by
/// [`Registry::build`](crate::registry::Registry::build).
#[derive(Debug, Clone)]
pub struct Backends {
    /// Decides what the interviewer says.
    pub agent: Arc<dyn Agent>,
    /// Keeps the logs.
    pub sessions: Arc<dyn SessionStore>,
    /// Kinds and questions.
    pub library: Arc<Library>,
    /// What the agent may do.
    pub tools: Tools,
    /// Listens; typed only when absent.
    pub speech_to_text: Option<Arc<dyn SpeechToText>>,
    /// Speaks; typed only when absent.
    pub text_to_speech: Option<Arc<dyn TextToSpeech>>,
    /// Tells speech from other sound; whoever holds conversations by voice has one of their own when absent.
    pub voice_activity: Option<Arc<dyn VoiceActivityDetector>>,
    /// Executes code; submissions stay untested when absent.
    pub code: Option<Arc<dyn CodeExecutor>>,
    /// Reads documents other than plain text.
    pub documents: Option<Arc<dyn TextExtractor>>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Fresh ids.
    pub ids: Arc<dyn Ids>,
}

impl Backends {
    /// The least that an interview needs; everything else can be set on the result.
    pub fn new(agent: Arc<dyn Agent>, sessions: Arc<dyn SessionStore>) -> Self {
        Backends {
            agent,
            sessions,
            library: Library::embedded(),
            tools: crate::tool::builtin(),
            speech_to_text: None,
            text_to_speech: None,
            voice_activity: None,
            code: None,
            documents: None,
            clock: Arc::new(SystemClock::new()),
            ids: Arc::new(SystemIds),
        }
    }

    /// Opens what opens late (files, connections) and has each answer once.
    ///
    /// # Errors
    /// The first backend's error.
    pub async fn ready(&self) -> Result<()> {
        self.sessions.ready().await
    }
}
