//! `prepai run`: a program with its tests.

mod shown;

use std::path::Path;

use clap::{Args, ValueEnum};
use prepai_core::code::{Compare, Execution, Task, Verdict, quality, tests_from_json};
use prepai_core::{Error, ErrorKind, Result};
use serde_json::{Value, json};

use super::context::Context;
use super::exit::Outcome;
use super::input::{Input, read};

/// Execute a program with its tests, confined.
///
/// Tests are JSON: [{"input": "[3,1,2]", "expected": "[1,2,3]"}], or an object with such a list under testCases. Exits with 0
/// when all of them pass and with 1 when not; without tests nothing passes.
#[derive(Debug, Args)]
pub(crate) struct RunArgs {
    /// The program (`-` for standard input)
    #[arg(value_name = "FILE|-")]
    program: Input,
    /// Its language [default: by the ending of FILE]
    #[arg(long, short)]
    language: Option<String>,
    /// The tests (`-` for standard input)
    #[arg(long, short, value_name = "FILE|-")]
    tests: Option<Input>,
    /// The function that is called, also as Class.method [default: solution]
    #[arg(long, short)]
    function: Option<String>,
    /// What is run for each test [default: by the program's text]
    #[arg(long, value_enum)]
    entry: Option<What>,
    /// How results are compared
    #[arg(long, value_enum, default_value = "exact")]
    compare: How,
}

/// What of a program is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// A function with arguments
    Function,
    /// The program, which reads standard input and prints
    Program,
}

/// [`Compare`] on the command line.
#[derive(Debug, Clone, Copy, ValueEnum)]
#[value(rename_all = "snake_case")]
enum How {
    /// As trees of values
    Exact,
    /// The outermost list in any order
    Unordered,
    /// The outermost list as a set
    Set,
    /// Numbers within 1e-6
    Float,
    /// The expected value lists what is accepted
    AnyOf,
    /// The first argument after the call
    InPlace,
}

impl RunArgs {
    /// Executes it.
    ///
    /// # Errors
    /// `not_available` where nothing executes code, `unsupported` for a language that is not there, `invalid_input` with
    /// the test's field; what reading says.
    pub(crate) async fn run(self, context: &Context) -> Result<Outcome> {
        if self.program == Input::Standard && self.tests == Some(Input::Standard) {
            return Err(Error::invalid("tests", "standard input can be either the program or its tests"));
        }
        let language = match (&self.language, &self.program) {
            (Some(language), _) => language.clone(),
            (None, Input::File(path)) => by_ending(path)?,
            (None, _) => return Err(Error::invalid("language", "must be given, such as --language python")),
        };
        let source = String::from_utf8(read(&self.program)?)
            .map_err(|_| Error::new(ErrorKind::InvalidContent, "the program is no UTF-8 text"))?;
        let tests = self.tests.as_ref().map_or(Ok(Vec::new()), |tests| tests_from_json(&read(tests)?))?;
        let interview = context.interview()?;
        let missing = || Error::new(ErrorKind::NotAvailable, "this build or machine executes no code");
        let executor = interview.backends().code.as_ref().ok_or_else(missing)?;
        let task = Task {
            source,
            language,
            function: self.function,
            whole: self.entry.map(|entry| entry == What::Program),
            tests,
            compare: self.compare.into(),
            limits: executor.limits(),
        };
        let execution = executor.run(task.program()?).await?;
        let value = wire(&execution, quality(&task.source, &task.language));
        let output = &context.output;
        output.result(&value, || shown::shown(&execution, &value, output.style()))?;
        Ok(Outcome::yes(execution.all_passed()))
    }
}

/// The answer of `POST /api/code/execute`, without what a session adds.
fn wire(execution: &Execution, metrics: Option<Value>) -> Value {
    let result = |case: &prepai_core::code::CaseResult| {
        json!({
            "test_case": case.case,
            "testCase": case.case,
            "passed": case.verdict == Verdict::Accepted,
            "input": case.input,
            "expected": case.expected,
            "actual": case.actual,
            "error": case.error,
            "verdict": case.verdict,
            "trace": case.trace,
            "output": case.output,
            "seconds": case.seconds,
            "memory": case.memory,
        })
    };
    json!({
        "success": !matches!(execution.verdict, Verdict::CompileError | Verdict::InternalError),
        "testResults": execution.cases.iter().map(result).collect::<Vec<_>>(),
        "allTestsPassed": execution.all_passed(),
        "executionTime": execution.seconds,
        "qualityMetrics": metrics,
        "error": execution.error,
        "verdict": execution.verdict,
        "note": execution.note,
        "output": execution.output,
        "isolation": execution.isolation,
        "executor": execution.executor,
    })
}

fn by_ending(path: &Path) -> Result<String> {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let language = match ending {
        "py" => "python",
        "js" | "mjs" => "javascript",
        "ts" => "typescript",
        "cpp" | "cc" | "cxx" => "cpp",
        "c" => "c",
        "java" => "java",
        "go" => "go",
        "rs" => "rust",
        _ => return Err(Error::invalid("language", "must be given: the ending of the file says none")),
    };
    Ok(language.to_owned())
}

impl From<How> for Compare {
    fn from(how: How) -> Compare {
        match how {
            How::Exact => Compare::Exact,
            How::Unordered => Compare::Unordered,
            How::Set => Compare::Set,
            How::Float => Compare::Float,
            How::AnyOf => Compare::AnyOf,
            How::InPlace => Compare::InPlace,
        }
    }
}
