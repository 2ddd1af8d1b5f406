//! What is to be executed.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

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
    /// Numbers only, with the tolerance.
    Float,
}

/// One test: arguments and what is expected.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TestCase {
    /// The arguments, an array.
    pub args: Value,
    /// The expected result.
    pub expected: Value,
}

/// Limits of one execution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Wall and processor time of the whole.
    pub time: Duration,
    /// Memory in bytes.
    pub memory: u64,
    /// Bytes of output that are kept.
    pub output: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { time: Duration::from_secs(5), memory: 256 << 20, output: 64 << 10 }
    }
}

/// A program with its tests.
#[derive(Debug, Clone, PartialEq)]
pub struct Program {
    /// The source.
    pub source: String,
    /// [`Language::id`].
    pub language: String,
    /// The function that is called with the arguments.
    pub function: String,
    /// The tests.
    pub cases: Vec<TestCase>,
    /// How results are compared.
    pub compare: Compare,
    /// Limits.
    pub limits: Limits,
}
