//! What a turn's generation gives to the driver.

use crate::error::Error;
use crate::session::{Body, CodeExecuted, Cut, Generated, Interjected, ToolReturned};
use crate::speech::Audio;

/// A step of generation.
#[derive(Debug, Clone)]
pub enum Step {
    /// The agent answered something for the first time in this turn.
    FirstAnswer,
    /// The submitted code was executed: to be recorded.
    Executed(CodeExecuted),
    /// A unit was released.
    Unit(String),
    /// A round of the agent ended: to be recorded.
    Generated(Generated),
    /// A tool answered: to be recorded, with what follows from it.
    Returned {
        /// The answer.
        returned: ToolReturned,
        /// What follows.
        effects: Vec<Body>,
    },
    /// All text is released.
    Finished {
        /// What the rules held back.
        cuts: Vec<Cut>,
    },
    /// The voice begins with words that are no part of the reply; their sound follows without a unit.
    Interjected(Interjected),
    /// A piece of sound.
    Audio {
        /// The unit, from 0; none for an interjection.
        unit: Option<usize>,
        /// The sound.
        audio: Audio,
        /// Display characters of the unit that begin at a sample of this piece: `(character, sample)`, ascending.
        marks: Vec<(usize, u64)>,
    },
    /// The sound of a unit is complete.
    UnitSpoken {
        /// The unit, from 0; none for an interjection.
        unit: Option<usize>,
    },
    /// The voice went wrong in what it speaks, which ends here; the turn goes on without it.
    Unspoken {
        /// The unit, from 0; none for an interjection.
        unit: Option<usize>,
        /// What went wrong.
        error: Error,
    },
    /// The executor went wrong; the turn goes on without it.
    Notice(Error),
    /// All sound is made.
    Spoken,
    /// The agent went wrong; nothing follows.
    Failed(Error),
}
