//! `execute_code`: runs a submission against the open exercise's own tests.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{EXECUTE_CODE, spec, text};
use crate::code::{CodeExecutor, Entry, Limits, Program, Verdict, language_id, quality_apart};
use crate::error::{Error, ErrorKind, Result};
use crate::interview::Library;
use crate::session::{CodeExecuted, CodeSubmitted, Session, Submission};
use crate::tool::{Tool, ToolContext, ToolSpec};

#[derive(Debug)]
pub(super) struct ExecuteCode;

#[async_trait]
impl Tool for ExecuteCode {
    fn spec(&self) -> ToolSpec {
        spec(
            EXECUTE_CODE,
            "Run the candidate's last submission against our own tests of the exercise and answer the results.",
            json!({"submission": {"type": "string", "description": "default: the last one"}}),
            &[],
        )
    }

    async fn call(&self, arguments: Value, context: ToolContext) -> Result<Value> {
        let wanted = text(&arguments, "submission")?;
        let matches = |id: &str| wanted.is_none_or(|wanted| wanted == id);
        let submission =
            context.session.submissions.iter().rev().find(|one| matches(&one.submitted.submission));
        let submission = submission.ok_or_else(|| Error::not_found("submission"))?;
        let executed = match &submission.executed {
            Some(executed) => executed.clone(),
            None => {
                let missing = || Error::new(ErrorKind::NotAvailable, "no executor of code is configured");
                let code = context.code.as_deref().ok_or_else(missing)?;
                run_exercise(code, &context.session, &context.library, &submission.submitted).await?
            }
        };
        Ok(json!({
            "submission": executed.submission,
            "verdict": executed.execution.verdict,
            "passed": executed.execution.passed(),
            "tests": executed.execution.cases.len(),
            "all_passed": executed.execution.all_passed(),
            "own_tests": executed.own_tests,
            "error": executed.execution.error,
        }))
    }
}

/// Executes a submission against all tests, shown and hidden, of the exercise that was open when it came in.
///
/// The same code was perhaps executed in this session before: then that is what came of it, if the tests were those of the
/// open exercise, or if there is none. Of hidden tests only the verdicts are given. Without an exercise and without an
/// execution the code only runs, which tests nothing.
///
/// # Errors
/// As [`CodeExecutor::run`].
pub async fn run_exercise(
    code: &dyn CodeExecutor,
    session: &Session,
    library: &Library,
    submitted: &CodeSubmitted,
) -> Result<CodeExecuted> {
    let open = submitted
        .question_id
        .as_deref()
        .or(session.coding.as_ref().map(|question| question.question_id.as_str()));
    let exercise = open.and_then(|id| library.bank().exercise(id));
    if let Some(found) = executed_before(session, submitted, exercise.map(|exercise| exercise.id.as_str())) {
        return Ok(CodeExecuted { submission: submitted.submission.clone(), ..found.clone() });
    }
    let function = exercise.map_or(&submitted.function, |exercise| &exercise.function);
    // A client's tests are limited, our own all run.
    let tests = exercise.map_or(0, |exercise| exercise.cases().count());
    let program = Program {
        source: submitted.code.clone(),
        language: language_id(&submitted.language),
        entry: Entry::Function(function.clone()),
        cases: exercise.map(|exercise| exercise.cases().cloned().collect()).unwrap_or_default(),
        compare: exercise.map(|exercise| exercise.compare).unwrap_or_default(),
        limits: Limits { tests: code.limits().tests.max(tests), ..code.limits() },
    };
    let execution = code.run(program).await.map_err(|error| error.during("code.run"))?;
    let shown = exercise.map_or(usize::MAX, |exercise| exercise.samples.len());
    Ok(CodeExecuted {
        submission: submitted.submission.clone(),
        execution: execution.without_hidden(shown).bounded(),
        own_tests: exercise.is_some(),
        metrics: quality_apart(&submitted.code, &submitted.language).await,
    })
}

/// What came of the same code in this session: on the tests of `exercise`, or on any where none is open.
fn executed_before<'a>(
    session: &'a Session,
    submitted: &CodeSubmitted,
    exercise: Option<&str>,
) -> Option<&'a CodeExecuted> {
    let language = language_id(&submitted.language);
    let same = |one: &&Submission| {
        let before = &one.submitted;
        before.submission != submitted.submission
            && before.sha256 == submitted.sha256
            && language_id(&before.language) == language
            && (exercise.is_none() || before.question_id.as_deref() == exercise)
    };
    // What the executor could not judge is tried again.
    let fits = |executed: &&CodeExecuted| {
        executed.own_tests == exercise.is_some() && executed.execution.verdict != Verdict::InternalError
    };
    session.submissions.iter().rev().filter(same).filter_map(|one| one.executed.as_ref()).find(fits)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use futures::executor::block_on;

    use super::*;
    use crate::clock::Timestamp;
    use crate::ids::SessionId;
    use crate::testing::{ScriptedExecutor, VirtualClock};

    fn submitted(id: &str, code: &str, question: Option<&str>) -> CodeSubmitted {
        CodeSubmitted {
            submission: id.to_owned(),
            code: code.to_owned(),
            language: "Python".to_owned(),
            function: "solution".to_owned(),
            sha256: code.to_owned(),
            question_id: question.map(str::to_owned),
            claimed: None,
        }
    }

    fn executor() -> ScriptedExecutor {
        ScriptedExecutor::new(Arc::new(VirtualClock::new()), &["python"])
    }

    fn run(executor: &ScriptedExecutor, session: &Session, submitted: &CodeSubmitted) -> CodeExecuted {
        block_on(run_exercise(executor, session, &Library::embedded(), submitted)).unwrap()
    }

    fn with(executed: CodeExecuted, submitted: CodeSubmitted) -> Session {
        let mut session = Session::new(SessionId::new("s").unwrap());
        let at = Timestamp::default();
        session.submissions.push(Submission { submitted, at, executed: Some(executed) });
        session
    }

    #[test]
    fn hidden_tests_leave_only_their_verdicts() {
        let session = Session::new(SessionId::new("s").unwrap());
        let executed = run(&executor(), &session, &submitted("1", "x", Some("code-two-sum")));
        assert!(executed.own_tests && executed.execution.all_passed());
        let (shown, hidden) = executed.execution.cases.split_at(3);
        assert!(shown.iter().all(|case| !case.hidden && !case.input.is_empty() && case.actual.is_some()));
        assert!(hidden.len() >= 6);
        for case in hidden {
            let nothing = case.input.is_empty() && case.expected.is_empty() && case.output.is_empty();
            assert!(case.hidden && nothing && case.actual.is_none() && case.error.is_none(), "{case:?}");
        }
    }

    #[test]
    fn an_exercises_own_tests_all_run_whatever_a_client_may_send() {
        let limits = Limits { tests: 1, memory: 32 << 20, ..Limits::default() };
        let executor = executor().limited_to(limits);
        let session = Session::new(SessionId::new("s").unwrap());
        let executed = run(&executor, &session, &submitted("1", "x", Some("code-two-sum")));
        assert!(executed.execution.cases.len() > 1 && executed.execution.all_passed());
        let program = executor.programs().remove(0);
        assert_eq!((program.limits.memory, program.limits.tests), (limits.memory, program.cases.len()));
    }

    #[test]
    fn the_same_code_is_not_executed_twice_on_the_same_tests() {
        let executor = executor();
        let first = submitted("1", "x", Some("code-two-sum"));
        let session = Session::new(SessionId::new("s").unwrap());
        let executed = run(&executor, &session, &first);
        let session = with(executed.clone(), first);
        let again = run(&executor, &session, &submitted("2", "x", Some("code-two-sum")));
        assert_eq!((again.submission.as_str(), &again.execution), ("2", &executed.execution));
        assert_eq!(executor.programs().len(), 1);
        run(&executor, &session, &submitted("3", "y", Some("code-two-sum")));
        run(&executor, &session, &submitted("4", "x", Some("code-common")));
        assert_eq!(executor.programs().len(), 3, "other code, another exercise");
    }

    #[test]
    fn results_on_the_clients_tests_are_shown_and_are_no_evidence() {
        let executor = executor();
        let mut theirs =
            run(&executor, &Session::new(SessionId::new("s").unwrap()), &submitted("1", "x", None));
        assert!(!theirs.own_tests && !theirs.execution.all_passed(), "no tests, nothing passed");
        theirs.execution.cases = vec![Default::default()];
        let session = with(theirs.clone(), submitted("1", "x", None));
        let found = run(&executor, &session, &submitted("2", "x", None));
        assert_eq!((found.own_tests, &found.execution), (false, &theirs.execution));
        let own = run(&executor, &session, &submitted("3", "x", Some("code-two-sum")));
        assert!(own.own_tests, "an open exercise is tested by its own tests");
    }
}
