//! Executing code against the client's own tests.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use prepai_core::code::{Compare, Execution, Task as Given, Texts, Verdict, language_id, quality_apart};
use prepai_core::ids::SessionId;
use prepai_core::session::{Actor, Body as Fact, CodeExecuted, Entry, Status};
use prepai_core::turn::{CodeInput, MAX_CODE};
use prepai_core::{Error, ErrorKind, Result as Outcome};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::cases::CASE;
use super::described::describe;
use crate::http::extract::{Body, Field, Kind, Pattern, Shaped};
use crate::http::guard::Caller;
use crate::http::{App, Failure};
use crate::rooms::Purpose;

/// A program with the tests that it is to pass.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Task {
    session_id: String,
    code: String,
    language: String,
    test_cases: Vec<Texts>,
    function_name: Option<String>,
    entry: Option<String>,
    compare: Option<Compare>,
}

const LANGUAGE: Pattern = Pattern {
    expression: r"^[A-Za-z][A-Za-z0-9+#._-]*$",
    fits: |text| {
        text.starts_with(|first: char| first.is_ascii_alphabetic())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+#._-".contains(&byte))
    },
};

const FUNCTION: Pattern = Pattern {
    expression: r"^[A-Za-z_$][A-Za-z0-9_$.]*$",
    fits: |text| {
        text.starts_with(|first: char| first.is_ascii_alphabetic() || "_$".contains(first))
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_$.".contains(&byte))
    },
};

impl Shaped for Task {
    const NAME: &'static str = "CodeTask";
    const FIELDS: &'static [Field] = &[
        Field::required(
            "sessionId",
            Kind::Text { min: 1, max: 200, pattern: None },
            "Where the submission is stored; code of an unknown session is executed and not stored.",
            r#""0198f0a2-6c1e-7d3a-9a55-3f1f6f0c9b11""#,
        ),
        Field::required(
            "code",
            Kind::Text { min: 1, max: MAX_CODE, pattern: Some(Pattern::SOMETHING) },
            "The source.",
            r#""def solution(arr):\n    return sorted(arr)\n""#,
        ),
        Field::required(
            "language",
            Kind::Text { min: 1, max: 32, pattern: Some(LANGUAGE) },
            "One of `/api/code/languages`, in any case.",
            r#""python""#,
        ),
        Field::required(
            "testCases",
            Kind::List { max: 100, item: &Kind::Object(CASE) },
            "The tests, in order. Without any nothing counts as passed.",
            r#"[{"input": "[3,1,2]", "expected": "[1,2,3]"}]"#,
        ),
        Field::optional(
            "functionName",
            Kind::Text { min: 1, max: 128, pattern: Some(FUNCTION) },
            "The function that is called, also as `Class.method`. Default `solution`.",
            r#""solution""#,
        ),
        Field::optional(
            "entry",
            Kind::Word(&["function", "program"]),
            "Whether a function is called or the whole program reads and prints. By default a program that reads standard input \
             and has no function `solution` is run as a whole.",
            r#""function""#,
        ),
        Field::optional(
            "compare",
            Kind::Word(&["exact", "unordered", "set", "float", "any_of", "in_place"]),
            "How results are compared. Default: as the open exercise has it, or `exact`.",
            r#""exact""#,
        ),
    ];
}

describe!(Task);

/// What came of an execution.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Executed {
    /// Whether the program ran at all.
    success: bool,
    /// One result a test.
    test_results: Vec<TestResult>,
    /// Whether there were tests and every one passed.
    all_tests_passed: bool,
    /// Seconds of the whole.
    execution_time: f64,
    /// Null when quality was not measured.
    #[schema(value_type = Option<Object>)]
    quality_metrics: Option<Value>,
    /// The submission's id.
    submission_id: String,
    /// What went wrong before or beside the tests.
    error: Option<String>,
    /// How the whole ended.
    #[schema(value_type = String)]
    verdict: Verdict,
    /// What there is to know beside the results: another function was called than the one that was named.
    note: Option<String>,
    /// What the program printed outside of tests, cut at 64 KiB.
    output: String,
    /// Whether it was stored: not in an unknown session, and not after the end.
    stored: bool,
    /// The isolation in which it ran.
    isolation: String,
    /// The executor that ran it.
    executor: String,
}

/// The result of one test.
#[derive(Debug, Serialize, ToSchema)]
struct TestResult {
    /// From 1.
    test_case: u32,
    /// The same.
    #[serde(rename = "testCase")]
    number: u32,
    /// Whether the result was right.
    passed: bool,
    /// The arguments, as text.
    input: String,
    /// What was expected, as text.
    expected: String,
    /// The result as text, if there was one.
    actual: Option<String>,
    /// What went wrong.
    error: Option<String>,
    /// How it ended.
    #[schema(value_type = String)]
    verdict: Verdict,
    /// Where it went wrong: the program's own lines, the innermost last.
    trace: Option<String>,
    /// What the test printed, cut at 64 KiB, and at 256 KiB of all tests.
    output: String,
    /// Seconds.
    seconds: f64,
    /// Bytes of memory at the most, if they were measured.
    memory: Option<u64>,
}

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(execute))
}

/// Execute code against tests of your own. Without an executor it is 501 `not_available`.
#[utoipa::path(
    post,
    path = "/api/code/execute",
    tag = "code",
    request_body = Task,
    responses((status = 200, body = Executed, description = "The results"))
)]
async fn execute(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(task): Body<Task>,
) -> Result<Json<Executed>, Failure> {
    let input =
        CodeInput { code: task.code, language: task.language, function: task.function_name, claimed: None };
    input.check()?;
    let Some(executor) = &app.interview.backends().code else {
        let message = "code is not executed here: this server has no code executor";
        return Err(Error::new(ErrorKind::NotAvailable, message).into());
    };
    let language = language_id(&input.language);
    let languages = executor.languages();
    if !languages.iter().any(|known| known.id == language) {
        let known: Vec<&str> = languages.iter().map(|known| known.id.as_str()).collect();
        let message = format!("language: `{}` is not one of {}", input.language, known.join(", "));
        return Err(Error::new(ErrorKind::Unsupported, message).with("field", "language").into());
    }
    let session = match app.session_id(&caller, &task.session_id, Purpose::Continue).await {
        Ok(session) => Some(session),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(error.into()),
    };
    let compare = match &session {
        Some(session) => open_compare(&app, session, input.function.as_deref()).await?,
        None => Compare::default(),
    };
    let given = Given {
        source: input.code.clone(),
        language: input.language.clone(),
        function: input.function.clone(),
        whole: task.entry.map(|entry| entry == "program"),
        tests: task.test_cases,
        compare: task.compare.unwrap_or(compare),
        limits: executor.limits(),
    };
    // The text is read for what it is, which takes a while where it is long.
    let program = tokio::task::spawn_blocking(move || given.program()).await;
    let program = program.map_err(|error| Error::new(ErrorKind::Internal, error.to_string()))??;
    let execution = executor.run(program).await?;
    let metrics = quality_apart(&input.code, &input.language).await;
    let submission_id = app.interview.sessions().fresh_id();
    let stored = match session {
        Some(session) => store(&app, &session, input, &submission_id, &execution, metrics.as_ref()).await?,
        None => false,
    };
    Ok(Json(answer(execution, metrics, submission_id, stored)))
}

/// How the exercise that is open in a session compares results, so that its samples count here as they do there.
async fn open_compare(app: &App, session: &SessionId, function: Option<&str>) -> Outcome<Compare> {
    let log = app.interview.sessions().load(session).await?;
    let open = log.session().coding.as_ref();
    let open = open.filter(|question| function.is_none_or(|function| function == question.function));
    let library = &app.interview.backends().library;
    let exercise = open.and_then(|question| library.bank().exercise(&question.question_id));
    Ok(exercise.map(|exercise| exercise.compare).unwrap_or_default())
}

/// Stores code with its execution as one commit; false when the session takes nothing any more.
async fn store(
    app: &App,
    session: &SessionId,
    input: CodeInput,
    submission: &str,
    execution: &Execution,
    metrics: Option<&Value>,
) -> Outcome<bool> {
    let executed = CodeExecuted {
        submission: submission.to_owned(),
        execution: execution.clone().bounded(),
        own_tests: false,
        metrics: metrics.cloned(),
    };
    let submission = submission.to_owned();
    let decide = move |session: &prepai_core::session::Session| {
        if session.status != Status::Active {
            return Err(Error::new(ErrorKind::Conflict, "the interview has ended"));
        }
        let submitted = Fact::CodeSubmitted(input.submitted(session, &submission));
        let executed = Fact::CodeExecuted(executed.clone());
        Ok(vec![Entry::new(Actor::Candidate, 0, submitted), Entry::system(executed)])
    };
    match app.rooms.commit(session, decide).await {
        Ok(_) => Ok(true),
        Err(error) if matches!(error.kind(), ErrorKind::Conflict | ErrorKind::NotFound) => Ok(false),
        Err(error) => Err(error),
    }
}

fn answer(execution: Execution, metrics: Option<Value>, submission_id: String, stored: bool) -> Executed {
    let all_tests_passed = execution.all_passed();
    let ran = !matches!(execution.verdict, Verdict::CompileError | Verdict::InternalError);
    let without = || match execution.verdict {
        Verdict::NotTested => Some("there are no tests: nothing was checked".to_owned()),
        Verdict::NotFound => Some("the function is not there".to_owned()),
        _ => None,
    };
    let error = execution.error.clone().or_else(without);
    let results = execution.cases.into_iter().map(|case| TestResult {
        test_case: case.case,
        number: case.case,
        passed: case.verdict == Verdict::Accepted,
        // As they were sent.
        input: case.input,
        expected: case.expected,
        actual: case.actual,
        error: case.error,
        verdict: case.verdict,
        trace: case.trace,
        output: case.output,
        seconds: case.seconds,
        memory: case.memory,
    });
    Executed {
        success: ran,
        test_results: results.collect(),
        all_tests_passed,
        execution_time: execution.seconds,
        quality_metrics: metrics,
        submission_id,
        error,
        verdict: execution.verdict,
        note: execution.note,
        output: execution.output,
        stored,
        isolation: execution.isolation,
        executor: execution.executor,
    }
}
