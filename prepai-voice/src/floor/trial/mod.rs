//! The published set for endpointing: turns with pauses inside their sentences, made from sentences and a seed.
//!
//! `data/endpointing/tuning.txt` was used to choose parameters, `test.txt` and `fresh.txt` beside it only to publish figures; they share no
//! sentence.

mod curve;
mod hear;
mod random;
mod score;
mod sentences;
mod sound;
mod turn;

pub use curve::{Method, Point, curve};
pub use hear::{Heard, hear, hear_spoken};
pub use score::Score;
pub use sentences::{Sentence, Sentences};
pub use sound::{Spoken, spoken};
pub use turn::{Lengths, PauseKind, TimedWord, Turn, turns};

/// The seed of the published figures.
pub const SEED: u64 = 2026;

#[cfg(any(test, feature = "testing"))]
pub mod fit;
#[cfg(test)]
mod tests;
