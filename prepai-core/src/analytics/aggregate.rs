//! All interviews together.

use std::collections::BTreeMap;

use serde::Serialize;

use super::counters::Counters;
use super::tenths::{mean, percent, points};
use crate::error::Result;
use crate::session::SessionStore;

/// The answer to `GET /api/analytics/aggregate`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Aggregate {
    /// Always true.
    pub success: bool,
    /// Interviews that were begun.
    pub total_interviews: i64,
    /// A sentence when there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<&'static str>,
    /// The rest, when there are some.
    #[serde(flatten)]
    pub data: Option<AggregateData>,
}

/// What there is to say about at least one interview.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AggregateData {
    /// Interviews that have ended.
    pub completed_interviews: i64,
    /// Completed of all, in percent, rounded to tenths.
    pub completion_rate: f64,
    /// Mean overall score of the scored interviews in points, rounded to tenths; null when none is scored.
    pub average_score: Option<f64>,
    /// How many interviews that mean is made of.
    pub scored_interviews: i64,
    /// Interviews by kind, as it was sent.
    pub interview_types: BTreeMap<String, i64>,
    /// Completed interviews by the recommendation of their report.
    pub recommendations: BTreeMap<String, i64>,
    /// Hints that were given, by a button or asked for in words, in all interviews that were begun.
    pub hints_given: i64,
    /// Interviews in which at least one was.
    pub interviews_with_hints: i64,
    /// Different candidates, by [`fold_name`](super::fold_name).
    pub total_candidates: u64,
}

/// Counts all interviews of a store, or those of one owner.
///
/// # Errors
/// What the store says.
pub async fn aggregate(store: &dyn SessionStore, owner: Option<&str>) -> Result<Aggregate> {
    let counters = Counters::of(store, owner).await?;
    let status = counters.under("status/").await?;
    let total_interviews = status.values().sum();
    if total_interviews == 0 {
        return Ok(Aggregate {
            success: true,
            total_interviews,
            message: Some("No interview data yet"),
            data: None,
        });
    }
    let completed = status.get("completed").copied().unwrap_or(0);
    let days = counters.under("day/").await?;
    let sum =
        |suffix: &str| days.iter().filter(|(day, _)| day.ends_with(suffix)).map(|(_, count)| count).sum();
    let (scored, tenths): (i64, i64) = (sum("/scored"), sum("/tenths"));
    let hints = counters.under("hints/").await?;
    let hints = |what: &str| hints.get(what).copied().unwrap_or(0);
    let data = AggregateData {
        completed_interviews: completed,
        completion_rate: percent(completed, total_interviews),
        average_score: mean(tenths, scored).map(points),
        scored_interviews: scored,
        interview_types: counters.under("type/").await?,
        recommendations: counters.under("recommendation/").await?,
        hints_given: hints("given"),
        interviews_with_hints: hints("sessions"),
        total_candidates: counters.count("candidate/").await?,
    };
    Ok(Aggregate { success: true, total_interviews, message: None, data: Some(data) })
}
