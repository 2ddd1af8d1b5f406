//! An executor for tests, and programs for it.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use futures::executor::block_on;
use prepai_core::code::sandbox::{Options, SandboxExecutor};
use prepai_core::code::{CodeExecutor as _, Compare, Entry, Execution, Limits, Program, TestCase};

/// The executor that most tests share.
pub(super) fn executor() -> Arc<SandboxExecutor> {
    static SHARED: OnceLock<Arc<SandboxExecutor>> = OnceLock::new();
    Arc::clone(SHARED.get_or_init(|| Arc::new(SandboxExecutor::new(Options::default()))))
}

/// A program with tests as a client writes them.
pub(super) fn program(language: &str, source: &str, tests: &[(&str, &str)]) -> Program {
    let cases = tests.iter().map(|(input, expected)| TestCase::given("test", input, expected, None).unwrap());
    Program {
        source: source.to_owned(),
        language: language.to_owned(),
        entry: Entry::Function("solution".to_owned()),
        cases: cases.collect(),
        compare: Compare::Exact,
        limits: Limits::default(),
    }
}

/// A whole program with what it reads and is to print.
pub(super) fn whole(language: &str, source: &str, tests: &[(&str, &str)]) -> Program {
    let cases = tests.iter().map(|(input, expected)| TestCase::printed(input, expected)).collect();
    Program { entry: Entry::Program, cases, ..program(language, source, &[]) }
}

pub(super) fn run(program: Program) -> Execution {
    block_on(executor().run(program)).unwrap()
}

/// The same with less time than usual, so that tests need not wait.
pub(super) fn hasty(program: Program) -> Program {
    let limits =
        Limits { time: Duration::from_millis(700), budget: Duration::from_secs(3), ..program.limits };
    Program { limits, ..program }
}
