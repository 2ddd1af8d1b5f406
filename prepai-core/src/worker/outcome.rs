//! What came of a program in a worker.

use std::time::Duration;

use serde_json::Value;

use super::protocol::{Description, Fault, LoadFailure};

/// What came of loading a program.
#[derive(Debug, Clone, PartialEq)]
pub enum Loading {
    /// It is there, and has this.
    Loaded(Description),
    /// It does not load, as its language says.
    Failed {
        /// What kind of failure it is.
        what: LoadFailure,
        /// What the language or the compiler says.
        fault: Fault,
    },
    /// It did not come so far: a limit, a crash, an early end.
    Ended(Ended),
}

/// What came of one test; not yet judged.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseOutcome {
    /// How it ended.
    pub ended: Ended,
    /// What was printed in this test, cut at the limit of what is kept.
    pub stdout: String,
    /// Whether more was printed than is kept.
    pub stdout_cut: bool,
    /// Wall time of the test, as we measured it.
    pub time: Duration,
    /// Processor time of the process in this test.
    pub cpu: Duration,
    /// The most memory (bytes, resident) that the process had so far.
    pub memory: u64,
}

impl CaseOutcome {
    /// A test that was not run.
    pub fn skipped() -> CaseOutcome {
        CaseOutcome {
            ended: Ended::Skipped,
            stdout: String::new(),
            stdout_cut: false,
            time: Duration::ZERO,
            cpu: Duration::ZERO,
            memory: 0,
        }
    }
}

/// How a test ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Ended {
    /// The function returned, or the program came to its end.
    Returned {
        /// The result as a [value](super::protocol#values); null for a program.
        value: Value,
        /// The arguments afterwards, where they were asked for.
        args: Option<Vec<Value>>,
    },
    /// An exception.
    Raised(Fault),
    /// Too long, wall or processor.
    TimeLimit,
    /// Too much memory.
    MemoryLimit,
    /// Too much output, or too large a result.
    OutputLimit,
    /// The process died; the sentence says of what.
    Crashed(String),
    /// The process ended itself before it answered.
    Exited(i32),
    /// Not run: the budget was used up, or the job was over.
    Skipped,
    /// A defect of ours; the sentence says which.
    Broken(String),
}
