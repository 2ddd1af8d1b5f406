//! Who has the floor: when a turn ends, what an interruption is, and when silence wants a word.
//!
//! [`Floor`] decides and does nothing else. It has no clock and no executor: each observation comes with the time since
//! the conversation began, and the answer is a list of signals for whoever moves sound and words. The same observations at
//! the same times always give the same signals.
#![doc = ""]
#![doc = include_str!("../../docs/floor.md")]

pub mod echo;
mod gate;
mod language;
mod machine;
mod observation;
mod pace;
mod patience;
mod question;
mod settings;
mod signal;
mod state;
pub mod trial;
pub mod words;

pub use language::Language;
pub use machine::Floor;
pub use observation::{Frame, Interviewer, Observation, Words};
pub use question::{Question, QuestionKind};
pub use settings::{BargeIn, Endpointing, FloorSettings, Gate, SilencePolicy};
pub use signal::{FloorSignal, Nudge, TurnEnd};
pub use state::FloorState;
