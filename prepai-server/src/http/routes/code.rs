//! Code: execute it, and read what was submitted.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use prepai_core::session::{Session, Submission, submissions};
use prepai_core::{Error, Result as Outcome};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::described::{SessionPath, SubmissionPath};
use super::measures::QualityAnswer;
use crate::http::extract::Named;
use crate::http::guard::Caller;
use crate::http::{App, Failure};

/// What was submitted in a session.
#[derive(Debug, Serialize, ToSchema)]
struct Submissions {
    /// Always true.
    success: bool,
    /// The session's id.
    #[serde(rename = "sessionId")]
    session_id: String,
    /// In order.
    #[schema(value_type = Vec<Object>)]
    submissions: Vec<Value>,
    /// All together.
    summary: Together,
}

/// Submissions together.
#[derive(Debug, Serialize, ToSchema)]
struct Together {
    /// How many.
    total_submissions: usize,
    /// How many passed all their tests.
    total_passed: usize,
    /// Passed of all, in percent.
    pass_rate: f64,
    /// Mean seconds.
    avg_execution_time: f64,
    /// Mean quality, 0 to 10; null when none was measured.
    avg_quality_score: Option<f64>,
    /// As they were sent, in the order of their first use.
    languages_used: Vec<String>,
    /// Whether the first submission passed all its tests; null without one.
    first_attempt_success: Option<bool>,
}

/// One submission.
#[derive(Debug, Serialize, ToSchema)]
struct OneSubmission {
    /// Always true.
    success: bool,
    /// The code, its tests and their results.
    #[schema(value_type = Object)]
    submission: Value,
}

/// The quality of what was submitted. Without submissions there are only the first three fields and a sentence.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct QualitySummary {
    /// Always true.
    success: bool,
    /// The session's id.
    session_id: String,
    /// Whether there are submissions.
    has_submissions: bool,
    /// A sentence when there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'static str>,
    #[serde(flatten)]
    numbers: Option<QualityNumbers>,
}

/// Numbers of at least one submission; null when quality was not measured.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct QualityNumbers {
    /// How many.
    total_submissions: usize,
    /// Mean quality, 0 to 10.
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

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(read)).routes(routes!(quality))
}

/// The submissions of a session.
#[utoipa::path(
    get,
    path = "/api/code/{id}/submissions",
    tag = "code",
    params(SessionPath),
    responses((status = 200, body = Submissions, description = "In order"))
)]
async fn list(
    State(app): State<Arc<App>>,
    caller: Caller,
    Named(id): Named<String>,
) -> Result<Json<Submissions>, Failure> {
    let log = app.session(&caller, &id).await?;
    let submissions = shown(log.session(), &id);
    Ok(Json(Submissions { success: true, summary: together(log.session()), session_id: id, submissions }))
}

/// One submission of a session.
#[utoipa::path(
    get,
    path = "/api/code/{id}/submissions/{submission}",
    tag = "code",
    params(SubmissionPath),
    responses((status = 200, body = OneSubmission, description = "The submission"))
)]
async fn read(
    State(app): State<Arc<App>>,
    caller: Caller,
    Named((id, submission)): Named<(String, String)>,
) -> Result<Json<OneSubmission>, Failure> {
    let log = app.session(&caller, &id).await?;
    let submission = one(shown(log.session(), &id), &submission)?;
    Ok(Json(OneSubmission { success: true, submission }))
}

fn one(submissions: Vec<Value>, id: &str) -> Outcome<Value> {
    let found =
        submissions.into_iter().find(|submission| submission.get("submission_id") == Some(&json!(id)));
    found.ok_or_else(|| Error::not_found("submission"))
}

/// The quality of a session's submissions.
#[utoipa::path(
    get,
    path = "/api/code/{id}/quality-summary",
    tag = "code",
    params(SessionPath),
    responses((status = 200, body = QualityAnswer, description = "Means, the best and the worst"))
)]
async fn quality(
    State(app): State<Arc<App>>,
    caller: Caller,
    Named(id): Named<String>,
) -> Result<Json<QualitySummary>, Failure> {
    let log = app.session(&caller, &id).await?;
    let all = &log.session().submissions;
    let has_submissions = !all.is_empty();
    Ok(Json(QualitySummary {
        success: true,
        session_id: id,
        has_submissions,
        message: (!has_submissions).then_some("No code submissions yet"),
        numbers: has_submissions.then(|| numbers(all)),
    }))
}

/// Submissions as they are shown, under the id that the client knows the session by.
fn shown(session: &Session, id: &str) -> Vec<Value> {
    let mut all = submissions(session);
    for submission in &mut all {
        let Some(fields) = submission.as_object_mut() else { continue };
        fields.insert("session_id".to_owned(), id.into());
        let results = fields.get_mut("test_results").and_then(Value::as_array_mut);
        for result in results.into_iter().flatten().filter_map(Value::as_object_mut) {
            let number = result.get("test_case").cloned().unwrap_or_default();
            result.insert("testCase".to_owned(), number);
        }
    }
    all
}

fn together(session: &Session) -> Together {
    let all = &session.submissions;
    let executions: Vec<_> =
        all.iter().filter_map(|one| one.executed.as_ref()).map(|one| &one.execution).collect();
    let passed = executions.iter().filter(|execution| execution.all_passed()).count();
    let mut languages: Vec<String> = Vec::new();
    for one in all {
        if !languages.contains(&one.submitted.language) {
            languages.push(one.submitted.language.clone());
        }
    }
    let seconds: Vec<f64> = executions.iter().map(|execution| execution.seconds).collect();
    Together {
        total_submissions: all.len(),
        total_passed: passed,
        pass_rate: if all.is_empty() { 0.0 } else { hundredths(passed as f64 * 100.0 / all.len() as f64) },
        avg_execution_time: if seconds.is_empty() {
            0.0
        } else {
            (seconds.iter().sum::<f64>() * 1000.0 / seconds.len() as f64).round() / 1000.0
        },
        avg_quality_score: if all.is_empty() { Some(0.0) } else { mean(&measured(all, "quality_score")) },
        languages_used: languages,
        first_attempt_success: all
            .first()
            .map(|first| first.executed.as_ref().is_some_and(|executed| executed.execution.all_passed())),
    }
}

fn numbers(all: &[Submission]) -> QualityNumbers {
    let quality = measured(all, "quality_score");
    QualityNumbers {
        total_submissions: all.len(),
        average_quality_score: mean(&quality),
        average_complexity: mean(&measured(all, "cyclomatic_complexity")),
        average_lines_of_code: mean(&measured(all, "lines_of_code")),
        best_quality_score: quality.iter().copied().reduce(f64::max),
        worst_quality_score: quality.iter().copied().reduce(f64::min),
    }
}

/// One number of the metrics of those submissions that have it.
fn measured(all: &[Submission], name: &str) -> Vec<f64> {
    let number = |one: &Submission| one.executed.as_ref()?.metrics.as_ref()?.get(name)?.as_f64();
    all.iter().filter_map(number).collect()
}

fn mean(numbers: &[f64]) -> Option<f64> {
    (!numbers.is_empty()).then(|| hundredths(numbers.iter().sum::<f64>() / numbers.len() as f64))
}

fn hundredths(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}
