//! Limits other than the usual ones, each of which acts.

use std::time::Duration;

use futures::executor::block_on;
use libtest_mimic::Trial;
use prepai_core::ErrorKind;
use prepai_core::code::sandbox::{Options, SandboxExecutor};
use prepai_core::code::{CodeExecutor as _, Execution, Limits, Program, Verdict};

use super::rig::{Outcome, ensure, executor, program};

pub(super) fn trials() -> Vec<Trial> {
    vec![
        Trial::test("limits::less_memory_ends_what_the_usual_memory_holds", memory),
        Trial::test("limits::less_time_ends_it_sooner_and_says_so", time),
        Trial::test("limits::the_budget_skips_what_is_left", budget),
        Trial::test("limits::output_is_kept_and_ended_as_told", output),
        Trial::test("limits::values_have_a_size", value),
        Trial::test("limits::source_and_tests_are_counted", counts),
        Trial::test("limits::what_the_budget_breaks_off_is_skipped", broken_off),
        Trial::test("limits::processor_time_is_that_of_a_test_and_not_of_all", processor_time),
        Trial::test("limits::a_large_input_comes_in_and_grows_on_its_way", large_input),
        Trial::test("limits::sets_of_sets_are_compared_in_time", sets_of_sets),
        Trial::test("limits::a_result_is_measured_with_what_wraps_it", wrapped),
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

/// The second test has less time than one may take: that it does not end is not its fault.
fn broken_off() -> Outcome {
    let less =
        Limits { time: Duration::from_secs(2), budget: Duration::from_millis(2500), ..Limits::default() };
    for (language, source) in [
        ("python", "def solution(n):\n    while True:\n        pass\n"),
        ("javascript", "const solution = (n) => { for (;;); };"),
    ] {
        let made =
            Program { limits: less, ..program(language, source, &[("0", "0"), ("1", "1"), ("2", "2")]) };
        let ended = block_on(SandboxExecutor::new(Options::default()).run(made))?;
        let expected = [Verdict::TimeLimit, Verdict::Skipped, Verdict::Skipped];
        ensure(verdicts(&ended) == expected, || format!("{ended:#?}"))?;
    }
    Ok(())
}

/// The kernel counts a process's time in whole seconds, and one process has all tests.
fn processor_time() -> Outcome {
    let limits =
        Limits { time: Duration::from_secs(2), budget: Duration::from_secs(120), ..Limits::default() };
    // A tenth of a second each: together more than one test may take.
    let source = "#include <ctime>\nint solution(int n) { clock_t end = clock() + CLOCKS_PER_SEC / 10; \
                  while (clock() < end); return n; }";
    let numbers: Vec<String> = (0..50).map(|number| number.to_string()).collect();
    let tests: Vec<(&str, &str)> = numbers.iter().map(|number| (number.as_str(), number.as_str())).collect();
    let made = Program { limits, ..program("cpp", source, &tests) };
    let ended = block_on(SandboxExecutor::new(Options::default()).run(made))?;
    ensure(ended.all_passed(), || format!("{:?}", verdicts(&ended)))
}

fn large_input() -> Outcome {
    let count = 340_000;
    let input = format!("[{}{{}}]", "{},".repeat(count - 1));
    for (language, source) in [
        ("python", "def solution(maps):\n    return len(maps)\n"),
        ("javascript", "const solution = (maps) => maps.length;"),
    ] {
        let made = program(language, source, &[(&input, &count.to_string())]);
        let limits = Limits {
            memory: 1 << 30,
            time: Duration::from_secs(60),
            budget: Duration::from_secs(60),
            ..made.limits
        };
        let ended = block_on(SandboxExecutor::new(Options::default()).run(Program { limits, ..made }))?;
        ensure(ended.all_passed(), || {
            format!("{language}: {:?}", ended.cases.first().map(|case| &case.error))
        })?;
    }
    Ok(())
}

fn sets_of_sets() -> Outcome {
    let source = "function solution() { let a = new Set([0, 1]), b = new Set([0, 1]); \
                  for (let i = 0; i < 13; i++) [a, b] = [new Set([a, b]), new Set([a, b])]; return new Set([a, b]); }";
    let ended = block_on(executor().run(program("javascript", source, &[("", "[1,2]")])))?;
    ensure(verdicts(&ended) == [Verdict::WrongAnswer], || format!("{:?}", verdicts(&ended)))
}

fn wrapped() -> Outcome {
    for (language, source) in [
        ("python", "def solution(n):\n    return [{} for _ in range(n)]\n"),
        ("javascript", "const solution = (n) => Array.from({ length: n }, () => ({}));"),
    ] {
        let made = program(language, source, &[("40000", "1"), ("60000", "1")]);
        let minute = Duration::from_secs(60);
        let limits = Limits { time: minute, budget: 2 * minute, ..made.limits };
        let ended = block_on(executor().run(Program { limits, ..made }))?;
        let expected = [Verdict::WrongAnswer, Verdict::OutputLimit];
        ensure(verdicts(&ended) == expected, || format!("{language}: {:?}", verdicts(&ended)))?;
    }
    Ok(())
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
