//! The session document that readers of the old bucket know, derived from the log and never read back.

use serde_json::{Value, json};

use super::{Cv, Session, Submission, TranscriptEntry};
use crate::code::{CaseResult, Execution, Verdict};

/// The session as the document of the old bucket: its fields under their names, and `commit`, the number of the commit
/// that it was made from, so that an older document never replaces a newer one.
///
/// Fields that have no value yet (`cv_analysis`, `ended_at`, `performance_report`, `report_url`, …) are null.
/// `report_url` is the report's `reportUrl`, if it has one. `updated_at` is the moment of the last event.
pub fn document(session: &Session) -> Value {
    let cv = session.cvs.last();
    let report_url = session.report.as_ref().and_then(|report| report.get("reportUrl"));
    json!({
        "session_id": session.id,
        "interview_type": session.created.interview_type,
        "candidate_name": session.created.candidate.name,
        "created_at": session.created_at,
        "updated_at": session.updated_at,
        "status": session.status,
        "commit": session.commit,
        "transcript": transcript(&session.transcript),
        "cv_analysis": cv.and_then(analysis),
        "cv_uploaded": cv.is_some(),
        "cv_filename": cv.map(|cv| &cv.filename),
        "cv_file_type": cv.map(|cv| &cv.file_type),
        "code_submissions": submissions(session),
        "ended_at": session.completed_at,
        "performance_report": session.report,
        "report_url": report_url,
    })
}

/// The messages, as the transcript's path answers them.
pub fn transcript(entries: &[TranscriptEntry]) -> Vec<Value> {
    let message = |entry: &TranscriptEntry| json!({ "role": entry.role, "content": entry.content, "timestamp": entry.timestamp });
    entries.iter().map(message).collect()
}

fn analysis(cv: &Cv) -> Option<Value> {
    let mut analysis = cv.analysis.clone()?;
    if let Some(fields) = analysis.as_object_mut() {
        fields.entry("success").or_insert(Value::Bool(true));
        fields.entry("file_type").or_insert_with(|| cv.file_type.clone().into());
    }
    Some(analysis)
}

/// The submissions in order, as the paths of code answer them.
pub fn submissions(session: &Session) -> Vec<Value> {
    session.submissions.iter().map(|submission| one(session, submission)).collect()
}

fn one(session: &Session, submission: &Submission) -> Value {
    let submitted = &submission.submitted;
    let execution = submission.executed.as_ref().map(|executed| &executed.execution);
    let cases = execution.map_or(&[] as &[CaseResult], |execution| &execution.cases);
    json!({
        "submission_id": submitted.submission,
        "session_id": session.id,
        "timestamp": submission.at,
        "code": submitted.code,
        "language": submitted.language,
        "function_name": submitted.function,
        "test_results": cases.iter().map(case).collect::<Vec<_>>(),
        "all_tests_passed": execution.is_some_and(Execution::all_passed),
        "execution_time": execution.map_or(0.0, |execution| execution.seconds),
        "quality_metrics": submission.executed.as_ref().and_then(|executed| executed.metrics.clone()),
        "error": execution.map_or(Some("not executed"), |execution| execution.error.as_deref()),
    })
}

fn case(case: &CaseResult) -> Value {
    json!({
        "test_case": case.case,
        "passed": case.verdict == Verdict::Accepted,
        "input": case.input,
        "expected": case.expected,
        "actual": case.actual,
        "error": case.error,
    })
}
