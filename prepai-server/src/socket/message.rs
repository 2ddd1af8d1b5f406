//! What the server says in text frames, in both forms: the legacy form is a part of protocol 2.

use prepai_core::Error;
use prepai_core::session::{ExchangeRole, TranscriptEntry};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

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
    /// Whether this server understands speech.
    pub hears: bool,
    /// Whether it can speak.
    pub speaks: bool,
}

/// Fields of `state`.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct State {
    /// `active` or `completed`.
    pub status: &'static str,
    /// The last turn's number.
    pub turn: u32,
    /// The messages so far.
    pub transcript: Vec<Line>,
    /// The phase and the seconds that the plan gives it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phase: Option<PhaseView>,
    /// The exercise that is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coding_question: Option<ExerciseView>,
}

/// A message of the transcript.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Line {
    /// The turn: a frame of the same turn that comes later tells the same words.
    pub turn: u32,
    /// `user` or `assistant`.
    pub role: &'static str,
    /// The words.
    pub content: String,
    /// When, RFC 3339 in UTC.
    pub timestamp: String,
}

impl Line {
    /// A message as it is shown.
    pub fn of(entry: &TranscriptEntry) -> Self {
        Line {
            turn: entry.turn,
            role: match entry.role {
                ExchangeRole::User => "user",
                ExchangeRole::Assistant => "assistant",
            },
            content: entry.content.clone(),
            timestamp: entry.timestamp.to_string(),
        }
    }
}

/// A phase.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PhaseView {
    /// Its name.
    pub name: String,
    /// Seconds that are left of what the plan gives it.
    pub remaining: u32,
}

/// A coding exercise as a client sees it: hidden tests stay here.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExerciseView {
    /// The statement.
    pub question: String,
    /// Its id.
    #[serde(rename = "question_id")]
    pub question_id: String,
    /// The suggested language.
    pub language: String,
    /// The function that is called.
    pub function_name: String,
    /// The samples.
    pub test_cases: Vec<SampleView>,
    /// The code to begin with.
    pub initial_code: String,
}

/// A test that may be shown.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SampleView {
    /// The arguments as JSON, separated by commas.
    pub input: String,
    /// The arguments, which cannot be misread.
    pub args: Value,
    /// The expected result as JSON.
    pub expected: String,
}

/// Fields of `code_result`.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CodeResult {
    /// The submission.
    pub submission: String,
    /// How the execution ended; `not_tested` when there was none.
    pub verdict: Value,
    /// Tests that passed.
    pub passed: usize,
    /// Tests.
    pub total: usize,
}

/// Milliseconds since the opening of the turn was stored, but for the stages before that.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, ToSchema)]
pub struct Stages {
    /// From the last speech to the decision that the candidate's turn is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpointing: Option<f64>,
    /// From that decision to the words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transcription: Option<f64>,
    /// From the input to its acknowledgement by the store.
    pub commit: f64,
    /// To the agent's first word or tool call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent: Option<f64>,
    /// To the first released words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_text: Option<f64>,
    /// To the first sound.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_audio: Option<f64>,
    /// To the end of generation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub generated: Option<f64>,
}

/// Fields of `error`.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ErrorMessage {
    /// The word of its kind, the same as in HTTP.
    pub code: &'static str,
    /// A sentence.
    pub message: String,
    /// Whether the same may go well later.
    pub retryable: bool,
    /// The turn, or 0.
    pub turn: u32,
    /// The versions that there are, when the one that was asked for is not among them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub supported: Vec<u32>,
}

impl ErrorMessage {
    /// An error in a turn; 0 outside.
    pub fn of(error: &Error, turn: u32) -> Self {
        ErrorMessage {
            code: error.kind().code(),
            message: error.message().to_owned(),
            retryable: error.is_retryable(),
            turn,
            supported: Vec::new(),
        }
    }
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
