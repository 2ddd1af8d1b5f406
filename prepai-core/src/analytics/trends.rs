//! Scores day by day.

use std::collections::BTreeMap;

use serde::Serialize;

use super::counters::Counters;
use super::tenths::points;
use super::trend::{Day, TrendKind, daily_mean, trend};
use crate::clock::Timestamp;
use crate::error::{Error, Result};
use crate::session::SessionStore;

/// The longest window: a hundred years.
pub const MAX_DAYS: i64 = 36_500;

const MICROS_A_DAY: i64 = 86_400_000_000;

/// The answer to `GET /api/analytics/trends`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Trends {
    /// Always true.
    pub success: bool,
    /// The window as it was asked for.
    pub days: i64,
    /// Whether an interview was completed in the window, scored or not.
    pub has_data: bool,
    /// A sentence when there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<&'static str>,
    /// The rest, when there is one.
    #[serde(flatten)]
    pub data: Option<TrendsData>,
}

/// What there is to say about at least one completed interview.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TrendsData {
    /// Which way.
    pub trend: TrendKind,
    /// How far, in points over the window, rounded to tenths; 0 when data are insufficient.
    pub change: f64,
    /// What that rests on.
    pub reason: String,
    /// The days with completed interviews, ascending.
    pub data: Vec<TrendsDay>,
}

/// One day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TrendsDay {
    /// `YYYY-MM-DD`, UTC.
    pub date: String,
    /// Mean overall score of the scored interviews in points, rounded to tenths; null when none is scored.
    pub average_score: Option<f64>,
    /// Interviews that were completed.
    pub num_interviews: i64,
    /// How many of them are scored.
    pub num_scored: i64,
}

/// Scores of the interviews completed on the last `days` days in UTC, the day of `now` included. A window of 0 days or
/// less is empty. All of them, or those of one owner.
///
/// # Errors
/// `invalid_input` above [`MAX_DAYS`]; what the store says.
pub async fn trends(
    store: &dyn SessionStore,
    owner: Option<&str>,
    now: Timestamp,
    days: i64,
) -> Result<Trends> {
    if days > MAX_DAYS {
        return Err(Error::invalid("days", format!("must be at most {MAX_DAYS}")));
    }
    let window = match days {
        ..=0 => Vec::new(),
        _ => in_window(&Counters::of(store, owner).await?.under("day/").await?, now, days),
    };
    let has_data = window.iter().any(|(_, completed, _)| *completed > 0);
    let message = (!has_data).then_some("No data in timeframe");
    let data = has_data.then(|| {
        let scored: Vec<Day> = window.iter().map(|(_, _, day)| *day).collect();
        let trend = trend(&scored);
        let rows = window.into_iter().map(|(date, num_interviews, day)| TrendsDay {
            date,
            average_score: daily_mean(&day).map(points),
            num_interviews,
            num_scored: day.scored,
        });
        TrendsData {
            trend: trend.kind,
            change: points(trend.change),
            reason: trend.reason,
            data: rows.collect(),
        }
    });
    Ok(Trends { success: true, days, has_data, message, data })
}

/// Date, completed interviews and scores of each day in the window that has any, ascending.
fn in_window(counts: &BTreeMap<String, i64>, now: Timestamp, days: i64) -> Vec<(String, i64, Day)> {
    let today = now.as_micros().div_euclid(MICROS_A_DAY);
    let date_of = |day: i64| Timestamp::from_micros(day.saturating_mul(MICROS_A_DAY)).date();
    let (first, last) = (date_of(today - days + 1), date_of(today));
    let dates: Vec<&str> = counts.keys().filter_map(|key| key.strip_suffix("/completed")).collect();
    let within = dates.into_iter().filter(|date| (first.as_str()..=last.as_str()).contains(date));
    let of = |date: &str, what: &str| counts.get(&format!("{date}/{what}")).copied().unwrap_or(0);
    let row = |date: &str| {
        let midnight: Timestamp = date.parse().ok()?;
        let day = midnight.as_micros().div_euclid(MICROS_A_DAY);
        let scores = Day { day, scored: of(date, "scored"), tenths: of(date, "tenths") };
        Some((date.to_owned(), of(date, "completed"), scores))
    };
    within.filter_map(row).collect()
}
