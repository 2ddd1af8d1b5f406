//! What came of an execution.

use serde::{Deserialize, Serialize};

/// How one test, or the whole, ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The right result.
    Accepted,
    /// Another result.
    WrongAnswer,
    /// An exception or a crash.
    RuntimeError,
    /// Too long.
    TimeLimit,
    /// Too much memory.
    MemoryLimit,
    /// Too much output.
    OutputLimit,
    /// It does not compile.
    CompileError,
    /// The function is not there.
    NotFound,
    /// Not run, because the budget was used up.
    Skipped,
    /// A defect of the executor.
    InternalError,
    /// There were no tests.
    #[default]
    NotTested,
}

/// One test's result.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CaseResult {
    /// From 1.
    pub case: u32,
    /// How it ended.
    pub verdict: Verdict,
    /// The result as text, if there was one.
    pub actual: Option<String>,
    /// What was expected, as text.
    pub expected: String,
    /// The arguments, as text.
    pub input: String,
    /// What went wrong, in a sentence.
    pub error: Option<String>,
    /// Where it went wrong: the program's own lines, the innermost last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trace: Option<String>,
    /// What the test printed, cut at the limit.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub output: String,
    /// Seconds.
    pub seconds: f64,
    /// Bytes of memory at the most, if they were measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory: Option<u64>,
    /// A test that candidates must not see: neither input nor results stand here, nor what the program printed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hidden: bool,
}

/// What came of an execution.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Execution {
    /// How the whole ended: the first verdict that is not accepted.
    pub verdict: Verdict,
    /// One result a test.
    pub cases: Vec<CaseResult>,
    /// What the program printed, cut at the limit.
    pub output: String,
    /// What went wrong before any test (a compile error).
    pub error: Option<String>,
    /// What the reader should know beside the results: another function than the named one was called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Seconds of the whole.
    pub seconds: f64,
    /// The isolation that really ran.
    pub isolation: String,
    /// The executor that ran it, by its name in the configuration.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub executor: String,
}

impl Execution {
    /// Keeps of all tests after the first `shown` only how they ended: a program could have printed, returned or thrown
    /// what it was given.
    #[must_use]
    pub fn without_hidden(mut self, shown: usize) -> Execution {
        for case in self.cases.iter_mut().skip(shown) {
            *case = CaseResult {
                case: case.case,
                verdict: case.verdict,
                seconds: case.seconds,
                memory: case.memory,
                hidden: true,
                ..CaseResult::default()
            };
        }
        self
    }

    /// How many tests were accepted.
    pub fn passed(&self) -> usize {
        self.cases.iter().filter(|case| case.verdict == Verdict::Accepted).count()
    }

    /// Whether there were tests and every one was accepted.
    pub fn all_passed(&self) -> bool {
        !self.cases.is_empty() && self.cases.iter().all(|case| case.verdict == Verdict::Accepted)
    }
}
