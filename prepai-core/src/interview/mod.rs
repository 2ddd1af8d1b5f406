//! The interview: kinds, questions, plan, rules of reply, and the state of one turn as data.

pub mod bank;
mod briefing;
mod hash;
pub mod kind;
mod library;
pub mod pack;
pub mod rules;

pub use bank::{Bank, Exercise, Question};
pub use briefing::{Briefing, PhaseState, TurnCause};
pub use kind::{Kind, Kinds, PhaseKind};
pub use library::Library;
pub use pack::Pack;
