//! From a session.

use super::{AskedQuestion, Input, InputSubmission, Message, Results};
use crate::code::{Execution, Verdict};
use crate::session::{Session, Submission};

impl Input {
    /// A session as the evaluator sees it. Only executions on tests that we own are results; the questions are those
    /// that the log says were put.
    pub fn of(session: &Session) -> Input {
        let messages: Vec<Message> = session
            .transcript
            .iter()
            .map(|entry| Message {
                role: entry.role,
                content: entry.content.clone(),
                timestamp: Some(entry.timestamp),
                turn: Some(entry.turn),
            })
            .collect();
        // What is put in a turn is answered in the turns after it.
        let from =
            |turn: u32| messages.partition_point(|message| message.turn.is_some_and(|own| own <= turn));
        let asked = session
            .asked
            .iter()
            .map(|asked| AskedQuestion { id: asked.question.clone(), from: from(asked.turn) });
        Input {
            session_id: session.id.to_string(),
            candidate_name: session.created.candidate.name.clone(),
            interview_type: session.created.interview_type.clone(),
            // Whole seconds: what is below is noise of the clock.
            duration: libm::floor(session.offset_us as f64 / 1e6),
            timestamp: Some(session.completed_at.unwrap_or(session.updated_at)),
            asked: Some(asked.collect()),
            submissions: session.submissions.iter().map(submission).collect(),
            messages,
        }
    }
}

fn submission(submission: &Submission) -> InputSubmission {
    let executed = submission.executed.as_ref().filter(|executed| executed.own_tests);
    InputSubmission {
        id: Some(submission.submitted.submission.clone()),
        code: submission.submitted.code.clone(),
        language: submission.submitted.language.clone(),
        exercise: submission.submitted.question_id.clone(),
        results: executed.and_then(|executed| results(&executed.execution)),
    }
}

/// Nothing when the executor itself went wrong: that says nothing of the code.
fn results(execution: &Execution) -> Option<Results> {
    let ours = |verdict: Verdict| matches!(verdict, Verdict::InternalError | Verdict::NotTested);
    let failed_before_any_test = execution.cases.is_empty() && !ours(execution.verdict);
    let cases = execution.cases.iter().filter(|case| !ours(case.verdict));
    let passed = cases.clone().filter(|case| case.verdict == Verdict::Accepted).count();
    // Code that does not compile fails whatever would have been tested.
    let total = if failed_before_any_test { 1 } else { cases.count() };
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    (total > 0).then(|| Results { passed: count(passed), total: count(total) })
}
