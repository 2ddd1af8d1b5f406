//! The scores of one kind, to compare oneself with.

use serde::Serialize;

use super::counters::Counters;
use super::distribution::{Distribution, MIN_SAMPLE};
use super::tenths::points;
use crate::error::Result;
use crate::interview::Library;
use crate::session::{Scores, SessionStore};

/// The answer to `GET /api/analytics/benchmarks/{type}`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Benchmarks {
    /// Always true.
    pub success: bool,
    /// The kind as it was asked for.
    pub interview_type: String,
    /// Whether a completed interview of the kind exists, scored or not.
    pub has_data: bool,
    /// A sentence when there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<&'static str>,
    /// The rest, when there is one.
    #[serde(flatten)]
    pub data: Option<BenchmarksData>,
}

/// What there is to say about at least one completed interview.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BenchmarksData {
    /// Interviews with an overall score.
    pub sample_size: i64,
    /// By score.
    pub benchmarks: ByMetric,
}

/// One benchmark for each score.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ByMetric {
    /// All criteria together.
    pub overall: MetricBenchmark,
    /// Technical knowledge.
    pub technical: MetricBenchmark,
    /// Problem solving.
    pub problem_solving: MetricBenchmark,
    /// Communication.
    pub communication: MetricBenchmark,
    /// Code quality.
    pub code_quality: MetricBenchmark,
    /// Cultural fit.
    pub cultural_fit: MetricBenchmark,
}

/// The distribution of one score in points, rounded to tenths.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MetricBenchmark {
    /// A quarter scored at most this; null below [`MIN_SAMPLE`] scores, as are the other percentiles.
    pub p25: Option<f64>,
    /// Half scored at most this.
    pub p50: Option<f64>,
    /// Three quarters scored at most this.
    pub p75: Option<f64>,
    /// Nine in ten scored at most this.
    pub p90: Option<f64>,
    /// The lowest; null without scores, as are highest and mean.
    pub min: Option<f64>,
    /// The highest.
    pub max: Option<f64>,
    /// The mean.
    pub avg: Option<f64>,
    /// How many scores.
    pub n: i64,
    /// Why the percentiles are null.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl MetricBenchmark {
    fn of(scores: &Distribution) -> Self {
        let n = scores.total();
        let enough = n >= MIN_SAMPLE;
        let percentile = |p| if enough { scores.percentile(p).map(points) } else { None };
        MetricBenchmark {
            p25: percentile(25),
            p50: percentile(50),
            p75: percentile(75),
            p90: percentile(90),
            min: scores.min().map(points),
            max: scores.max().map(points),
            avg: scores.mean().map(points),
            n,
            reason: (!enough)
                .then(|| format!("percentiles need at least {MIN_SAMPLE} scores; there are {n}")),
        }
    }
}

/// The scores of the kind that `sent` names, in any spelling; all of them, or those of one owner.
///
/// # Errors
/// What the store says.
pub async fn benchmarks_of(
    store: &dyn SessionStore,
    owner: Option<&str>,
    library: &Library,
    sent: &str,
) -> Result<Benchmarks> {
    benchmarks(store, owner, &library.kinds().resolve(sent).id, sent).await
}

/// The distribution of the scores of the kind with the id `kind`, shown as `shown` (as it was asked for).
///
/// # Errors
/// What the store says.
pub async fn benchmarks(
    store: &dyn SessionStore,
    owner: Option<&str>,
    kind: &str,
    shown: &str,
) -> Result<Benchmarks> {
    let counters = Counters::of(store, owner).await?;
    let completed = counters.under(&format!("kind/{kind}/")).await?;
    let has_data = completed.get("completed").is_some_and(|count| *count > 0);
    let answer = Benchmarks {
        success: true,
        interview_type: shown.to_owned(),
        has_data,
        message: (!has_data).then_some("No benchmark data available"),
        data: None,
    };
    if !has_data {
        return Ok(answer);
    }
    let counts = counters.under(&format!("score/{kind}/")).await?;
    let [overall, technical, problem_solving, communication, code_quality, cultural_fit] =
        Scores::default().named().map(|(metric, _)| {
            let tenths = |key: &str| key.strip_prefix(metric)?.strip_prefix('/')?.parse().ok();
            Distribution::new(counts.iter().filter_map(|(key, count)| Some((tenths(key)?, *count))))
        });
    let benchmarks = ByMetric {
        overall: MetricBenchmark::of(&overall),
        technical: MetricBenchmark::of(&technical),
        problem_solving: MetricBenchmark::of(&problem_solving),
        communication: MetricBenchmark::of(&communication),
        code_quality: MetricBenchmark::of(&code_quality),
        cultural_fit: MetricBenchmark::of(&cultural_fit),
    };
    Ok(Benchmarks { data: Some(BenchmarksData { sample_size: overall.total(), benchmarks }), ..answer })
}
