//! Kinds of interviews: who asks, about what, in which phases, and what counts how much.

mod kinds;
mod phase;
mod weights;

use serde::Serialize;

pub use kinds::Kinds;
pub(super) use kinds::{folded, kind_names};
pub use phase::{Phase, PhaseKind};
pub use weights::{Criterion, Weights};

/// The kind to which everything unknown resolves.
pub const GENERAL: &str = "general";

/// A kind of interview.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Kind {
    /// Its id, `[a-z0-9-]{1,64}`.
    pub id: String,
    /// For people: `Google SDE`.
    pub name: String,
    /// Other names that resolve to it.
    pub aliases: Vec<String>,
    /// The interviewer's invented name.
    pub interviewer: String,
    /// For whom the interviewer hires.
    pub company: String,
    /// For which position.
    pub role: String,
    /// What the interview looks at, in a few words each.
    pub focus: Vec<String>,
    /// Length in minutes when the session does not say.
    pub minutes: u32,
    /// How the interviewer speaks and what they care for, for the prompt.
    pub style: String,
    /// The plan, in order; every phase at most once.
    pub phases: Vec<Phase>,
    /// What counts how much.
    pub weights: Weights,
}

impl Kind {
    /// A plain interview about the candidate's work: what [`GENERAL`] is where no pack says otherwise.
    pub fn general() -> Kind {
        let phase = |name, share, questions| Phase { name, share, questions, topics: Vec::new() };
        Kind {
            id: GENERAL.to_owned(),
            name: "General".to_owned(),
            aliases: Vec::new(),
            interviewer: "Robin Keller".to_owned(),
            company: "the company".to_owned(),
            role: "the position".to_owned(),
            focus: vec!["experience".to_owned()],
            minutes: 30,
            style: "Friendly and curious.".to_owned(),
            phases: vec![
                phase(PhaseKind::Intro, 0.2, 1),
                phase(PhaseKind::Experience, 0.6, 3),
                phase(PhaseKind::Questions, 0.15, 1),
                phase(PhaseKind::Closing, 0.05, 0),
            ],
            weights: Weights::default(),
        }
    }

    /// The phase of that kind, if the plan has it.
    pub fn phase(&self, name: PhaseKind) -> Option<&Phase> {
        self.phases.iter().find(|phase| phase.name == name)
    }

    /// SHA-256 over what the kind says, in hex: comments and layout of its file do not count.
    pub fn hash(&self) -> String {
        super::hash::of(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_follows_the_content() {
        let kind = Kind::general();
        assert_eq!(kind.hash().len(), 64);
        assert_eq!(kind.hash(), Kind::general().hash());
        assert_ne!(kind.hash(), Kind { minutes: 31, ..Kind::general() }.hash());
    }
}
