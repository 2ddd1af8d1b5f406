//! Limits other than the usual ones, each of which acts.

use std::time::Duration;

use futures::executor::block_on;
use libtest_mimic::Trial;
use prepai_core::ErrorKind;
use prepai_core::code::sandbox::{Options, SandboxExecutor};
use prepai_core::code::{CodeExecutor as _, Execution, Limits, Program, Verdict};

use super::rig::{Outcome, ensure, program};

pub(super) fn trials() -> Vec<Trial> {
    vec![
        Trial::test("limits::less_memory_ends_what_the_usual_memory_holds", memory),
        Trial::test("limits::less_time_ends_it_sooner_and_says_so", time),
        Trial::test("limits::the_budget_skips_what_is_left", budget),
        Trial::test("limits::output_is_kept_and_ended_as_told", output),
        Trial::test("limits::values_have_a_size", value),
        Trial::test("limits::source_and_tests_are_counted", counts),
    ]
}

/// Runs a program with the limits that an executor has for it, usual and changed.
fn both(limits: Limits, made: &Program) -> Result<(Execution, Execution), libtest_mimic::Failed> {
    let run = |limits: Limits| {
        let executor = SandboxExecutor::new(Options { limits, ..Options::default() });
        block_on(executor.run(Program { limits: executor.limits(), ..made.clone() }))
    };
    Ok((run(Limits::default())?, run(limits)?))
}

fn verdicts(execution: &Execution) -> Vec<Verdict> {
    execution.cases.iter().map(|case| case.verdict).collect()
}

fn says(execution: &Execution, words: &str) -> Outcome {
    ensure(format!("{execution:?}").contains(words), || format!("nothing says `{words}`: {execution:#?}"))
}

fn memory() -> Outcome {
    for (language, source) in [
        ("python", "def solution(n):\n    return len(bytearray(100 << 20)) >> 20\n"),
        ("javascript", "const solution = (n) => new Uint8Array(100 << 20).fill(1).length >> 20;"),
    ] {
        let less = Limits { memory: 48 << 20, ..Limits::default() };
        let (usual, less) = both(less, &program(language, source, &[("1", "100")]))?;
        ensure(usual.all_passed(), || format!("{usual:#?}"))?;
        ensure(verdicts(&less) == [Verdict::MemoryLimit], || format!("{less:#?}"))?;
        says(&less, "48 MB")?;
    }
    Ok(())
}

fn time() -> Outcome {
    let less = Limits { time: Duration::from_millis(300), ..Limits::default() };
    let sleeps = "import time\n\ndef solution(n):\n    time.sleep(0.9)\n    return n\n";
    let (usual, less) = both(less, &program("python", sleeps, &[("1", "1")]))?;
    ensure(usual.all_passed(), || format!("{usual:#?}"))?;
    ensure(verdicts(&less) == [Verdict::TimeLimit], || format!("{less:#?}"))?;
    says(&less, "exceeded 0.3 seconds")
}

fn budget() -> Outcome {
    let half = Duration::from_millis(500);
    let less = Limits { time: half, budget: half, ..Limits::default() };
    let source = "def solution(n):\n    while n == 0:\n        pass\n    return n\n";
    let made = Program { limits: less, ..program("python", source, &[("0", "0"), ("1", "1")]) };
    let ended = block_on(SandboxExecutor::new(Options::default()).run(made))?;
    ensure(verdicts(&ended) == [Verdict::TimeLimit, Verdict::Skipped], || format!("{ended:#?}"))
}

fn output() -> Outcome {
    let source = "def solution(n):\n    print('x' * n)\n    return n\n";
    let less = Limits { output: 1024, output_most: 8192, ..Limits::default() };
    let (usual, less) = both(less, &program("python", source, &[("4000", "4000"), ("20000", "20000")]))?;
    ensure(usual.all_passed(), || format!("{usual:#?}"))?;
    ensure(verdicts(&less) == [Verdict::Accepted, Verdict::OutputLimit], || format!("{less:#?}"))?;
    ensure(less.cases.first().is_some_and(|case| case.output.len() == 1024), || format!("{less:#?}"))
}

fn value() -> Outcome {
    let less = Limits { value: 1024, ..Limits::default() };
    for (language, source) in [
        ("python", "def solution(n):\n    return 'x' * n\n"),
        ("javascript", "const solution = (n) => 'x'.repeat(n);"),
    ] {
        let made = program(language, source, &[("2000", "1")]);
        let (usual, less) = both(less, &made)?;
        ensure(verdicts(&usual) == [Verdict::WrongAnswer], || format!("{usual:#?}"))?;
        ensure(verdicts(&less) == [Verdict::OutputLimit], || format!("{less:#?}"))?;
        says(&less, "1 KB")?;
    }
    refused(Limits { value: 4, ..less }, "testCases[0].input")
}

fn counts() -> Outcome {
    refused(Limits { source: 10, ..Limits::default() }, "code")?;
    refused(Limits { tests: 1, ..Limits::default() }, "testCases")
}

fn refused(limits: Limits, field: &str) -> Outcome {
    let executor = SandboxExecutor::new(Options { limits, ..Options::default() });
    let made = program("python", "def solution(n):\n    return n\n", &[("123456", "1"), ("1", "1")]);
    match block_on(executor.run(Program { limits: executor.limits(), ..made })) {
        Err(error) if error.kind() == ErrorKind::TooLarge && error.fact("field") == Some(field) => Ok(()),
        other => Err(format!("{field}: {other:#?}").into()),
    }
}
