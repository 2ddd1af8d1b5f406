//! What is to be executed.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Limits;

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
