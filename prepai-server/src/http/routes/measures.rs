//! Answers whose fields depend on what there is, as the OpenAPI document shows them.
#![expect(dead_code, reason = "these types only describe what others serialize")]

use std::collections::BTreeMap;

use utoipa::ToSchema;

/// All interviews together. Without any there are only the first three fields.
#[derive(ToSchema)]
pub(super) struct AggregateAnswer {
    /// Always true.
    success: bool,
    /// Interviews that were begun.
    total_interviews: i64,
    /// A sentence when there are none.
    #[schema(nullable = false)]
    message: Option<String>,
    /// Interviews that have ended.
    #[schema(nullable = false)]
    completed_interviews: Option<i64>,
    /// Completed of all, in percent.
    #[schema(nullable = false)]
    completion_rate: Option<f64>,
    /// Mean overall score; null when none is scored.
    average_score: Option<f64>,
    /// How many interviews that mean is made of.
    #[schema(nullable = false)]
    scored_interviews: Option<i64>,
    /// Interviews by kind, as it was sent.
    #[schema(nullable = false)]
    interview_types: Option<BTreeMap<String, i64>>,
    /// Completed interviews by recommendation.
    #[schema(nullable = false)]
    recommendations: Option<BTreeMap<String, i64>>,
    /// Hints that were given, by a button or asked for in words, in all interviews that were begun.
    #[schema(nullable = false)]
    hints_given: Option<i64>,
    /// Interviews in which at least one was.
    #[schema(nullable = false)]
    interviews_with_hints: Option<i64>,
    /// Different candidates.
    #[schema(nullable = false)]
    total_candidates: Option<u64>,
}

/// The scores of one kind.
#[derive(ToSchema)]
pub(super) struct BenchmarksAnswer {
    /// Always true.
    success: bool,
    /// The kind as it was asked for.
    interview_type: String,
    /// Whether a completed interview of the kind exists, scored or not.
    has_data: bool,
    /// A sentence when there is none.
    #[schema(nullable = false)]
    message: Option<String>,
    /// Interviews with an overall score.
    #[schema(nullable = false)]
    sample_size: Option<i64>,
    /// `overall`, `technical`, `problem_solving`, `communication`, `code_quality`, `cultural_fit`.
    #[schema(nullable = false)]
    benchmarks: Option<BTreeMap<String, Benchmark>>,
}

/// The distribution of one score, 0 to 10.
#[derive(ToSchema)]
pub(super) struct Benchmark {
    /// A quarter scored at most this; null below 30 scores, as are the other percentiles.
    p25: Option<f64>,
    /// Half scored at most this.
    p50: Option<f64>,
    /// Three quarters scored at most this.
    p75: Option<f64>,
    /// Nine in ten scored at most this.
    p90: Option<f64>,
    /// The lowest; null without scores.
    min: Option<f64>,
    /// The highest.
    max: Option<f64>,
    /// The mean.
    avg: Option<f64>,
    /// How many scores.
    n: i64,
    /// Why percentiles are null.
    #[schema(nullable = false)]
    reason: Option<String>,
}

/// Scores day by day.
#[derive(ToSchema)]
pub(super) struct TrendsAnswer {
    /// Always true.
    success: bool,
    /// The window as it was asked for.
    days: i64,
    /// Whether an interview was completed in it.
    has_data: bool,
    /// A sentence when there is none.
    #[schema(nullable = false)]
    message: Option<String>,
    /// `improving`, `declining`, `stable` or `insufficient_data`.
    #[schema(nullable = false)]
    trend: Option<String>,
    /// How far, in points over the window.
    #[schema(nullable = false)]
    change: Option<f64>,
    /// What that rests on.
    #[schema(nullable = false)]
    reason: Option<String>,
    /// The days with completed interviews, ascending.
    #[schema(nullable = false)]
    data: Option<Vec<TrendDay>>,
}

/// One day.
#[derive(ToSchema)]
pub(super) struct TrendDay {
    /// In UTC.
    #[schema(format = "date")]
    date: String,
    /// Mean overall score; null when none is scored.
    average_score: Option<f64>,
    /// Interviews that were completed.
    num_interviews: i64,
    /// How many of them are scored.
    num_scored: i64,
}

/// One candidate's interviews.
#[derive(ToSchema)]
pub(super) struct HistoryAnswer {
    /// Always true.
    success: bool,
    /// The name as it was asked for.
    candidate_name: String,
    /// Whether a completed interview exists, scored or not.
    has_history: bool,
    /// Interviews that were begun.
    total_interviews: usize,
    /// Interviews that have ended.
    completed_interviews: usize,
    /// The completed ones, oldest first.
    scores_over_time: Vec<HistoryInterview>,
    /// The overall score of the last one that is scored.
    latest_score: Option<f64>,
}

/// One completed interview.
#[derive(ToSchema)]
pub(super) struct HistoryInterview {
    /// When it was created.
    #[schema(format = "date-time")]
    date: String,
    /// The kind as it was sent.
    interview_type: String,
    /// The overall score; null when it was not assessed.
    score: Option<f64>,
    /// The report's recommendation.
    recommendation: Option<String>,
    /// Hints that were given.
    hints: u32,
    /// The session.
    session_id: String,
}

/// The quality of what was submitted. Without submissions there are only the first four fields.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
pub(super) struct QualityAnswer {
    /// Always true.
    success: bool,
    /// The session's id.
    session_id: String,
    /// Whether there are submissions.
    has_submissions: bool,
    /// A sentence when there are none.
    #[schema(nullable = false)]
    message: Option<String>,
    /// How many.
    #[schema(nullable = false)]
    total_submissions: Option<usize>,
    /// Mean quality, 0 to 10; null when it was not measured, as are the others.
    average_quality_score: Option<f64>,
    /// Mean cyclomatic complexity.
    average_complexity: Option<f64>,
    /// Mean lines.
    average_lines_of_code: Option<f64>,
    /// The best quality.
    best_quality_score: Option<f64>,
    /// The worst quality.
    worst_quality_score: Option<f64>,
}
