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

impl CaseResult {
    fn texts(&mut self) -> impl Iterator<Item = &mut String> {
        let CaseResult { actual, expected, input, error, trace, output, .. } = self;
        [actual.as_mut(), Some(expected), Some(input), error.as_mut(), trace.as_mut(), Some(output)]
            .into_iter()
            .flatten()
    }
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

/// What an execution may take as JSON, so that a turn that has one fits into a commit of the log.
const MAX_EXECUTION: usize = 1 << 20;

/// The lengths at which its texts are cut, one after another, until it fits.
const CUTS: [usize; 6] = [64 << 10, 16 << 10, 4 << 10, 1 << 10, 256, 32];

impl Execution {
    /// With its texts cut, all at the same length, where it would take more than 1 MiB as JSON; verdicts stay.
    #[must_use]
    pub fn bounded(mut self) -> Execution {
        for most in CUTS {
            if self.fits() {
                break;
            }
            for text in self.texts() {
                if text.len() > most {
                    text.truncate(text.floor_char_boundary(most));
                    text.push('…');
                }
            }
        }
        self
    }

    fn fits(&self) -> bool {
        serde_json::to_string(self).is_ok_and(|json| json.len() <= MAX_EXECUTION)
    }

    fn texts(&mut self) -> impl Iterator<Item = &mut String> {
        let own = [Some(&mut self.output), self.error.as_mut(), self.note.as_mut()];
        self.cases.iter_mut().flat_map(CaseResult::texts).chain(own.into_iter().flatten())
    }

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

#[cfg(test)]
mod tests {
    use super::*;

    /// Each with all that a test may have of everything, in characters that JSON writes as six.
    fn full(cases: usize) -> Execution {
        let text = |length: usize| "\u{1}".repeat(length);
        let case = |case| CaseResult {
            case,
            verdict: Verdict::WrongAnswer,
            actual: Some(text(4 << 10)),
            error: Some(text(4 << 10)),
            trace: Some(text(4 << 10)),
            input: text(5 << 10),
            expected: text(5 << 10),
            output: text(2 << 10),
            ..CaseResult::default()
        };
        Execution {
            cases: (1..).map(case).take(cases).collect(),
            output: text(64 << 10),
            ..Execution::default()
        }
    }

    #[test]
    fn what_is_too_long_for_the_log_is_cut_and_what_is_not_stays() {
        assert_eq!(full(4).bounded(), full(4));
        for cases in [10, 100, 500] {
            let bounded = full(cases).bounded();
            assert!(bounded.fits(), "{cases}");
            assert_eq!(bounded.cases.len(), cases);
            assert!(bounded.cases.iter().all(|case| case.verdict == Verdict::WrongAnswer));
            assert!(bounded.output.ends_with('…'));
        }
    }
}
