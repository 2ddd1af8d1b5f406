//! What a conversation tells those who listen.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::error::Error;
use crate::session::{CodeExecuted, CodingQuestion, EndReason, HintGiven, Interjected, PhaseEntered};
use crate::speech::Audio;

/// How long the stages of a turn took, from the moment its opening was acknowledged by the store.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Timings {
    /// From the input to its acknowledgement by the store.
    pub commit: Duration,
    /// To the agent's first word or tool call.
    pub agent: Option<Duration>,
    /// To the first released unit.
    pub first_text: Option<Duration>,
    /// To the first sound.
    pub first_audio: Option<Duration>,
    /// To the end of generation.
    pub generated: Option<Duration>,
}

/// Something that happened in a conversation.
#[derive(Debug, Clone)]
pub enum TurnEvent {
    /// The candidate's words are stored.
    Transcript {
        /// The turn that they open.
        turn: u32,
        /// The words.
        text: String,
    },
    /// The agent is asked.
    Thinking {
        /// The turn.
        turn: u32,
    },
    /// A phase began.
    Phase(PhaseEntered),
    /// A unit of the reply was released; units of a turn are joined by one space.
    Text {
        /// The turn.
        turn: u32,
        /// The unit.
        text: String,
    },
    /// A piece of the reply's speech.
    Audio {
        /// The turn.
        turn: u32,
        /// The unit, from 0; none where the words are no part of the reply.
        unit: Option<usize>,
        /// Samples of this turn before it.
        start_sample: u64,
        /// The sound.
        audio: Audio,
    },
    /// The sound of a unit is complete.
    UnitSpoken {
        /// The turn.
        turn: u32,
        /// The unit, from 0; none for an interjection.
        unit: Option<usize>,
    },
    /// All sound of the reply is made; it is not played yet.
    Spoken {
        /// The turn.
        turn: u32,
    },
    /// The interviewer says something that is no part of the reply.
    Interjected {
        /// The turn.
        turn: u32,
        /// What and why.
        what: Interjected,
    },
    /// A coding exercise was put.
    CodingQuestion(Box<CodingQuestion>),
    /// Code was stored; it has not been executed by us unless a result follows.
    Submitted {
        /// The submission.
        submission: String,
    },
    /// A step of the hint ladder was given; its words are in the reply.
    Hint(HintGiven),
    /// We executed code.
    Executed(Box<CodeExecuted>),
    /// All text of the reply is released; it is not stored yet, and a spoken one not played.
    Released {
        /// The turn.
        turn: u32,
        /// The text.
        text: String,
    },
    /// The turn ended and is stored.
    Completed {
        /// The turn.
        turn: u32,
        /// All that was released.
        text: String,
        /// What was played, in a spoken turn.
        heard: Option<String>,
    },
    /// The turn was broken off and is stored.
    Interrupted {
        /// The turn.
        turn: u32,
        /// The words that count as heard.
        heard: String,
    },
    /// The last words of the interviewer again, for a client that was away or asks for them.
    Again {
        /// The words.
        text: String,
    },
    /// Something went wrong; the conversation goes on.
    Failed {
        /// The turn, or 0.
        turn: u32,
        /// What.
        error: Error,
    },
    /// How long the turn's stages took.
    Timings {
        /// The turn.
        turn: u32,
        /// The stages.
        timings: Timings,
    },
    /// The interview is over and scored.
    Ended {
        /// Why.
        reason: EndReason,
        /// The report.
        report: Arc<Value>,
    },
    /// Another conversation has been opened on this session: this one is over.
    TakenOver,
    /// The session was erased: this conversation is over.
    Erased,
    /// This subscriber was too slow: it gets nothing more, the others do.
    Lagged,
}
