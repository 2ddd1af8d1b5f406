//! `execute_code`: runs a submission against the open exercise's own tests.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{EXECUTE_CODE, spec, text};
use crate::code::{CodeExecutor, Entry, Limits, Program};
use crate::error::{Error, ErrorKind, Result};
use crate::interview::Library;
use crate::session::{CodeExecuted, CodeSubmitted, Session};
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
        let passed =
            executed.execution.cases.iter().filter(|case| case.verdict == crate::code::Verdict::Accepted);
        Ok(json!({
            "submission": executed.submission,
            "verdict": executed.execution.verdict,
            "passed": passed.count(),
            "tests": executed.execution.cases.len(),
            "all_passed": executed.execution.all_passed(),
            "own_tests": executed.own_tests,
            "error": executed.execution.error,
        }))
    }
}

/// Executes a submission against all tests, shown and hidden, of the exercise that was open when it came in; without
/// one it only runs.
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
    let program = Program {
        source: submitted.code.clone(),
        language: submitted.language.to_lowercase(),
        entry: Entry::Function(exercise.map_or(&submitted.function, |exercise| &exercise.function).clone()),
        cases: exercise.map(|exercise| exercise.cases().cloned().collect()).unwrap_or_default(),
        compare: exercise.map(|exercise| exercise.compare).unwrap_or_default(),
        limits: Limits::default(),
    };
    let execution = code.run(program).await.map_err(|error| error.during("code.run"))?;
    let own_tests = exercise.is_some();
    Ok(CodeExecuted { submission: submitted.submission.clone(), execution, own_tests, metrics: None })
}
