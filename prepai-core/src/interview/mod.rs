//! The interview: kinds, questions, plan, rules of reply, and the state of one turn as data.

mod briefing;
mod content;

pub use briefing::{Briefing, PhaseState, TurnCause};
pub use content::{Exercise, Kind, Library, Question};
