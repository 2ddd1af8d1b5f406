//! Fakes that do what a script says: deterministic, on the clock that the test gives, and with a record of what they
//! were asked.

mod agent;
mod code;
mod document;
mod script;
mod speech_to_text;
mod store;
mod text_to_speech;
mod tool;
mod voice_activity;

pub use agent::ScriptedAgent;
pub use code::ScriptedExecutor;
pub use document::ScriptedExtractor;
pub use script::{Script, Step};
pub use speech_to_text::{ScriptedSpeechToText, Utterance};
pub use store::{FailingStore, Fault, StoreCall};
pub use text_to_speech::ScriptedTextToSpeech;
pub use tool::{ScriptedCall, ScriptedTool};
pub use voice_activity::ScriptedVoiceActivity;
