#![doc = include_str!("../../docs/duplex.md")]

mod allowance;
mod convert;
mod drift;
mod driver;
mod ear;
mod event;
mod hints;
mod input;
mod intake;
mod kept;
mod microphone;
mod mouth;
mod player;
mod recording;
mod setup;
mod voice;
mod waiting;

pub use allowance::{Allowance, Held};
pub use event::{Listened, VoiceEvent};
pub use input::{Form, Utterance, VoiceInput};
pub use intake::{Faults, Intake, Piece};
pub use setup::{MakeActivity, Setup};
pub use voice::{Tell, Voice, VoiceDriver};
