//! What the interviewer says.

mod answers;
mod choose;
mod code;
mod compose;
mod greeting;
mod hints;
mod probes;
pub(super) mod words;

pub(super) use answers::answer;
pub(super) use choose::{choose, solid};
pub(super) use code::{Verdict, invitation, just_invited, since_passed, verdict};
pub(super) use compose::{Ack, acknowledge, compose, fresh_term};
pub(super) use greeting::{Farewell, farewell, greeting, welcome_back};
pub(super) use hints::{
    asked_last, back, clarify, decline_solution, has_hint, hint, hint_after_words, nudge, repeat,
};
pub(super) use probes::{another, bridge, probe, spare, spare_in, story};
