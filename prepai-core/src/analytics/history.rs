//! One candidate's interviews.

use futures::TryStreamExt;
use serde::Serialize;

use super::counters::of_owner;
use super::name::fold_name;
use super::tenths::points;
use crate::clock::Timestamp;
use crate::error::Result;
use crate::session::{SessionStore, SessionSummary, Status, SummaryFilter, SummaryQuery};

/// The answer to `GET /api/analytics/candidate/{name}/history`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct History {
    /// Always true.
    pub success: bool,
    /// The name as it was asked for.
    pub candidate_name: String,
    /// Whether a completed interview exists, scored or not.
    pub has_history: bool,
    /// Interviews that were begun.
    pub total_interviews: usize,
    /// Interviews that have ended.
    pub completed_interviews: usize,
    /// The completed ones, oldest first.
    pub scores_over_time: Vec<HistoryEntry>,
    /// The overall score in points of the last one that is scored.
    pub latest_score: Option<f64>,
}

/// One completed interview.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HistoryEntry {
    /// When it was created.
    pub date: Timestamp,
    /// The kind as it was sent.
    pub interview_type: String,
    /// The overall score in points; null when it was not assessed.
    pub score: Option<f64>,
    /// The report's recommendation.
    pub recommendation: Option<String>,
    /// Hints that were given.
    pub hints: u32,
    /// The session, to open its report.
    pub session_id: String,
}

/// The interviews of the candidate of that name, in any case and spacing; all of them, or those of one owner.
///
/// # Errors
/// What the store says.
pub async fn history(store: &dyn SessionStore, owner: Option<&str>, name: &str) -> Result<History> {
    let filter = SummaryFilter { candidate_key: Some(fold_name(name)), ..of_owner(owner) };
    let batches: Vec<Vec<SessionSummary>> =
        store.summaries(SummaryQuery { filter, ..SummaryQuery::default() }).try_collect().await?;
    let all: Vec<SessionSummary> =
        batches.into_iter().flatten().filter(|one| one.status != Status::Erased).collect();
    // The store answers newest first.
    let completed = all.iter().rev().filter(|summary| summary.status == Status::Completed);
    let scores_over_time: Vec<HistoryEntry> = completed.map(entry).collect();
    Ok(History {
        success: true,
        candidate_name: name.to_owned(),
        has_history: !scores_over_time.is_empty(),
        total_interviews: all.len(),
        completed_interviews: scores_over_time.len(),
        latest_score: scores_over_time.iter().rev().find_map(|entry| entry.score),
        scores_over_time,
    })
}

fn entry(summary: &SessionSummary) -> HistoryEntry {
    HistoryEntry {
        date: summary.created_at,
        interview_type: summary.interview_type.clone(),
        score: summary.scores.overall.map(|tenths| points(i64::from(tenths))),
        recommendation: summary.recommendation.clone(),
        hints: summary.hints,
        session_id: summary.session.to_string(),
    }
}
