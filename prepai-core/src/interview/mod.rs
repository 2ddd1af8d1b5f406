//! The interview: kinds, questions, plan, rules of reply, and the state of one turn as data.

pub mod bank;
mod brief;
mod briefing;
mod fallback;
mod hash;
pub mod kind;
mod library;
pub mod lint;
pub mod pack;
mod phrases;
mod plan;
mod prompt;
pub mod rules;
#[cfg(test)]
mod tests;

pub use bank::{Bank, Exercise, Question};
pub use brief::{brief, hint_ladder};
pub use briefing::{Briefing, PhaseState, TurnCause};
pub use fallback::fallback;
pub use kind::{Kind, Kinds, PhaseKind};
pub use library::Library;
pub use pack::Pack;
pub(crate) use phrases::fillers;
pub use phrases::{PhraseBook, Phrases};
pub use plan::{PlannedPhase, answer_budget, due_phase, phase_budget, plan};
pub use prompt::{prompt_hash, system_prompt};
