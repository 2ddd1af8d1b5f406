//! A session as it is shown.

use prepai_core::session::{Mode, SessionSummary};
use serde::Serialize;
use utoipa::ToSchema;

/// A session as lists and answers show it.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http::routes) struct SessionView {
    /// Its id.
    #[schema(example = "0198f0a2-6c1e-7d3a-9a55-3f1f6f0c9b11")]
    session_id: String,
    /// The kind of interview as it was sent.
    #[schema(example = "google-sde")]
    interview_type: String,
    /// The candidate's name.
    #[schema(example = "Ada Lovelace")]
    candidate_name: String,
    /// When it was created, RFC 3339 in UTC.
    #[schema(format = "date-time")]
    created_at: String,
    /// `active` or `completed`.
    #[schema(value_type = StatusWord)]
    status: &'static str,
    /// The kind as it was resolved.
    kind: String,
    /// `practice` or `real`.
    #[schema(value_type = ModeWord)]
    mode: Mode,
    /// Whether it is a demonstration, which is never counted.
    demo: bool,
    /// The embedder's id of the candidate.
    candidate_id: Option<String>,
    /// When its last event happened.
    #[schema(format = "date-time")]
    updated_at: String,
    /// When it ended.
    #[schema(format = "date-time")]
    completed_at: Option<String>,
    /// The phase that it is in.
    phase: Option<String>,
    /// Seconds in which a conversation was open.
    duration_seconds: u64,
    /// Messages of the transcript.
    messages: u32,
    /// Code submissions.
    submissions: u32,
    /// Whether a CV was uploaded.
    has_cv: bool,
    /// The overall score, 0 to 10; null before the end and when it was not assessed.
    overall_score: Option<f64>,
    /// The recommendation of the report.
    recommendation: Option<String>,
}

/// Where a session stands.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(dead_code, reason = "describes the words of `Status`")]
pub(super) enum StatusWord {
    Active,
    Completed,
}

/// Practice helps; real does not.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(dead_code, reason = "describes the words of `Mode`")]
enum ModeWord {
    Practice,
    Real,
}

impl SessionView {
    /// As its summary says; `shown` is the id that the client knows it by.
    pub(in crate::http::routes) fn of(summary: SessionSummary, shown: Option<String>) -> Self {
        SessionView {
            session_id: shown.unwrap_or_else(|| summary.session.to_string()),
            interview_type: summary.interview_type,
            candidate_name: summary.candidate,
            created_at: summary.created_at.to_string(),
            status: summary.status.as_str(),
            kind: summary.kind,
            mode: summary.mode,
            demo: summary.demo,
            candidate_id: summary.candidate_id,
            updated_at: summary.updated_at.to_string(),
            completed_at: summary.completed_at.map(|at| at.to_string()),
            phase: summary.phase,
            duration_seconds: summary.duration_s,
            messages: summary.messages,
            submissions: summary.submissions,
            has_cv: summary.has_cv,
            overall_score: summary.scores.overall.map(|tenths| f64::from(tenths) / 10.0),
            recommendation: summary.recommendation,
        }
    }
}
