//! Programs with tests, and the twenty problems with their solutions in every language.

use std::path::{Path, PathBuf};

use prepai_core::code::{Compare, Entry, Limits, Program, TestCase};
use serde::Deserialize;

/// A program with tests as a client writes them.
pub(crate) fn program(language: &str, source: &str, tests: &[(&str, &str)]) -> Program {
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
pub(crate) fn whole(language: &str, source: &str, tests: &[(&str, &str)]) -> Program {
    let cases = tests.iter().map(|(input, expected)| TestCase::printed(input, expected)).collect();
    Program { entry: Entry::Program, cases, ..program(language, source, &[]) }
}

/// The folders of the problems, in order.
pub(crate) fn problems() -> Vec<PathBuf> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures/solutions");
    let mut problems: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    problems.sort();
    problems
}

/// `cases.json` beside the solutions of a problem.
#[derive(Debug, Deserialize)]
struct Problem {
    function: Option<String>,
    compare: Compare,
    tests: Vec<Test>,
}

#[derive(Debug, Deserialize)]
struct Test {
    input: String,
    expected: String,
}

/// The solution of a problem in a language whose files end so, with the problem's tests; nothing where there is none.
pub(crate) fn solution(problem: &Path, language: &str, ending: &str) -> Option<Program> {
    let source = std::fs::read_to_string(problem.join(format!("solution.{ending}"))).ok()?;
    let cases = std::fs::read_to_string(problem.join("cases.json")).unwrap();
    let Problem { function, compare, tests } = serde_json::from_str(&cases).unwrap();
    let tests: Vec<(&str, &str)> =
        tests.iter().map(|test| (test.input.as_str(), test.expected.as_str())).collect();
    Some(match function {
        None => whole(language, &source, &tests),
        Some(function) => {
            Program { entry: Entry::Function(function), compare, ..program(language, &source, &tests) }
        }
    })
}
