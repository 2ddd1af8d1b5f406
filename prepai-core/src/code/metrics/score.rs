//! The quality score.

use serde::{Deserialize, Serialize};

use super::Metrics;
use super::halstead::hundredths;

/// A score of 0 to 10 with everything that it is made of.
///
/// It begins at 10 and each finding takes away, at the most: a function that is hard to follow 3 (0.2 for each point of
/// cognitive complexity above 10), one with many paths 2 (0.2 above 10), nesting 2 (0.7 for each level above 3), a long
/// function 1.5 (above 40 lines), many parameters 1 (0.3 above 5), repeated lines 2, odd names 2, low maintainability 1
/// (below 40), missing annotations 0.5, long lines 0.5 (above 100 characters), what does not parse 4. A program of few
/// tokens says little: its score is drawn towards 5 until it has thirty. Comments and strings earn nothing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Quality {
    /// 0.0 to 10.0, in tenths.
    pub score: f64,
    /// What was taken away, the largest first.
    pub penalties: Vec<Penalty>,
}

/// Points that were taken away.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Penalty {
    /// Why: `cognitive`, `cyclomatic`, `nesting`, `length`, `parameters`, `duplication`, `naming`, `maintainability`,
    /// `annotations`, `lines` or `syntax`.
    pub reason: String,
    /// How many.
    pub points: f64,
}

/// So many tokens can be judged as a whole.
const ENOUGH: f64 = 30.0;

/// What nothing is known of.
const NEUTRAL: f64 = 5.0;

pub(super) fn score(metrics: &Metrics) -> Quality {
    let tokens = f64::from(metrics.halstead.operators + metrics.halstead.operands);
    if tokens == 0.0 {
        return Quality::default();
    }
    let mut penalties: Vec<Penalty> = findings(metrics)
        .into_iter()
        .map(|(reason, points)| Penalty { reason: reason.to_owned(), points: hundredths(points) })
        .filter(|penalty| penalty.points > 0.0)
        .collect();
    penalties.sort_by(|one, other| other.points.total_cmp(&one.points));
    let taken: f64 = penalties.iter().map(|penalty| penalty.points).sum();
    let whole = (10.0 - taken).clamp(0.0, 10.0);
    let score = NEUTRAL + (whole - NEUTRAL) * (tokens / ENOUGH).min(1.0);
    Quality { score: (score * 10.0).round() / 10.0, penalties }
}

fn findings(metrics: &Metrics) -> [(&'static str, f64); 11] {
    let most = |of: fn(&super::Function) -> u32| metrics.functions.iter().map(of).max();
    // Without functions the whole text is judged like one.
    let cognitive = most(|function| function.cognitive).unwrap_or(metrics.cognitive);
    let longest = most(|function| function.lines).unwrap_or(metrics.lines.code);
    let parameters = most(|function| function.parameters).unwrap_or(0);
    let above = |number: u32, limit: u32| f64::from(number.saturating_sub(limit));
    let annotations = &metrics.annotations;
    let bare = annotations.places.saturating_sub(annotations.annotated);
    let bare = if annotations.places == 0 { 0.0 } else { f64::from(bare) / f64::from(annotations.places) };
    [
        ("cognitive", (above(cognitive, 10) * 0.2).min(3.0)),
        ("cyclomatic", (above(metrics.cyclomatic, 10) * 0.2).min(2.0)),
        ("nesting", (above(metrics.nesting, 3) * 0.7).min(2.0)),
        ("length", (above(longest, 40) / 40.0).min(1.5)),
        ("parameters", (above(parameters, 5) * 0.3).min(1.0)),
        ("duplication", (metrics.duplication.share * 4.0).min(2.0)),
        ("naming", (metrics.naming.odd_share * 4.0).min(2.0)),
        ("maintainability", ((40.0 - metrics.maintainability) / 40.0).clamp(0.0, 1.0)),
        ("annotations", bare * 0.5),
        ("lines", (above(metrics.lines.longest, 100) / 100.0).min(0.5)),
        ("syntax", if metrics.parsed { 0.0 } else { 4.0 }),
    ]
}
