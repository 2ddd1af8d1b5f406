//! One job: a program with its tests, from its source to the verdicts.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::build;
use super::guest::{Guest, Source};
use super::seat::{Cancelled, Seat};
use super::workshop::Workshop;
use crate::code::judge::{self, Chosen, Judging};
use crate::code::{Compare, Entry, Execution, Program};
use crate::error::{Error, ErrorKind, Result};
use crate::worker::protocol::{self, Failed, Fault, LoadFailure, Target};
use crate::worker::{Cancel, CaseOutcome, Ended, Loading, Process};

/// Runs a job to its end. The outcome of a cancelled one is an error that nobody reads.
pub(super) fn run(
    workshop: &Workshop,
    guest: &Arc<dyn Guest>,
    program: &Program,
    cancel: &Cancel,
) -> Result<Execution> {
    let mut execution = once(workshop, guest, program, cancel)?;
    if execution.verdict == crate::code::Verdict::InternalError && !cancel.is_cancelled() {
        // The helper may have gone; a new one is started.
        execution = once(workshop, guest, program, cancel)?;
    }
    Ok(execution)
}

fn once(
    workshop: &Workshop,
    guest: &Arc<dyn Guest>,
    program: &Program,
    cancel: &Cancel,
) -> Result<Execution> {
    let begun = Instant::now();
    let isolation = workshop.isolation()?;
    let entry = match &program.entry {
        Entry::Function(name) => protocol::Entry::Function(function(name)),
        Entry::Program => protocol::Entry::Program,
    };
    let limits = program.limits;
    let source = Source { text: &program.source, entry: &entry, memory: limits.memory, time: limits.time };
    let not_loaded = |what: LoadFailure, fault: &Fault| {
        judge::not_loaded(program, what, fault, String::new(), begun.elapsed(), isolation.clone())
    };
    let made = match build::prepare(workshop, guest, &source, cancel)? {
        Ok(made) => made,
        Err(build::Stopped::Cancelled) => return Err(cancelled()),
        Err(build::Stopped::Failed(fault)) => return Ok(not_loaded(LoadFailure::Syntax, &fault)),
    };
    let run = match guest.run(&source, &workshop.machine, made.as_made()) {
        Ok(run) => run,
        Err(error) if error.kind() == ErrorKind::InvalidContent => {
            let fault = Fault { kind: String::new(), message: error.message().to_owned(), trace: Vec::new() };
            return Ok(not_loaded(LoadFailure::Syntax, &fault));
        }
        Err(error) => return Err(error),
    };
    // Building is not the program's time.
    let running = Instant::now();
    let seat = Seat { workshop, run: &run, entry, limits, cancel };
    let job = Job { seat, program, running };
    let ran = match program.entry {
        Entry::Program => job.whole_program()?,
        Entry::Function(_) => job.functions()?,
    };
    match ran {
        Err(Cancelled) => Err(cancelled()),
        Ok(Ran::NotLoaded(Failed { what, fault }, output)) => {
            Ok(Execution { output, ..not_loaded(what, &fault) })
        }
        Ok(Ran::Judged { judging, output, note }) => {
            Ok(Execution { note, ..judging.execution(output, begun.elapsed(), isolation) })
        }
    }
}

fn cancelled() -> Error {
    Error::new(ErrorKind::Cancelled, "the execution was dropped").during("code.run")
}

/// `Class.method`, or a plain name.
fn function(name: &str) -> Target {
    match name.split_once('.') {
        Some((class, method)) => Target { class: Some(class.to_owned()), name: method.to_owned() },
        None => Target { class: None, name: name.to_owned() },
    }
}

/// What came of the tests.
enum Ran<'a> {
    NotLoaded(Failed, String),
    Judged { judging: Judging<'a>, output: String, note: Option<String> },
}

struct Job<'a> {
    seat: Seat<'a>,
    program: &'a Program,
    running: Instant,
}

type Outcome<'a> = Result<std::result::Result<Ran<'a>, Cancelled>>;

impl<'a> Job<'a> {
    /// What is left of the budget. The first test has all of its time, however long the program took to load.
    fn left(&self, first: bool) -> Duration {
        let limits = &self.seat.limits;
        let left = limits.budget.saturating_sub(self.running.elapsed());
        if first { left.max(limits.time) } else { left }
    }

    fn whole_program(&self) -> Outcome<'a> {
        let mut judging = Judging::new(self.program);
        // Without tests it is only looked whether it is a program at all.
        let inputs = self.program.cases.iter().map(crate::code::TestCase::input);
        for (at, input) in inputs.enumerate() {
            let left = self.left(at == 0);
            if left.is_zero() {
                break;
            }
            match self.seat.whole(input, left)? {
                Err(cancelled) => return Ok(Err(cancelled)),
                Ok((_, Some(failed))) => return Ok(Ok(Ran::NotLoaded(failed, String::new()))),
                Ok((outcome, None)) => judging.take(outcome),
            }
        }
        Ok(Ok(Ran::Judged { judging, output: String::new(), note: None }))
    }

    fn functions(&self) -> Outcome<'a> {
        let Program { entry, cases, compare, .. } = self.program;
        let wanted = entry.function().unwrap_or_default();
        let (mut process, loading) = match self.seat.open(self.left(true))? {
            Ok(opened) => opened,
            Err(cancelled) => return Ok(Err(cancelled)),
        };
        let (output, _) = process.printed(self.seat.limits.output);
        let description = match loading {
            Loading::Loaded(description) => description,
            Loading::Failed { what, fault } => return Ok(Ok(Ran::NotLoaded(Failed { what, fault }, output))),
            Loading::Ended(ended) => return Ok(Ok(self.all(&ended, output))),
        };
        let Chosen { target, arity, note } = match judge::target(wanted, &description) {
            Ok(chosen) => chosen,
            Err(sentence) => {
                let fault = Fault { kind: String::new(), message: sentence, trace: Vec::new() };
                return Ok(Ok(Ran::NotLoaded(Failed { what: LoadFailure::NotFound, fault }, output)));
            }
        };
        let mut judging = Judging::new(self.program);
        let mut seated: Option<Process> = Some(process);
        for (at, case) in cases.iter().enumerate() {
            let left = self.left(at == 0);
            if left.is_zero() {
                break;
            }
            let mut process = match seated.take() {
                Some(process) => process,
                None => match self.again(left)? {
                    Err(cancelled) => return Ok(Err(cancelled)),
                    Ok(Err(ended)) => {
                        judging.take(CaseOutcome { ended, ..CaseOutcome::skipped() });
                        continue;
                    }
                    Ok(Ok(process)) => process,
                },
            };
            let args = case.arguments(Some(arity));
            match self.seat.call(&mut process, &target, args, *compare == Compare::InPlace, left) {
                Err(cancelled) => return Ok(Err(cancelled)),
                Ok((outcome, goes_on)) => {
                    judging.take(outcome);
                    seated = goes_on.then_some(process);
                }
            }
        }
        Ok(Ok(Ran::Judged { judging, output, note }))
    }

    /// A new process in place of one that a test has ended.
    fn again(
        &self,
        left: Duration,
    ) -> Result<std::result::Result<std::result::Result<Process, Ended>, Cancelled>> {
        Ok(match self.seat.open(left)? {
            Err(cancelled) => Err(cancelled),
            Ok((mut process, Loading::Loaded(_))) => {
                // What it prints while it loads was shown the first time.
                let _ = process.printed(0);
                Ok(Ok(process))
            }
            Ok((_, Loading::Failed { fault, .. })) => Ok(Err(Ended::Raised(fault))),
            Ok((_, Loading::Ended(ended))) => Ok(Err(ended)),
        })
    }

    /// Every test ends as loading did.
    fn all(&self, ended: &Ended, output: String) -> Ran<'a> {
        let mut judging = Judging::new(self.program);
        for _ in &self.program.cases {
            judging.take(CaseOutcome { ended: ended.clone(), ..CaseOutcome::skipped() });
        }
        Ran::Judged { judging, output, note: None }
    }
}
