//! The session document that readers of the old bucket know, derived from the log and never read back.

use serde_json::{Value, json};

use super::{Cv, Session, Submission, TranscriptEntry};
use crate::clock::Timestamp;
use crate::code::{CaseResult, Difference, Execution, Verdict, difference, language_id};

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
        "transcript": transcript(session),
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

/// The messages, as the transcript's path answers them, with a message of role `system` where code came in.
pub fn transcript(session: &Session) -> Vec<Value> {
    let said = session.transcript.iter().map(|entry: &TranscriptEntry| {
        let message = json!({ "role": entry.role, "content": entry.content, "timestamp": entry.timestamp });
        (entry.timestamp, message)
    });
    let handed_in = session.submissions.iter().map(|submission| {
        let message = json!({ "role": "system", "content": told(submission), "timestamp": submission.at });
        (submission.at, message)
    });
    // Both are in order; at the same moment the code came before what was said to it.
    let mut all: Vec<(Timestamp, Value)> = handed_in.chain(said).collect();
    all.sort_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, message)| message).collect()
}

/// What became of code, in a sentence of the old clients.
fn told(submission: &Submission) -> String {
    let language = &submission.submitted.language;
    let cases =
        submission.executed.as_ref().map_or(&[] as &[CaseResult], |executed| &executed.execution.cases);
    let passed = cases.iter().filter(|case| case.verdict == Verdict::Accepted).count();
    let failed = cases.len() - passed;
    match (cases.len(), failed) {
        (0, _) => format!("Candidate submitted {language} code. It was not tested."),
        (_, 0) => format!(
            "Candidate submitted {language} code that passed all tests. Tests: {passed} passed, 0 failed."
        ),
        _ => format!(
            "Candidate submitted {language} code that failed some tests. Tests: {passed} passed, {failed} failed."
        ),
    }
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
    let all = session.submissions.iter().enumerate();
    all.map(|(index, submission)| one(session, submission, before(session, index))).collect()
}

/// The attempt before at the same exercise in the same language.
fn before(session: &Session, index: usize) -> Option<&Submission> {
    let this = &session.submissions.get(index)?.submitted;
    let same = |other: &&Submission| {
        other.submitted.question_id == this.question_id
            && language_id(&other.submitted.language) == language_id(&this.language)
    };
    session.submissions.iter().take(index).rev().find(same)
}

fn one(session: &Session, submission: &Submission, before: Option<&Submission>) -> Value {
    let submitted = &submission.submitted;
    let changes = before.map(|before| {
        let Difference { added, removed, lines } = difference(&before.submitted.code, &submitted.code);
        json!({ "since": before.submitted.submission, "added": added, "removed": removed, "lines": lines })
    });
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
        "sha256": submitted.sha256,
        "question_id": submitted.question_id,
        "own_tests": submission.executed.as_ref().is_some_and(|executed| executed.own_tests),
        "verdict": execution.map(|execution| execution.verdict),
        "changes": changes,
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
        "verdict": case.verdict,
        "hidden": case.hidden,
        "trace": case.trace,
        "output": case.output,
        "seconds": case.seconds,
        "memory": case.memory,
    })
}
