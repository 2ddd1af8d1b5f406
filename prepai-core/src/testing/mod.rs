//! For tests, here and in every crate that builds on this one: a clock that the test moves, ids that repeat, scripted
//! fakes of every trait, and one behaviour suite per trait that fakes and real backends run alike.

pub mod agent;
pub(crate) mod check;
pub mod clock;
pub mod code_executor;
pub mod ids;
mod poll;
pub mod samples;
pub mod scripted;
mod seeded_ids;
pub mod session_store;
pub mod speech_to_text;
mod suite;
pub mod text_extractor;
pub mod text_to_speech;
pub mod tool;
mod virtual_clock;
pub mod voice_activity;

pub use poll::poll_idle;
pub use scripted::{
    FailingStore, Fault, ScriptedAgent, ScriptedExecutor, ScriptedExtractor, ScriptedSpeechToText,
    ScriptedTextToSpeech, ScriptedTool, ScriptedVoiceActivity, Step, StoreCall,
};
pub use seeded_ids::SeededIds;
pub use suite::{Case, CaseReport, Outcome, Suite, SuiteReport};
pub use virtual_clock::VirtualClock;
