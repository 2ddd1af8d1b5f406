//! What the floor says.

use std::time::Duration;

use super::FloorState;

/// Why a turn ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TurnEnd {
    /// The words seem complete and the silence was long enough for them.
    Complete,
    /// The words seem unfinished, or none are known; the silence was long enough all the same.
    Silence,
    /// The button was released.
    Released,
    /// The candidate is far past the budget (real mode): say so politely.
    CutIn,
    /// The interviewer was told to answer something else first (typed words, code).
    Overtaken,
    /// The conversation ends.
    Closing,
}

impl TurnEnd {
    /// The word for it on the wire (`turn_committed.reason`).
    pub fn code(self) -> &'static str {
        match self {
            TurnEnd::Complete => "complete",
            TurnEnd::Silence => "silence",
            TurnEnd::Released => "released",
            TurnEnd::CutIn => "cut_in",
            TurnEnd::Overtaken => "overtaken",
            TurnEnd::Closing => "closing",
        }
    }
}

/// What silence calls for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Nudge {
    /// "Take your time."
    TakeYourTime,
    /// "Would you like a hint?" (practice mode)
    OfferHint,
    /// "Are you still there?"
    StillThere,
}

/// Something to do. Times count since the conversation began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FloorSignal {
    /// A turn of the candidate opens: transcribe from `at` on.
    SpeechStarted {
        /// Where the speech began; earlier than now by what its detection took. Begin a little before it.
        at: Duration,
        /// In which state: over [`FloorState::Thinking`] the candidate goes on with what seemed complete; over
        /// [`FloorState::Speaking`] a [`FloorSignal::PausePlayback`] follows at once.
        during: FloorState,
    },
    /// A pause inside the turn: a good moment for a partial transcription of everything up to `since`.
    SpeechPaused {
        /// The end of the last speech.
        since: Duration,
    },
    /// The pause is over.
    SpeechResumed {
        /// Where the speech goes on.
        at: Duration,
    },
    /// The turn is over: transcribe and commit it. Exactly one for each turn that opened, unless it was dropped by
    /// [`FloorSignal::ResumePlayback`].
    TurnEnds {
        /// Why.
        reason: TurnEnd,
        /// Where its speech began.
        from: Duration,
        /// Where its speech ended.
        until: Duration,
    },
    /// Somebody speaks over the interviewer: stop the sound at once and keep what was not played.
    PausePlayback,
    /// It was nothing (a cough, "mhm"): play on where it stopped. A turn that opened with the pause is dropped.
    ResumePlayback,
    /// It was an interruption: forget what was not played; the candidate has the floor.
    Interrupt,
    /// The silence calls for a word of the interviewer.
    Silence(Nudge),
    /// Real mode: the candidate spoke far past the budget; [`FloorSignal::TurnEnds`] with [`TurnEnd::CutIn`] follows at once.
    CutIn {
        /// By how much the budget is exceeded.
        over: Duration,
    },
}
