//! An executor for tests, and programs for it.

use std::path::Path;
use std::sync::{Arc, OnceLock, mpsc};
use std::thread;
use std::time::Duration;

use futures::channel::oneshot;
use futures::executor::block_on;
use futures::future::{Either, select};
use libtest_mimic::Failed;
use prepai_core::code::sandbox::{Machine, Options, SandboxExecutor};
use prepai_core::code::{CodeExecutor as _, Execution, Limits, Program, Verdict};
use prepai_core::worker::{Helper, Layer};

use super::processes::WATCHDOG;
pub(super) use super::programs::{program, whole};

/// What a test says.
pub(super) type Outcome = Result<(), Failed>;

/// The executor that most tests share.
pub(super) fn executor() -> Arc<SandboxExecutor> {
    static SHARED: OnceLock<Arc<SandboxExecutor>> = OnceLock::new();
    Arc::clone(SHARED.get_or_init(|| Arc::new(SandboxExecutor::new(Options::default()))))
}

/// An executor of its own, without one layer; what it builds is kept in `cache`, or with everybody's.
pub(super) fn without(layer: Layer, cache: Option<&Path>) -> Arc<SandboxExecutor> {
    let helper = Helper::find(None).map(|helper| helper.without(layer));
    let machine = Machine { cache: cache.map(Path::to_owned), ..Machine::default() };
    Arc::new(SandboxExecutor::new(Options { helper, machine, ..Options::default() }))
}

/// The same with less time than usual, so that tests need not wait.
pub(super) fn hasty(program: Program) -> Program {
    let limits =
        Limits { time: Duration::from_millis(1000), budget: Duration::from_secs(3), ..program.limits };
    Program { limits, ..program }
}

/// Runs a program; an error of the executor ends the test.
pub(super) fn run(program: Program) -> Execution {
    block_on(executor().run(program)).unwrap()
}

/// Runs a program, and drops it when it takes longer than `patience`.
pub(super) fn within(
    executor: &Arc<SandboxExecutor>,
    program: Program,
    patience: Duration,
) -> Option<prepai_core::Result<Execution>> {
    let (told, heard) = mpsc::channel();
    let (drop_it, dropped) = oneshot::channel::<()>();
    let executor = Arc::clone(executor);
    let thread = thread::spawn(move || {
        let run = executor.run(program);
        let ended = match block_on(select(run, dropped)) {
            Either::Left((ended, _)) => Some(ended),
            Either::Right(_) => None,
        };
        let _ = told.send(ended);
    });
    let ended = heard.recv_timeout(patience).ok().flatten();
    drop(drop_it);
    let _ = thread.join();
    ended
}

/// The same with the watchdog.
pub(super) fn watched(executor: &Arc<SandboxExecutor>, program: Program) -> Result<Execution, Failed> {
    match within(executor, program, WATCHDOG) {
        Some(Ok(execution)) => Ok(execution),
        Some(Err(error)) => Err(format!("{error:?}").into()),
        None => Err("no verdict before the watchdog".into()),
    }
}

/// Every test of a program must pass.
pub(super) fn accepted(program: Program) -> Outcome {
    let source = program.source.clone();
    let execution = run(program);
    if execution.all_passed() { Ok(()) } else { Err(format!("{execution:#?}\n{source}").into()) }
}

/// Every test of a program must end so.
pub(super) fn ends(program: Program, verdicts: &[Verdict]) -> Outcome {
    let execution = run(program);
    let ended: Vec<Verdict> = execution.cases.iter().map(|case| case.verdict).collect();
    ensure(ended == verdicts, || format!("{execution:#?}"))
}

/// Fails with a text unless something holds.
pub(super) fn ensure(holds: bool, otherwise: impl FnOnce() -> String) -> Outcome {
    if holds { Ok(()) } else { Err(otherwise().into()) }
}
