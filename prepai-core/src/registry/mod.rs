//! Named constructors of backends, and the only place where backends are put together from configuration.
//!
//! A crate exports `register(&mut Registry)`; the first backend of a slot is its default, unless it is one that is only there
//! when it is named.
//!
//! ```
//! use prepai_core::config::{Config, Sources};
//! use prepai_core::registry::{Given, Registry, register};
//! let mut registry = Registry::new();
//! register(&mut registry);
//! let config = Config::load(registry.schema(), &Sources::default()).unwrap();
//! assert!(registry.sessions().any(|name| name == "memory"));
//! assert_eq!(config.text("sessions.backend"), registry.sessions().next());
//! ```

mod build;
mod core;
mod slot;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

pub use build::Given;
pub use core::register;

use crate::agent::Agent;
use crate::clock::Clock;
use crate::code::CodeExecutor;
use crate::config::{Config, Schema, Section, Setting, settings};
use crate::document::TextExtractor;
use crate::error::Result;
use crate::ids::Ids;
use crate::interview::Library;
use crate::session::SessionStore;
use crate::speech::{SpeechToText, TextToSpeech, VoiceActivityDetector};
use crate::tool::Tool;
use slot::Slot;

/// What a constructor sees.
#[derive(Debug)]
pub struct Context<'a> {
    /// The whole configuration.
    pub config: &'a Config,
    /// The backend's own settings, under `SLOT.NAME`.
    pub section: Section<'a>,
    /// Time.
    pub clock: &'a Arc<dyn Clock>,
    /// Fresh ids.
    pub ids: &'a Arc<dyn Ids>,
    /// Kinds and questions.
    pub library: &'a Arc<Library>,
}

impl<'a> Context<'a> {
    /// The context of a backend.
    fn at(&self, slot: &str, name: &str) -> Context<'a> {
        Context { section: self.config.section(&format!("{slot}.{name}")), ..*self }
    }

    /// Where a store keeps its file or folder: `sessions.path`, or `name` in the data folder.
    pub fn sessions_path(&self, name: &str) -> PathBuf {
        let given = self.config.path(settings::SESSIONS_PATH);
        given.map_or_else(|| self.config.data().join(name), PathBuf::from)
    }
}

type ToolConstructor = Box<dyn Fn(&Context<'_>) -> Result<Arc<dyn Tool>> + Send + Sync>;

/// Named constructors for every slot of [`Backends`](crate::Backends).
pub struct Registry {
    agent: Slot<dyn Agent>,
    sessions: Slot<dyn SessionStore>,
    speech_to_text: Slot<dyn SpeechToText>,
    text_to_speech: Slot<dyn TextToSpeech>,
    voice_activity: Slot<dyn VoiceActivityDetector>,
    code: Slot<dyn CodeExecutor>,
    documents: Slot<dyn TextExtractor>,
    tools: Vec<ToolConstructor>,
    settings: Vec<Setting>,
    /// Names that are never a default.
    only_when_named: Vec<String>,
}

macro_rules! slots {
    ($($slot:ident, $add:ident: $backend:ident, $what:literal;)+) => {
        impl Registry {
            $(
                #[doc = concat!("Registers ", $what, " under a name; one of the same name is replaced.")]
                ///
                /// The constructor checks its configuration and opens nothing: files, models and connections are opened on
                /// first use or in [`Backends::ready`](crate::Backends::ready).
                pub fn $add(
                    &mut self,
                    name: &str,
                    constructor: impl Fn(&Context<'_>) -> Result<Arc<dyn $backend>> + Send + Sync + 'static,
                ) {
                    self.$slot.add(name, Box::new(constructor));
                }

                #[doc = concat!("The names of what can be ", $what, ", the default first.")]
                pub fn $slot(&self) -> impl Iterator<Item = &str> {
                    self.$slot.names()
                }
            )+

            /// The name of each slot with the names of its backends, in order.
            pub fn slots(&self) -> Vec<(&'static str, Vec<&str>)> {
                vec![$((self.$slot.name, self.$slot.names().collect())),+]
            }
        }
    };
}

slots! {
    agent, add_agent: Agent, "an agent";
    sessions, add_sessions: SessionStore, "a store";
    speech_to_text, add_speech_to_text: SpeechToText, "something that listens";
    text_to_speech, add_text_to_speech: TextToSpeech, "a voice";
    voice_activity, add_voice_activity: VoiceActivityDetector, "a detector of speech";
    code, add_code: CodeExecutor, "an executor";
    documents, add_documents: TextExtractor, "an extractor";
}

impl Registry {
    /// A registry in which nothing is registered.
    pub fn new() -> Self {
        Registry {
            agent: Slot::new("agent"),
            sessions: Slot::new("sessions"),
            speech_to_text: Slot::new("speech_to_text"),
            text_to_speech: Slot::new("text_to_speech"),
            voice_activity: Slot::new("voice_activity"),
            code: Slot::new("code"),
            documents: Slot::new("documents"),
            tools: Vec::new(),
            settings: Vec::new(),
            only_when_named: Vec::new(),
        }
    }

    /// Backends of this name are never the default of a slot, whatever else is registered: for those that send what is said
    /// to another machine.
    pub fn only_when_named(&mut self, name: &str) {
        self.only_when_named.push(name.to_owned());
    }

    /// Registers a tool, which the agent may call beside the built-in ones.
    pub fn add_tool(
        &mut self,
        constructor: impl Fn(&Context<'_>) -> Result<Arc<dyn Tool>> + Send + Sync + 'static,
    ) {
        self.tools.push(Box::new(constructor));
    }

    /// Declares settings of a crate's backends. Backends that declare none have any keys under `SLOT.NAME`, which their
    /// constructors look up in their [`Section`].
    pub fn add_settings(&mut self, settings: &[Setting]) {
        self.settings.extend_from_slice(settings);
    }

    /// The settings of the core and of everything that is registered, with their defaults.
    pub fn schema(&self) -> Schema {
        let mut schema = Schema::core();
        schema.add(&self.settings);
        for ((slot, names), key) in self.slots().into_iter().zip(build::KEYS) {
            let default = names.iter().find(|name| !self.only_when_named.iter().any(|other| other == *name));
            schema.set_default(key, default.copied().unwrap_or(slot::NONE));
            for name in names {
                schema.open(format!("{slot}.{name}"));
            }
        }
        schema
    }
}

impl Default for Registry {
    fn default() -> Self {
        Registry::new()
    }
}

impl fmt::Debug for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.slots()).finish()
    }
}
