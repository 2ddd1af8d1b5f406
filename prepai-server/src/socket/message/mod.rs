//! What the server says in text frames, in both forms: the legacy form is a part of protocol 2.

mod code;
mod error;
mod metrics;
mod state;

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

pub use code::{CodeResult, ExerciseView, SampleView};
pub use error::ErrorMessage;
pub use metrics::Stages;
pub use state::{Line, PhaseView, State};

/// A text frame of the server.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerMessage {
    /// Answers `hello`, before anything else.
    HelloAck(HelloAck),
    /// Where the session stands, folded from its log: after a `hello` that did not resume.
    State(Box<State>),
    /// The candidate's words are stored.
    Transcript {
        /// The turn that they open.
        turn: u32,
        /// The words.
        text: String,
        /// `user`.
        role: &'static str,
        /// Always true: what is not final goes out as `partial_transcript`.
        is_final: bool,
    },
    /// The candidate's turn is over, and why.
    TurnCommitted {
        /// The turn.
        turn: u32,
        /// `typed`, or what ended the speech.
        reason: &'static str,
    },
    /// The candidate began to speak.
    SpeechStarted,
    /// The words so far of what the candidate is saying; they may change.
    PartialTranscript {
        /// The words.
        text: String,
        /// How many of its characters will hardly change.
        stable: usize,
    },
    /// Stop playing, and keep what was not played.
    PausePlayback {
        /// The turn.
        turn: u32,
    },
    /// Play on where it stopped.
    ResumePlayback {
        /// The turn.
        turn: u32,
    },
    /// Forget what was not played; no sound of this turn follows.
    Flush {
        /// The turn.
        turn: u32,
    },
    /// The interviewer thinks.
    Thinking {
        /// The turn.
        turn: u32,
    },
    /// A piece of the interviewer's words; the pieces of a turn, concatenated, are its text.
    LlmChunk {
        /// The turn.
        turn: u32,
        /// The words, with the space that separates them from those before.
        text: String,
    },
    /// The interviewer's words are complete and stored.
    AssistantComplete {
        /// The turn; 0 when they are said again.
        turn: u32,
        /// All of them.
        text: String,
        /// `assistant`.
        role: &'static str,
        /// What was played, in a spoken turn.
        #[serde(skip_serializing_if = "Option::is_none")]
        heard: Option<String>,
        /// True when these are the last words once more.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        again: bool,
    },
    /// The turn was broken off.
    Interrupted {
        /// The turn.
        turn: u32,
        /// The words that count as heard.
        heard: String,
    },
    /// A phase of the interview began.
    Phase {
        /// Its name.
        name: String,
        /// Seconds that the plan gives it.
        remaining: u32,
    },
    /// A coding exercise was put.
    CodingQuestion(Box<ExerciseView>),
    /// Code was stored, and what came of it if it was executed.
    CodeResult(CodeResult),
    /// How long the stages of a turn took, in milliseconds since its opening was stored.
    Metrics {
        /// The turn.
        turn: u32,
        /// The stages that there were.
        stages: Stages,
    },
    /// Answers `ping`.
    Pong,
    /// Something to know that changes nothing.
    Notice {
        /// A word for programs.
        code: &'static str,
        /// A sentence for people.
        message: String,
    },
    /// Something went wrong; unless a close follows, the conversation goes on.
    Error(ErrorMessage),
}

/// Fields of `hello_ack`.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct HelloAck {
    /// 2.
    pub protocol: u32,
    /// What audio frames hold, in both directions.
    pub audio: Value,
    /// The conversation, to be named when resuming.
    pub conversation: String,
    /// The `seq` of the last frame that was sent in it.
    pub last_seq: u64,
    /// Whether what was missed follows; if not, a `state` does.
    pub resumed: bool,
    /// Whether this server understands speech now; where its model is still missing or being read, `notice` `hears` tells when it does.
    pub hears: bool,
    /// Whether it can speak.
    pub speaks: bool,
}

impl ServerMessage {
    /// Whether clients of the legacy form know this type.
    pub fn is_legacy(&self) -> bool {
        matches!(
            self,
            ServerMessage::Transcript { .. }
                | ServerMessage::LlmChunk { .. }
                | ServerMessage::AssistantComplete { .. }
                | ServerMessage::CodingQuestion(_)
                | ServerMessage::Error(_)
        )
    }

    /// The turn that it belongs to; 0 for what belongs to none.
    pub fn turn(&self) -> u32 {
        match self {
            ServerMessage::Transcript { turn, .. }
            | ServerMessage::TurnCommitted { turn, .. }
            | ServerMessage::PausePlayback { turn }
            | ServerMessage::ResumePlayback { turn }
            | ServerMessage::Flush { turn }
            | ServerMessage::Thinking { turn }
            | ServerMessage::LlmChunk { turn, .. }
            | ServerMessage::AssistantComplete { turn, .. }
            | ServerMessage::Interrupted { turn, .. }
            | ServerMessage::Metrics { turn, .. } => *turn,
            ServerMessage::Error(error) => error.turn,
            _ => 0,
        }
    }

    /// As a text frame outside the count of the conversation.
    pub fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// As a text frame with its number in the conversation.
    pub fn numbered(&self, seq: u64) -> String {
        let mut text = self.text();
        if text.pop() == Some('}') {
            text.push_str(&format!(",\"seq\":{seq}}}"));
        }
        text
    }
}
