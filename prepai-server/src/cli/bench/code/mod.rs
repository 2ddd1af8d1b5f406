//! Candidate code in its confinement: one job after another, many at once, the first after a start.

mod beside;
mod task;

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::future::try_join_all;
use prepai_core::code::sandbox::{Options, SandboxExecutor};
use prepai_core::code::{CodeExecutor as _, Program};
use prepai_core::{Error, ErrorKind, Result};
use serde_json::json;

use self::task::Task;
use super::folder::Bench;
use super::target::{Measured, Target};
use crate::cli::quantiles::Quantiles;

/// Jobs one after another, and before them.
const JOBS: usize = 1000;
const WARM_UP: usize = 50;
/// Jobs that are handed over together, and how often.
const TOGETHER: usize = 32;
const ROUNDS: usize = 50;
/// Starts of everything.
const STARTS: usize = 10;
/// Programs that are compiled.
const COMPILED: usize = 5;

/// Measures every language that is there.
pub(super) async fn measure(bench: &Bench<'_>) -> Result<Measured> {
    let mut measured = Measured::default();
    let executor = Arc::new(SandboxExecutor::new(Options { queue: TOGETHER, ..Options::default() }));
    measured.figure("isolation", executor.probe()?.shown());
    let there: Vec<String> = executor.languages().iter().map(|language| language.id.clone()).collect();
    for task in task::INTERPRETED.iter().filter(|task| there.iter().any(|id| id == task.language)) {
        interpreted(bench, &executor, task, &mut measured).await?;
    }
    let beside = beside::measure(bench).await?;
    measured.figure("health_beside_hostile", json!({ "health": beside.health, "seconds": beside.seconds }));
    let name = |what: &str| format!("a hundred hostile programs: {what}");
    measured.targets.push(Target::at_most(name("health beside them, p99 in ms"), 20.0, beside.health.p99_ms));
    measured.targets.push(Target::exactly(name("right verdicts"), 1, u64::from(beside.right)));
    for task in task::COMPILED.iter().filter(|task| there.iter().any(|id| id == task.language)) {
        compiled(bench, &executor, task, &mut measured).await?;
    }
    Ok(measured)
}

/// One job, which must be right.
async fn job(executor: &SandboxExecutor, program: Program) -> Result<Duration> {
    let begun = Instant::now();
    let execution = executor.run(program).await?;
    let took = begun.elapsed();
    if execution.all_passed() {
        return Ok(took);
    }
    let error = Error::new(ErrorKind::Internal, "a right program did not pass: its time would mean nothing");
    let told = execution.error.or_else(|| execution.cases.into_iter().find_map(|case| case.error));
    Err(error.with("reason", told.unwrap_or_default()))
}

async fn several(
    executor: &SandboxExecutor,
    count: usize,
    program: impl Fn(usize) -> Program,
) -> Result<Quantiles> {
    let mut times = Vec::with_capacity(count);
    for at in 0..count {
        times.push(job(executor, program(at)).await?);
    }
    Ok(Quantiles::of(times))
}

async fn interpreted(
    bench: &Bench<'_>,
    executor: &Arc<SandboxExecutor>,
    task: &Task,
    measured: &mut Measured,
) -> Result<()> {
    let language = task.language;
    let mut progress = bench.progress(format!("jobs, {language}"), (STARTS + JOBS + ROUNDS) as u64);
    let mut first = Vec::new();
    for at in 0..STARTS {
        // The time in which an interpreter is looked for belongs to the first job.
        first.push(job(&SandboxExecutor::new(Options::default()), task.program(3)).await?);
        progress.at(at as u64);
    }
    let first = Quantiles::of(first);
    several(executor, WARM_UP, |_| task.program(3)).await?;
    let three = several(executor, JOBS, |_| task.program(3)).await?;
    let twenty = several(executor, JOBS / 5, |_| task.program(20)).await?;
    progress.at((STARTS + JOBS) as u64);
    let begun = Instant::now();
    for round in 0..ROUNDS {
        try_join_all((0..TOGETHER).map(|_| job(executor, task.program(3)))).await?;
        progress.at((STARTS + JOBS + round) as u64);
    }
    let rate = (ROUNDS * TOGETHER) as f64 / begun.elapsed().as_secs_f64();
    measured.figure(
        language,
        json!({ "three_tests": three, "twenty_tests": twenty, "first_after_start": first, "jobs_per_second": rate }),
    );
    let target = |what: &str| format!("{language}: {what}");
    measured.targets.push(Target::at_most(target("three tests, p50 in ms"), task.p50_ms, three.p50_ms));
    measured.targets.push(Target::at_most(target("three tests, p99 in ms"), task.p99_ms, three.p99_ms));
    measured.targets.push(Target::at_least(target("jobs a second"), task.rate, rate));
    measured.targets.push(Target::at_most(target("first job after a start, p50 in ms"), 80.0, first.p50_ms));
    measured.targets.push(Target::at_most(target("twenty tests, p50 in ms"), 10.0, twenty.p50_ms));
    Ok(())
}

async fn compiled(
    bench: &Bench<'_>,
    executor: &Arc<SandboxExecutor>,
    task: &Task,
    measured: &mut Measured,
) -> Result<()> {
    let language = task.language;
    let mut progress = bench.progress(format!("programs, {language}"), (COMPILED + JOBS / 10) as u64);
    // What is made once per machine is made before.
    job(executor, task.program(3)).await?;
    let stamp = std::process::id();
    let fresh = |at: usize| task.marked(&format!("{stamp}, {at}"), 3);
    let new = several(executor, COMPILED, fresh).await?;
    progress.at(COMPILED as u64);
    let kept = several(executor, JOBS / 10, |_| task.program(3)).await?;
    measured.figure(language, json!({ "compiled_and_run": new, "kept": kept }));
    let target = |what: &str| format!("{language}: {what}");
    measured.targets.push(Target::at_most(target("compiled and run, p50 in ms"), task.p99_ms, new.p50_ms));
    if task.p50_ms > 0.0 {
        measured.targets.push(Target::at_most(target("kept, p50 in ms"), task.p50_ms, kept.p50_ms));
    }
    Ok(())
}
