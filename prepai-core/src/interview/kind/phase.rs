//! The phases of an interview.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What an interview does for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhaseKind {
    /// Who the candidate is.
    Intro,
    /// What the candidate has built so far.
    Experience,
    /// Knowledge, one question at a time.
    Technical,
    /// A system that the candidate designs.
    Design,
    /// Code: exercises, and talk about how to approach a problem.
    Coding,
    /// Situations that the candidate has been in.
    Behavioral,
    /// The candidate asks.
    Questions,
    /// Thanks and goodbye.
    Closing,
}

impl PhaseKind {
    /// Every phase, in the order in which a usual interview goes through them.
    pub const ALL: [PhaseKind; 8] = [
        PhaseKind::Intro,
        PhaseKind::Experience,
        PhaseKind::Technical,
        PhaseKind::Design,
        PhaseKind::Coding,
        PhaseKind::Behavioral,
        PhaseKind::Questions,
        PhaseKind::Closing,
    ];

    /// The word in files, logs and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            PhaseKind::Intro => "intro",
            PhaseKind::Experience => "experience",
            PhaseKind::Technical => "technical",
            PhaseKind::Design => "design",
            PhaseKind::Coding => "coding",
            PhaseKind::Behavioral => "behavioral",
            PhaseKind::Questions => "questions",
            PhaseKind::Closing => "closing",
        }
    }

    /// The phase of that word, exactly as [`PhaseKind::as_str`] writes it.
    pub fn named(word: &str) -> Option<PhaseKind> {
        PhaseKind::ALL.into_iter().find(|phase| phase.as_str() == word)
    }
}

impl fmt::Display for PhaseKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One phase of a kind's plan.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Phase {
    /// What it does.
    pub name: PhaseKind,
    /// Its part of the whole time, a multiple of 0.01; the shares of a plan sum to 1.
    pub share: f64,
    /// Main questions at most; 0 where the interviewer only speaks.
    pub questions: u32,
    /// Topics that it is limited to; empty means all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
}

impl Phase {
    /// Seconds of an interview of so many minutes, rounded to the nearest.
    pub fn seconds(&self, minutes: u32) -> u32 {
        // Shares are checked to lie in 0 to 1 and minutes are at most 480.
        libm::round(f64::from(minutes) * 60.0 * self.share) as u32
    }

    /// Whether a question of this topic belongs here.
    pub fn covers(&self, topic: &str) -> bool {
        self.topics.is_empty() || self.topics.iter().any(|own| own == topic)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_names_its_phase() {
        for phase in PhaseKind::ALL {
            assert_eq!(PhaseKind::named(phase.as_str()), Some(phase));
            assert_eq!(serde_json::to_value(phase).unwrap(), phase.as_str());
        }
        assert_eq!(PhaseKind::named("Intro"), None);
    }

    #[test]
    fn a_phase_takes_its_share_of_the_time() {
        let phase = Phase { name: PhaseKind::Coding, share: 0.35, questions: 1, topics: Vec::new() };
        assert_eq!(phase.seconds(45), 945);
    }
}
