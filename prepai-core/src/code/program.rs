//! What is to be executed.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::cases::{MAX_TESTS, MAX_VALUE};

/// A language that an executor has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Language {
    /// Lower-case name, such as `python`.
    pub id: String,
    /// For people, such as `Python 3`.
    pub name: String,
    /// The engine and its version.
    pub engine: String,
}

/// How results are compared with what is expected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Compare {
    /// As trees of values; numbers with a tolerance of 1e-6, relative or absolute.
    #[default]
    Exact,
    /// The outermost list in any order.
    Unordered,
    /// The outermost list as a set.
    Set,
    /// Numbers, or lists of them, all within the tolerance.
    Float,
    /// The expected value is a list of the results that are accepted.
    AnyOf,
    /// Not the result counts but what the call made of its first argument.
    InPlace,
}

/// One test: arguments and what is expected.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TestCase {
    /// The arguments, an array of values as [`Datum::to_guest`](super::value::Datum::to_guest) writes them.
    pub args: Value,
    /// The expected result, written in the same way. It never enters the confinement.
    pub expected: Value,
    /// The texts that the test was made of, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given: Option<Given>,
}

/// The texts of a test, as a client sent them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// The input; what a whole program reads from standard input.
    pub input: String,
    /// The expected result; what a whole program is to print.
    pub expected: String,
}

/// What of a program is run for each test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    /// This function is called with the test's arguments.
    Function(String),
    /// The program itself: it reads [`Given::input`] and prints.
    Program,
}

impl Entry {
    /// The function's name.
    pub fn function(&self) -> Option<&str> {
        match self {
            Entry::Function(name) => Some(name),
            Entry::Program => None,
        }
    }
}

/// Limits of one execution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Wall and processor time of one test.
    pub time: Duration,
    /// Wall time of all tests; what is left after it is skipped.
    pub budget: Duration,
    /// Memory in bytes.
    pub memory: u64,
    /// Bytes of output that are kept.
    pub output: u64,
    /// Bytes of output after which the program is ended.
    pub output_most: u64,
    /// Bytes of source.
    pub source: usize,
    /// Tests.
    pub tests: usize,
    /// Bytes of an input, an expected value or a result.
    pub value: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            time: Duration::from_secs(5),
            budget: Duration::from_secs(15),
            memory: 256 << 20,
            output: 64 << 10,
            output_most: 1 << 20,
            source: 64 << 10,
            tests: MAX_TESTS,
            value: MAX_VALUE,
        }
    }
}

/// A program with its tests.
#[derive(Debug, Clone, PartialEq)]
pub struct Program {
    /// The source.
    pub source: String,
    /// [`Language::id`].
    pub language: String,
    /// What is run for each test.
    pub entry: Entry,
    /// The tests.
    pub cases: Vec<TestCase>,
    /// How results are compared.
    pub compare: Compare,
    /// Limits.
    pub limits: Limits,
}
