//! The verdict of the whole.

use std::time::Duration;

use super::case;
use super::case::{told, trace};
use crate::code::{CaseResult, Execution, Program, Verdict};
use crate::worker::protocol::{Fault, LoadFailure};
use crate::worker::{CaseOutcome, Ended};

/// Judges all outcomes of a program; `outcomes` are in the order of its tests, and a test without one was skipped.
/// `output` is what the program printed outside of tests.
pub fn execution(
    program: &Program,
    outcomes: Vec<CaseOutcome>,
    output: String,
    time: Duration,
    isolation: impl Into<String>,
) -> Execution {
    let cases: Vec<CaseResult> = (1..)
        .zip(
            program
                .cases
                .iter()
                .zip(outcomes.into_iter().chain(std::iter::repeat_with(CaseOutcome::skipped))),
        )
        .map(|(number, (test, outcome))| case(program, number, test, outcome))
        .collect();
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
            let mut execution = execution(program, outcomes.collect(), output, time, isolation);
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
    use crate::code::{Compare, Entry, Limits, TestCase};

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
