//! What a log says: the session as folded from its events.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    AskedBy, Cause, CodeExecuted, CodeSubmitted, CodingQuestion, Created, EndReason, HintGiven,
    InterruptReason, PhaseEntered,
};
use crate::clock::Timestamp;
use crate::ids::SessionId;

/// Where a session stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It goes on.
    #[default]
    Active,
    /// It has ended.
    Completed,
    /// It was deleted.
    Erased,
}

impl Status {
    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Status::Active => "active",
            Status::Completed => "completed",
            Status::Erased => "erased",
        }
    }
}

/// Who speaks in a transcript.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ExchangeRole {
    /// The candidate.
    User,
    /// The interviewer.
    Assistant,
}

/// One message of the transcript.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TranscriptEntry {
    /// Who.
    pub role: ExchangeRole,
    /// The words: for the interviewer those that were heard.
    pub content: String,
    /// When.
    pub timestamp: Timestamp,
    /// The turn.
    pub turn: u32,
    /// Monotonic microseconds since the session began.
    pub offset_us: u64,
    /// The commit that has it.
    pub commit: u64,
}

/// A question that was put.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The question's or exercise's id.
    pub question: String,
    /// Main question or follow-up.
    pub by: AskedBy,
    /// The phase.
    pub phase: String,
    /// The topic.
    pub topic: String,
    /// The turn.
    pub turn: u32,
    /// Which of the question's follow-ups, from 0.
    pub index: Option<u32>,
    /// Whether it is a coding exercise.
    pub coding: bool,
}

/// A turn that has begun and not ended.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenTurn {
    /// Its number.
    pub turn: u32,
    /// The candidate's words, if it began with words.
    pub said: Option<String>,
    /// What opened it, if not words.
    pub cause: Option<Cause>,
}

/// Code that came in, and what came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Submission {
    /// As it came in.
    pub submitted: CodeSubmitted,
    /// When.
    pub at: Timestamp,
    /// Our execution, if there was one.
    pub executed: Option<CodeExecuted>,
}

/// A CV.
#[derive(Debug, Clone, PartialEq)]
pub struct Cv {
    /// The name in the session's files.
    pub file: String,
    /// The name that the sender gave.
    pub filename: String,
    /// `pdf`, `docx` or `txt`.
    pub file_type: String,
    /// The analysis, if there is one.
    pub analysis: Option<Value>,
}

/// A session as of a commit.
#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// The last commit that was folded.
    pub commit: u64,
    /// Fields of its first event.
    pub created: Created,
    /// When it was created.
    pub created_at: Timestamp,
    /// When its last event happened.
    pub updated_at: Timestamp,
    /// Monotonic microseconds at its last event.
    pub offset_us: u64,
    /// Where it stands.
    pub status: Status,
    /// Why it ended.
    pub end: Option<EndReason>,
    /// When it ended.
    pub completed_at: Option<Timestamp>,
    /// The newest conversation and its server.
    pub attached: Option<(String, String)>,
    /// The phase, with the monotonic microseconds at which it began.
    pub phase: Option<(PhaseEntered, u64)>,
    /// Phases that were entered, in order.
    pub phases: Vec<PhaseEntered>,
    /// The last turn's number; 0 before the first.
    pub turn: u32,
    /// A turn that has not ended.
    pub open_turn: Option<OpenTurn>,
    /// Whether the interviewer has greeted.
    pub greeted: bool,
    /// The messages.
    pub transcript: Vec<TranscriptEntry>,
    /// Questions that were put, in order.
    pub asked: Vec<Asked>,
    /// The coding exercise that is open.
    pub coding: Option<CodingQuestion>,
    /// Submissions in order.
    pub submissions: Vec<Submission>,
    /// CVs in order of their first upload.
    pub cvs: Vec<Cv>,
    /// Hints that were given.
    pub hints: Vec<HintGiven>,
    /// The turn that was cut off last, with the words that were heard and why.
    pub interrupted: Option<(u32, String, InterruptReason)>,
    /// The report.
    pub report: Option<Value>,
    /// The evaluator's version of the report.
    pub evaluator: Option<String>,
}

impl Session {
    /// A session before its first event.
    pub fn new(id: SessionId) -> Self {
        Session {
            id,
            commit: 0,
            created: Created::default(),
            created_at: Timestamp::default(),
            updated_at: Timestamp::default(),
            offset_us: 0,
            status: Status::Active,
            end: None,
            completed_at: None,
            attached: None,
            phase: None,
            phases: Vec::new(),
            turn: 0,
            open_turn: None,
            greeted: false,
            transcript: Vec::new(),
            asked: Vec::new(),
            coding: None,
            submissions: Vec::new(),
            cvs: Vec::new(),
            hints: Vec::new(),
            interrupted: None,
            report: None,
            evaluator: None,
        }
    }

    /// The name of the phase.
    pub fn phase_name(&self) -> Option<&str> {
        self.phase.as_ref().map(|(phase, _)| phase.phase.as_str())
    }

    /// The last words of the interviewer.
    pub fn last_reply(&self) -> Option<&TranscriptEntry> {
        self.transcript.iter().rev().find(|entry| entry.role == ExchangeRole::Assistant)
    }

    /// The last question that was put.
    pub fn last_asked(&self) -> Option<&Asked> {
        self.asked.last()
    }

    /// Whether a main question or exercise was put already.
    pub fn was_asked(&self, question: &str) -> bool {
        self.asked.iter().any(|asked| asked.question == question)
    }
}
