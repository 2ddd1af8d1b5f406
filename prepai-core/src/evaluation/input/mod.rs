//! What an evaluation is made from, and nothing else.

mod limits;
mod read;
mod session;

use serde::Serialize;

use crate::clock::Timestamp;
use crate::session::ExchangeRole;

/// An interview as the evaluator sees it: read from the JSON of the guide ([`Input::from_json`]) or made from a session
/// ([`Input::of`]).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Input {
    /// The session's id, echoed.
    pub session_id: String,
    /// The candidate's name, echoed; it counts for nothing.
    pub candidate_name: String,
    /// The kind as it was sent; decides the weights.
    pub interview_type: String,
    /// Seconds of interview.
    pub duration: f64,
    /// When the evaluation is made, if that is to stand in the report.
    pub timestamp: Option<Timestamp>,
    /// What was said, in order.
    pub messages: Vec<Message>,
    /// Code, in order.
    pub submissions: Vec<InputSubmission>,
    /// Questions that are known to have been put; `None` where the messages must show it.
    pub asked: Option<Vec<AskedQuestion>>,
}

/// Something said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Who.
    pub role: ExchangeRole,
    /// The words.
    pub content: String,
    /// When.
    pub timestamp: Option<Timestamp>,
    /// The session's turn, where there is one.
    pub turn: Option<u32>,
}

/// A question or exercise of the bank that was put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedQuestion {
    /// Its id in the bank.
    pub id: String,
    /// The index of the first message that may answer it.
    pub from: usize,
}

/// Code with what came of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct InputSubmission {
    /// Its id, where it has one.
    pub id: Option<String>,
    /// The source.
    pub code: String,
    /// The language as sent.
    pub language: String,
    /// What ties the attempts at one exercise together: the exercise's id, or the inputs of its tests.
    pub exercise: Option<String>,
    /// Results of an execution that counts as evidence: ours, on tests that we own. `None` is untested.
    pub results: Option<Results>,
}

/// Tests of one execution.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Results {
    /// How many passed.
    pub passed: u32,
    /// How many there were, at least one.
    pub total: u32,
}
