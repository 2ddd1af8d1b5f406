//! The verdict of the whole.

use std::time::Duration;

use super::case;
use super::case::{told, trace};
use crate::code::{CaseResult, Entry, Execution, Program, Verdict};
use crate::worker::protocol::{Fault, LoadFailure};
use crate::worker::{CaseOutcome, Ended};

/// Bytes of what a program printed that are kept of all its tests together, where one test may not print more: what is
/// stored of an execution has a limit too.
const PRINTED: usize = 256 << 10;

/// Judges the tests of a program one by one. Of each outcome only the result stays: a value can be large.
#[derive(Debug)]
pub struct Judging<'a> {
    program: &'a Program,
    cases: Vec<CaseResult>,
    /// Bytes of output that may still be kept.
    room: usize,
}

impl<'a> Judging<'a> {
    /// Nothing judged yet.
    pub fn new(program: &'a Program) -> Judging<'a> {
        let room = PRINTED.max(usize::try_from(program.limits.output).unwrap_or(usize::MAX));
        Judging { program, cases: Vec::with_capacity(program.cases.len()), room }
    }

    /// Judges the outcome of the next test; one more than there are tests is nothing.
    pub fn take(&mut self, outcome: CaseOutcome) {
        let Some(test) = self.program.cases.get(self.cases.len()) else { return };
        let number = u32::try_from(self.cases.len()).unwrap_or(u32::MAX).saturating_add(1);
        let mut result = case(self.program, number, test, outcome);
        self.keep(&mut result.output);
        if self.program.entry == Entry::Program
            && let Some(printed) = &mut result.actual
        {
            self.keep(printed);
        }
        self.cases.push(result);
    }

    fn keep(&mut self, text: &mut String) {
        if text.len() > self.room {
            text.truncate(text.floor_char_boundary(self.room));
            text.push('…');
        }
        self.room = self.room.saturating_sub(text.len());
    }

    /// What came of the whole; a test without an outcome was skipped. `output` is what the program printed outside of tests.
    pub fn execution(mut self, output: String, time: Duration, isolation: impl Into<String>) -> Execution {
        while self.cases.len() < self.program.cases.len() {
            self.take(CaseOutcome::skipped());
        }
        let cases = self.cases;
        let first = cases.iter().map(|case| case.verdict).find(|verdict| *verdict != Verdict::Accepted);
        let tested = if cases.is_empty() { Verdict::NotTested } else { Verdict::Accepted };
        Execution {
            verdict: first.unwrap_or(tested),
            error: cases.is_empty().then(|| "there are no tests: nothing was checked".to_owned()),
            cases,
            output,
            note: None,
            seconds: time.as_secs_f64(),
            isolation: isolation.into(),
            // Whoever ran it says who it is.
            executor: String::new(),
        }
    }
}

/// Judges the outcomes of a program, as [`Judging`] does one by one.
pub fn execution(
    program: &Program,
    outcomes: impl IntoIterator<Item = CaseOutcome>,
    output: String,
    time: Duration,
    isolation: impl Into<String>,
) -> Execution {
    let mut judging = Judging::new(program);
    outcomes.into_iter().for_each(|outcome| judging.take(outcome));
    judging.execution(output, time, isolation)
}

/// A program that does not load: a syntax error and what a compiler says end the execution without results; a function
/// that is not there is a verdict of its own; what goes wrong at the top level is the end of every test.
pub fn not_loaded(
    program: &Program,
    what: LoadFailure,
    fault: &Fault,
    output: String,
    time: Duration,
    isolation: impl Into<String>,
) -> Execution {
    let (verdict, error) = match what {
        LoadFailure::Syntax => (Verdict::CompileError, syntax(fault)),
        LoadFailure::NotFound => (Verdict::NotFound, told(fault)),
        LoadFailure::Raised | LoadFailure::Memory => {
            let ended = || match what {
                LoadFailure::Memory => Ended::MemoryLimit,
                _ => Ended::Raised(fault.clone()),
            };
            let outcomes =
                program.cases.iter().map(|_| CaseOutcome { ended: ended(), ..CaseOutcome::skipped() });
            let mut execution = execution(program, outcomes, output, time, isolation);
            let verdict =
                if what == LoadFailure::Memory { Verdict::MemoryLimit } else { Verdict::RuntimeError };
            (execution.verdict, execution.error) = (verdict, Some(told(fault)));
            return execution;
        }
    };
    Execution {
        verdict,
        error: Some(error),
        output,
        seconds: time.as_secs_f64(),
        isolation: isolation.into(),
        ..Execution::default()
    }
}

/// What a language or compiler says, with the lines that it names.
fn syntax(fault: &Fault) -> String {
    let lines = trace(&fault.trace).map(|lines| format!("\n{lines}")).unwrap_or_default();
    let message = told(fault);
    if fault.kind.is_empty() || message == fault.kind || message.starts_with(&fault.kind) {
        return format!("{message}{lines}");
    }
    format!("{}: {message}{lines}", fault.kind)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::code::{Compare, Limits, TestCase};

    fn program(tests: i32) -> Program {
        Program {
            source: String::new(),
            language: "javascript".into(),
            entry: Entry::Function("solution".into()),
            cases: (0..tests).map(|n| TestCase::new(json!([n]), json!(n))).collect(),
            compare: Compare::Exact,
            limits: Limits::default(),
        }
    }

    fn ended(ended: Ended) -> CaseOutcome {
        CaseOutcome { ended, ..CaseOutcome::skipped() }
    }

    fn returns(value: i32) -> CaseOutcome {
        ended(Ended::Returned { value: json!(value), args: None })
    }

    #[test]
    fn the_first_verdict_that_is_not_accepted_is_the_verdict_of_the_whole() {
        let of = |outcomes| execution(&program(3), outcomes, String::new(), Duration::ZERO, "none");
        assert!(of(vec![returns(0), returns(1), returns(2)]).all_passed());
        let late = of(vec![returns(0), ended(Ended::TimeLimit), returns(0)]);
        assert_eq!((late.verdict, late.passed()), (Verdict::TimeLimit, 1));
        let missing = of(vec![returns(0)]);
        assert_eq!((missing.verdict, missing.cases.len()), (Verdict::Skipped, 3));
        assert!(!missing.all_passed());
    }

    #[test]
    fn what_is_printed_is_kept_up_to_a_limit_of_the_whole() {
        let printed = "é".repeat(50 << 10);
        let outcomes = |value: i32| CaseOutcome { stdout: printed.clone(), ..returns(value) };
        let of = |program: &Program| {
            execution(program, (0..8).map(outcomes), String::new(), Duration::ZERO, "none")
        };
        let function = of(&program(8));
        assert!(function.all_passed());
        let kept: usize = function.cases.iter().map(|case| case.output.len()).sum();
        assert!(kept >= PRINTED - 1 && kept <= PRINTED + 8 * '…'.len_utf8(), "{kept}");
        assert!(function.cases.iter().take(2).all(|case| case.output == printed));
        assert_eq!(function.cases[7].output, "…");
        // All of what a whole program prints is judged, and less of it kept.
        let cases = (0..8).map(|_| TestCase::printed("", &printed)).collect();
        let whole = of(&Program { entry: Entry::Program, cases, ..program(0) });
        assert!(whole.all_passed());
        assert_eq!(whole.cases[7].actual.as_deref(), Some("…"));
    }

    #[test]
    fn without_tests_nothing_passed() {
        let none = execution(&program(0), vec![], String::new(), Duration::ZERO, "none");
        assert_eq!(none.verdict, Verdict::NotTested);
        assert!(!none.all_passed() && none.error.is_some());
    }

    #[test]
    fn what_does_not_load_passes_nothing_and_says_why() {
        let fault = Fault { kind: "SyntaxError".into(), message: "expected ':'".into(), trace: Vec::new() };
        let of = |what| not_loaded(&program(2), what, &fault, String::new(), Duration::ZERO, "none");
        let syntax = of(LoadFailure::Syntax);
        assert_eq!((syntax.verdict, syntax.cases.len()), (Verdict::CompileError, 0));
        assert_eq!(syntax.error.as_deref(), Some("SyntaxError: expected ':'"));
        assert_eq!(of(LoadFailure::NotFound).verdict, Verdict::NotFound);
        let raised = of(LoadFailure::Raised);
        assert_eq!((raised.verdict, raised.cases.len()), (Verdict::RuntimeError, 2));
        assert_eq!(of(LoadFailure::Memory).verdict, Verdict::MemoryLimit);
    }
}
