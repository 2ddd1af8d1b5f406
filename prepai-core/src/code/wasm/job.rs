//! One execution from beginning to end.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::engine::Compiled;
use super::executor::NAME;
use super::instance::{Running, Stop};
use crate::code::judge::{self, Chosen, Judging};
use crate::code::{Compare, Entry, Execution, Program};
use crate::error::{Error, ErrorKind, Result};
use crate::worker::protocol::{Description, Fault, LoadFailure};
use crate::worker::{CaseOutcome, Ended};

/// Runs a program with its tests; `source` is its JavaScript.
///
/// # Errors
/// `cancelled` when it was broken off; defects of ours.
pub(super) fn run(
    compiled: &Compiled,
    program: &Program,
    source: &str,
    stopped: &Arc<AtomicBool>,
) -> Result<Execution> {
    let job = Job { compiled, program, source, stopped, begun: Instant::now() };
    let execution = match &program.entry {
        Entry::Program => job.whole(),
        Entry::Function(wanted) => job.functions(wanted),
    };
    if stopped.load(Ordering::Relaxed) {
        return Err(Error::new(ErrorKind::Cancelled, "the execution was dropped").during("code.run"));
    }
    Ok(execution)
}

struct Job<'a> {
    compiled: &'a Compiled,
    program: &'a Program,
    source: &'a str,
    stopped: &'a Arc<AtomicBool>,
    begun: Instant,
}

impl Job<'_> {
    /// Time for the next step: that of a test, or what is left of the budget; the first has all of its time.
    fn time(&self, first: bool) -> Option<Duration> {
        let limits = &self.program.limits;
        let left = limits.budget.saturating_sub(self.begun.elapsed());
        let left = if first { left.max(limits.time) } else { left };
        (!left.is_zero()).then(|| left.min(limits.time))
    }

    /// What the end of the budget broke off was not too slow.
    fn unless_late(&self, ended: Ended, time: Duration) -> Ended {
        let late = time < self.program.limits.time;
        if late && ended == Ended::TimeLimit { Ended::Skipped } else { ended }
    }

    fn open(&self) -> std::result::Result<Running, Ended> {
        Running::new(self.compiled, &self.program.limits, self.stopped)
    }

    fn judged(&self, judging: Judging<'_>, output: String, note: Option<String>) -> Execution {
        Execution { note, ..judging.execution(output, self.begun.elapsed(), NAME) }
    }

    fn not_loaded(&self, what: LoadFailure, fault: &Fault, output: String) -> Execution {
        judge::not_loaded(self.program, what, fault, output, self.begun.elapsed(), NAME)
    }

    /// Every test ends as loading did.
    fn all(&self, ended: &Ended, output: String) -> Execution {
        let mut judging = Judging::new(self.program);
        for _ in &self.program.cases {
            judging.take(CaseOutcome { ended: ended.clone(), ..CaseOutcome::skipped() });
        }
        self.judged(judging, output, None)
    }

    fn whole(&self) -> Execution {
        let mut judging = Judging::new(self.program);
        for (at, case) in self.program.cases.iter().enumerate() {
            let Some(time) = self.time(at == 0) else { break };
            let begun = Instant::now();
            let mut running = match self.open() {
                Ok(running) => running,
                Err(ended) => return self.all(&ended, String::new()),
            };
            let ended = match running.run(self.source, case.input(), time) {
                Ok(()) | Err(Stop::Ended(Ended::Exited(0))) => {
                    Ended::Returned { value: Value::Null, args: None }
                }
                Err(Stop::Raised { fault, syntax: true }) => {
                    return self.not_loaded(LoadFailure::Syntax, &fault, String::new());
                }
                Err(Stop::Raised { fault, .. }) => Ended::Raised(fault),
                Err(Stop::Ended(Ended::Exited(code))) => {
                    Ended::Raised(Fault { kind: format!("exit status {code}"), ..Fault::default() })
                }
                Err(Stop::Ended(ended)) => self.unless_late(ended, time),
            };
            judging.take(outcome(&mut running, ended, begun));
        }
        self.judged(judging, String::new(), None)
    }

    fn functions(&self, wanted: &str) -> Execution {
        let (mut running, description) = match self.loaded() {
            Ok(loaded) => loaded,
            Err(execution) => return *execution,
        };
        let (output, _) = running.printed();
        let Chosen { target, arity, note } = match judge::target(wanted, &description) {
            Ok(chosen) => chosen,
            Err(sentence) => {
                let fault = Fault { message: sentence, ..Fault::default() };
                return self.not_loaded(LoadFailure::NotFound, &fault, output);
            }
        };
        let mut judging = Judging::new(self.program);
        let mut seated = Some(running);
        for (at, case) in self.program.cases.iter().enumerate() {
            let Some(time) = self.time(at == 0) else { break };
            let begun = Instant::now();
            // A test that ended its instance does not end the job.
            let mut running =
                match seated.take().map_or_else(|| self.loaded().map(|(running, _)| running), Ok) {
                    Ok(running) => running,
                    Err(_) => break,
                };
            let args = case.arguments(Some(arity));
            let in_place = self.program.compare == Compare::InPlace;
            let (ended, goes_on) = match running.function(&target, &args, in_place, self.source, time) {
                Ok((value, args)) => (Ended::Returned { value, args }, true),
                Err(Stop::Raised { fault, .. }) => (Ended::Raised(fault), true),
                Err(Stop::Ended(ended)) => (self.unless_late(ended, time), false),
            };
            judging.take(outcome(&mut running, ended, begun));
            seated = goes_on.then_some(running);
        }
        self.judged(judging, output, note)
    }

    /// An instance with the program in it, and what the program has; or the end of the execution.
    fn loaded(&self) -> std::result::Result<(Running, Description), Box<Execution>> {
        let mut running = self.open().map_err(|ended| Box::new(self.all(&ended, String::new())))?;
        let told = running.load(self.source, self.time(false).unwrap_or_default());
        match told {
            Ok(description) => Ok((running, serde_json::from_str(&description).unwrap_or_default())),
            Err(stop) => {
                let (output, _) = running.printed();
                Err(Box::new(match stop {
                    Stop::Raised { fault, syntax } => {
                        let what = if syntax { LoadFailure::Syntax } else { LoadFailure::Raised };
                        self.not_loaded(what, &fault, output)
                    }
                    Stop::Ended(ended) => self.all(&ended, output),
                }))
            }
        }
    }
}

fn outcome(running: &mut Running, ended: Ended, begun: Instant) -> CaseOutcome {
    let (stdout, stdout_cut) = running.printed();
    let time = begun.elapsed();
    // One thread computes and nothing else: its time is the processor's, as far as anyone here can tell.
    CaseOutcome { ended, stdout, stdout_cut, time, cpu: time, memory: running.memory() }
}
