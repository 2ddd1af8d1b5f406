//! What a voice conversation tells.

use std::sync::Arc;
use std::time::Duration;

use prepai_core::Error;
use prepai_core::turn::TurnEvent;

/// Something that happened in a voice conversation.
#[derive(Debug, Clone)]
pub enum VoiceEvent {
    /// What the core's conversation tells; its sound comes as [`VoiceEvent::Sound`].
    Turn(TurnEvent),
    /// The candidate began to speak.
    SpeechStarted,
    /// The words so far of what the candidate is saying.
    Partial {
        /// The words.
        text: String,
        /// How many of its characters will hardly change.
        stable: usize,
    },
    /// The candidate's turn is over and stored: follows the transcript.
    Committed {
        /// The turn.
        turn: u32,
        /// `typed`, or what ended the speech.
        reason: &'static str,
    },
    /// What came before the commit of a spoken turn.
    Listened {
        /// The turn.
        turn: u32,
        /// How long it took.
        stages: Listened,
    },
    /// The next frame of the interviewer's speech, to be sent at once.
    Sound {
        /// The turn.
        turn: u32,
        /// Samples of the turn before it.
        start_sample: u64,
        /// Samples per second.
        rate: u32,
        /// Mono samples, 20 ms or the rest of a piece.
        samples: Arc<[i16]>,
    },
    /// Stop playing, and keep what was not played.
    Pause {
        /// The turn.
        turn: u32,
    },
    /// Play on where it stopped.
    Resume {
        /// The turn.
        turn: u32,
    },
    /// Forget what was not played; no sound of this turn follows.
    Flush {
        /// The turn.
        turn: u32,
    },
    /// Something to know that changes nothing.
    Notice {
        /// A word for programs.
        code: &'static str,
        /// A sentence for people.
        message: String,
    },
    /// Something went wrong outside of a turn; the conversation goes on.
    Failed(Error),
}

/// What a spoken turn took before it was stored.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Listened {
    /// From the last speech to the decision that the turn is over.
    pub endpointing: Duration,
    /// From that decision to the words.
    pub transcription: Duration,
}
