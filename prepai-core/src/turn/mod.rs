//! A conversation and its turns: what comes in, what goes out, and the one future that owns the log meanwhile.
//!
//! [`Conversation::open`] gives a handle and a [`Driver`]. The driver owns the state machine and every commit; the
//! embedder spawns it. A turn's stream owns generation only: dropping it stops the agent and the voice, never a commit.

mod broadcast;
mod closing;
mod conversation;
mod derive;
mod driver;
mod effects;
mod event;
mod generate;
mod input;
mod interview;
mod openings;
mod playback;
mod producer;
mod speak;
mod step;

pub use broadcast::Presence;
pub use conversation::{Conversation, OpenOptions};
pub use derive::Derivation;
pub use driver::{Driver, RESUME_GRACE};
pub use effects::effects;
pub use event::{Timings, TurnEvent};
pub use input::{CodeInput, MAX_CODE, MAX_TEXT, Speaking, TurnInput};
pub use interview::{Interview, NewSession};
pub(crate) use openings::{Opening, derived_at_opening, next_hint};
pub use speak::Speech;
pub use step::Step;
