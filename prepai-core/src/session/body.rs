//! The fields of each event type.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::agent::{ToolCall, Usage};
use crate::code::{Execution, TestCase};
use crate::error::ErrorKind;
use crate::ids::SessionId;
use crate::speech::AudioSpan;

/// Who is interviewed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// As given.
    pub name: String,
    /// The embedder's id of the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

/// Practice helps; real does not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Hints, patience.
    #[default]
    Practice,
    /// As in the company's own interview.
    Real,
}

/// Under which content a session runs, as SHA-256 in hex.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hashes {
    /// The interview kind.
    pub kind: String,
    /// All packs of questions.
    pub packs: String,
    /// The rubric.
    pub rubric: String,
    /// The prompt's template.
    pub prompt: String,
}

/// Where a fork came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fork {
    /// The other session.
    pub session: SessionId,
    /// The last commit that was copied.
    pub commit: u64,
}

/// Fields of `created`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Created {
    /// The kind as it was sent.
    pub interview_type: String,
    /// The kind that it was resolved to.
    pub kind: String,
    /// Who.
    pub candidate: Candidate,
    /// Whose session it is (a token's owner).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// For whom the server runs it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// BCP 47.
    pub language: String,
    /// Practice or real.
    pub mode: Mode,
    /// Whether recordings may be kept.
    pub recording_consent: bool,
    /// Planned length.
    pub duration_minutes: u32,
    /// Factor on pauses, 1.0 to 4.0.
    pub thinking_time: f64,
    /// The job that it prepares for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job_description: Option<String>,
    /// Demonstrations never count in analytics.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub demo: bool,
    /// Where it was copied from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forked_from: Option<Fork>,
    /// Under which content it runs.
    pub hashes: Hashes,
}

/// Fields of `attached`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachedBody {
    /// The conversation's id.
    pub conversation: String,
    /// The process that holds it.
    pub server: String,
}

/// Fields of `said`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Said {
    /// The words.
    pub text: String,
    /// Where they were spoken; absent when typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audio: Option<AudioSpan>,
    /// The transcription's confidence, 0.0 to 1.0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f32>,
}

/// What opens a turn without words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "cause", rename_all = "snake_case")]
pub enum Cause {
    /// The candidate is there: greet.
    Ready,
    /// Code came in (its submission is named).
    Code {
        /// The submission.
        submission: String,
    },
    /// The candidate asks for a hint.
    Hint,
    /// The candidate asks to hear the last words again.
    Repeat,
    /// The candidate has been silent.
    Silence,
    /// The time is over.
    TimeUp,
}

/// Fields of `generated`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Generated {
    /// The round within the turn, from 0.
    pub round: u32,
    /// The text as the model wrote it.
    pub text: String,
    /// The tools that it called.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<ToolCall>,
    /// What it cost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
}

/// Fields of `tool_returned`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ToolReturned {
    /// The round within the turn.
    pub round: u32,
    /// The call.
    pub call: ToolCall,
    /// The result; absent when it went wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<Value>,
    /// The sentence of the error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The error's code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

impl ToolReturned {
    /// The outcome of a call as it is recorded.
    pub fn new(round: u32, call: ToolCall, outcome: Result<Value, (ErrorKind, String)>) -> Self {
        let (result, error, code) = match outcome {
            Ok(result) => (Some(result), None, None),
            Err((kind, message)) => (None, Some(message), Some(kind.code().to_owned())),
        };
        ToolReturned { round, call, result, error, code }
    }
}

/// Why a phase began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhaseCause {
    /// The first.
    Start,
    /// The budget of the one before was used up.
    Budget,
    /// Its questions were used up.
    Questions,
    /// The agent asked for it.
    Agent,
}

/// Fields of `phase_entered`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhaseEntered {
    /// The phase's name.
    pub phase: String,
    /// Why.
    pub cause: PhaseCause,
    /// Seconds that the plan gives it.
    pub budget_s: u32,
}

/// Whether a question stands for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AskedBy {
    /// A question of the plan.
    Main,
    /// It takes up an answer.
    FollowUp,
}

/// Fields of `question_asked`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionAsked {
    /// The question's id in the bank.
    pub question: String,
    /// Main question, or a follow-up to it.
    pub by: AskedBy,
    /// The phase in which it was put.
    pub phase: String,
    /// Its topic.
    pub topic: String,
    /// Which of the question's follow-ups, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index: Option<u32>,
}

/// Fields of `coding_question`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CodingQuestion {
    /// The exercise's id in the bank.
    pub question_id: String,
    /// The full statement.
    pub question: String,
    /// The function that is called.
    pub function: String,
    /// The suggested language.
    pub language: String,
    /// The code to begin with, in that language.
    pub initial_code: String,
    /// Tests that may be shown; hidden ones stay in the bank.
    pub samples: Vec<TestCase>,
}

/// A piece of the agent's text that was not released.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cut {
    /// The rule's name.
    pub rule: String,
    /// The words.
    pub text: String,
}

/// Fields of `replied`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replied {
    /// All that was released: the units, joined by one space.
    pub text: String,
    /// The units in order.
    pub units: Vec<String>,
    /// What the reply rules held back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cuts: Vec<Cut>,
}

/// Fields of `heard`: `replied` with what was played.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeardBody {
    /// All that was released.
    pub text: String,
    /// The units in order.
    pub units: Vec<String>,
    /// What the reply rules held back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cuts: Vec<Cut>,
    /// The words that were played.
    pub heard: String,
    /// Samples that were played, if the client reported them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub samples: Option<u64>,
    /// True when the client does not report playback: sent counts as heard.
    pub estimated: bool,
}

/// Why a turn was broken off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InterruptReason {
    /// The candidate spoke or typed on.
    Candidate,
    /// The interview was ended.
    End,
    /// The process ended, or the conversation was taken over.
    Lost,
    /// The agent or a backend went wrong.
    Error,
}

/// Fields of `interrupted`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interrupted {
    /// Why.
    pub reason: InterruptReason,
    /// The words that were released (typed) or played (spoken) until then.
    pub text: String,
    /// The error's code, if one broke it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// Fields of `code_submitted`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CodeSubmitted {
    /// The submission's id.
    pub submission: String,
    /// The source.
    pub code: String,
    /// The language as sent.
    pub language: String,
    /// The function that is called.
    pub function: String,
    /// SHA-256 of the source, in hex.
    pub sha256: String,
    /// The exercise that was open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question_id: Option<String>,
    /// What the client claims of its own run: for display, never evidence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimed: Option<Value>,
}

/// Fields of `code_executed`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CodeExecuted {
    /// The submission.
    pub submission: String,
    /// What came of it.
    pub execution: Execution,
    /// Whether the tests were ours: only then it is evidence of correctness.
    pub own_tests: bool,
    /// Quality metrics, if they were measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metrics: Option<Value>,
}

/// Fields of `cv_uploaded`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CvUploaded {
    /// The name in the session's files.
    pub file: String,
    /// The name that the sender gave.
    pub filename: String,
    /// `pdf`, `docx` or `txt`.
    pub file_type: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256 of the bytes, in hex.
    pub sha256: String,
}

/// Fields of `cv_analyzed`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CvAnalyzed {
    /// The name in the session's files.
    pub file: String,
    /// The analysis of the contract.
    pub analysis: Value,
    /// Whether a person corrected it.
    pub corrected: bool,
}

/// Fields of `hint_given`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HintGiven {
    /// The question or exercise.
    pub question: String,
    /// The step of its ladder, from 1.
    pub step: u32,
    /// The words.
    pub text: String,
}

/// Why the interviewer said something outside of a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InterjectionReason {
    /// The reply is not there yet.
    Filler,
    /// The candidate is far past the time that the plan gives to an answer.
    CutIn,
}

/// Fields of `interjected`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interjected {
    /// The words, as they were given to the voice.
    pub text: String,
    /// Why.
    pub reason: InterjectionReason,
}

/// Why an interview ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum EndReason {
    /// The candidate ended it.
    Candidate,
    /// The interviewer closed it.
    Interviewer,
    /// The time was over.
    Time,
    /// Somebody ended it from outside (a request).
    Request,
}

/// Fields of `reported`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reported {
    /// The evaluator's version.
    pub evaluator: String,
    /// The report of the contract.
    pub report: Value,
}
