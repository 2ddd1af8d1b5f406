//! Where a session stands.

use prepai_core::session::{ExchangeRole, TranscriptEntry};
use serde::Serialize;
use utoipa::ToSchema;

use super::ExerciseView;

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
