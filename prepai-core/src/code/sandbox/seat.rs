//! Where a job's program sits: how a process for it is started, and what it is told.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::guest::Run;
use super::workshop::Workshop;
use crate::code::Limits;
use crate::error::Result;
use crate::worker::protocol::{Case, Done, Entry, Failed, Fault, FromGuest, Load, Target, ToGuest};
use crate::worker::{
    Answer, Cancel, CaseOutcome, Confinement, Ended, Loading, Process, Profile, Task, Watch,
};

/// A program with what it takes to start it.
#[derive(Debug)]
pub(super) struct Seat<'a> {
    pub(super) workshop: &'a Workshop,
    pub(super) run: &'a Run,
    pub(super) entry: Entry,
    pub(super) limits: Limits,
    pub(super) cancel: &'a Cancel,
}

/// The job was cancelled; nobody waits for its outcome.
#[derive(Debug)]
pub(super) struct Cancelled;

/// Lines of standard error that are told when a program died.
const LAST_WORDS: usize = 20;

impl Seat<'_> {
    fn watch(&self, wall: Duration) -> Watch<'_> {
        Watch { wall, cpu: self.limits.time, cancel: Some(self.cancel) }
    }

    /// Starts a process, with standard input if it is a whole program.
    fn start(&self, input: Option<&[u8]>) -> Result<Process> {
        match self.run {
            Run::JavaScript(_) => self.workshop.start(&Task::JavaScript, &self.confinement(), input),
            Run::Python(_) => self.workshop.python(&self.confinement(), input),
            Run::Program { step, confinement, .. } => {
                let task = Task::Execute { argv: step.argv.clone(), env: step.env.clone(), folder: None };
                let file = self.limits.output_most;
                // One process for all tests: the time of each is watched.
                let cpu = match confinement.profile {
                    Profile::Threads => self.limits.budget * cores(),
                    _ => self.limits.budget,
                };
                self.workshop.start(&task, &Confinement { file, cpu, ..confinement.clone() }, input)
            }
        }
    }

    /// Whether a result is larger than this program's may be. Guests themselves hold the largest that there is, but who
    /// answers may be the program.
    fn too_large(&self, process: &Process, done: &Done) -> bool {
        let most = self.limits.value;
        let results = || done.value.iter().chain(done.args.iter().flatten());
        process.said() > most && results().any(|value| size(value) > most)
    }

    /// What the end of the budget broke off was not too slow.
    fn unless_late(&self, ended: Ended, left: Duration, begun: Instant) -> Ended {
        match ended {
            Ended::TimeLimit if left < self.limits.time && begun.elapsed() >= left => Ended::Skipped,
            ended => ended,
        }
    }

    fn confinement(&self) -> Confinement {
        let file = self.limits.output_most;
        // The whole budget; that of one test is watched.
        Confinement { file, ..Confinement::program(self.limits.memory, self.limits.budget) }
    }

    fn load_message(&self) -> ToGuest {
        let (Run::JavaScript(source) | Run::Python(source) | Run::Program { source, .. }) = self.run;
        ToGuest::Load(Load { source: source.clone(), entry: self.entry.clone() })
    }

    /// Starts a process for functions and loads the program.
    ///
    /// # Errors
    /// What is no fault of the program's.
    pub(super) fn open(&self, left: Duration) -> Result<std::result::Result<(Process, Loading), Cancelled>> {
        let mut process = self.start(None)?;
        let begun = Instant::now();
        let answer =
            process.exchange::<FromGuest>(&self.load_message(), self.watch(left.min(self.limits.time)));
        let loading = match answer {
            Answer::Cancelled => return Ok(Err(Cancelled)),
            Answer::Ended(ended) => {
                Loading::Ended(last_words(&mut process, self.unless_late(ended, left, begun)))
            }
            Answer::Said(FromGuest::Loaded(description)) => Loading::Loaded(description),
            Answer::Said(FromGuest::Failed(Failed { what, fault })) => Loading::Failed { what, fault },
            Answer::Said(FromGuest::Done(_)) => Loading::Ended(forged()),
        };
        Ok(Ok((process, loading)))
    }

    /// Runs one test in a process that has the program; `false` when the process cannot go on.
    pub(super) fn call(
        &self,
        process: &mut Process,
        target: &Target,
        args: Vec<Value>,
        in_place: bool,
        left: Duration,
    ) -> std::result::Result<(CaseOutcome, bool), Cancelled> {
        let id = fresh_id();
        let case = Case { id, target: Some(target.clone()), args, in_place, stdin: String::new() };
        let begun = Meter::start(process);
        let answer =
            process.exchange::<FromGuest>(&ToGuest::Case(case), self.watch(left.min(self.limits.time)));
        let (ended, goes_on) = match answer {
            Answer::Cancelled => return Err(Cancelled),
            Answer::Ended(ended) => (last_words(process, self.unless_late(ended, left, begun.begun)), false),
            Answer::Said(FromGuest::Done(done)) if done.id == id && self.too_large(process, &done) => {
                (Ended::OutputLimit, true)
            }
            Answer::Said(FromGuest::Done(done)) if done.id == id => told(done),
            Answer::Said(_) => (forged(), false),
        };
        Ok((begun.outcome(process, ended, &self.limits, true), goes_on))
    }

    /// Runs the whole program once, in a process of its own.
    pub(super) fn whole(
        &self,
        input: &str,
        left: Duration,
    ) -> Result<std::result::Result<(CaseOutcome, Option<Failed>), Cancelled>> {
        let mut process = self.start(Some(input.as_bytes()))?;
        let begun = Meter::start(&process);
        let watch = self.watch(left.min(self.limits.time));
        let mut failed = None;
        let ended = if matches!(self.run, Run::Program { .. }) {
            match process.finish(watch) {
                Answer::Cancelled => return Ok(Err(Cancelled)),
                Answer::Ended(ended) => ended,
                Answer::Said(()) => forged(),
            }
        } else {
            match process.exchange::<FromGuest>(&self.load_message(), watch) {
                Answer::Cancelled => return Ok(Err(Cancelled)),
                Answer::Ended(ended) => ended,
                Answer::Said(FromGuest::Failed(failure)) => {
                    let ended = Ended::Raised(failure.fault.clone());
                    failed = Some(failure);
                    ended
                }
                Answer::Said(FromGuest::Done(_)) => forged(),
                Answer::Said(FromGuest::Loaded(_)) => {
                    let id = fresh_id();
                    let case =
                        Case { id, target: None, args: Vec::new(), in_place: false, stdin: String::new() };
                    match process.exchange::<FromGuest>(&ToGuest::Case(case), watch) {
                        Answer::Cancelled => return Ok(Err(Cancelled)),
                        Answer::Ended(ended) => ended,
                        Answer::Said(FromGuest::Done(done)) if done.id == id => told(done).0,
                        Answer::Said(_) => forged(),
                    }
                }
            }
        };
        // A program says by its exit code whether it is content.
        let ended = match ended {
            Ended::Exited(0) => Ended::Returned { value: Value::Null, args: None },
            Ended::Exited(code) => {
                let (words, _) = process.complained(self.limits.output);
                Ended::Raised(Fault {
                    kind: format!("exit status {code}"),
                    message: last(&words),
                    trace: Vec::new(),
                })
            }
            ended => last_words(&mut process, self.unless_late(ended, left, begun.begun)),
        };
        Ok(Ok((begun.outcome(&mut process, ended, &self.limits, false), failed)))
    }
}

/// Bytes of a value as JSON.
fn size(value: &Value) -> usize {
    let mut counted = Counted(0);
    serde_json::to_writer(&mut counted, value).map_or(usize::MAX, |()| counted.0)
}

/// Bytes that are counted and not kept.
struct Counted(usize);

impl std::io::Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn cores() -> u32 {
    std::thread::available_parallelism().map_or(1, |cores| u32::try_from(cores.get()).unwrap_or(1))
}

/// What a guest said about a test.
fn told(done: Done) -> (Ended, bool) {
    let Done { value, args, fault, too_large, out_of_memory, .. } = done;
    match (value, fault) {
        _ if too_large => (Ended::OutputLimit, true),
        // What is left of a program without memory is nothing to go on with.
        _ if out_of_memory => (Ended::MemoryLimit, false),
        (_, Some(fault)) => (Ended::Raised(fault), true),
        (Some(value), None) => (Ended::Returned { value, args }, true),
        (None, None) => (forged(), false),
    }
}

fn forged() -> Ended {
    Ended::Crashed("it answered what it was not asked".to_owned())
}

/// A number that cannot be guessed, and that every language can hold.
pub(super) fn fresh_id() -> u64 {
    use std::hash::{BuildHasher as _, Hasher as _};
    std::collections::hash_map::RandomState::new().build_hasher().finish() >> 11
}

/// The end of a process with what it wrote to standard error before.
fn last_words(process: &mut Process, ended: Ended) -> Ended {
    match ended {
        Ended::Crashed(how) => {
            let (words, _) = process.complained(64 << 10);
            let words = last(&words);
            Ended::Crashed(if words.is_empty() { how } else { format!("{how}\n{words}") })
        }
        ended => ended,
    }
}

fn last(words: &str) -> String {
    let lines: Vec<&str> = words.trim_end().lines().collect();
    lines.get(lines.len().saturating_sub(LAST_WORDS)..).unwrap_or_default().join("\n")
}

/// What a test costs.
struct Meter {
    begun: Instant,
    cpu: Duration,
}

impl Meter {
    fn start(process: &Process) -> Meter {
        Meter { begun: Instant::now(), cpu: process.cpu() }
    }

    fn outcome(self, process: &mut Process, ended: Ended, limits: &Limits, errors_too: bool) -> CaseOutcome {
        let time = self.begun.elapsed();
        let cpu = process.cpu().saturating_sub(self.cpu);
        let (mut stdout, mut stdout_cut) = process.printed(limits.output);
        if errors_too {
            let (errors, cut) = process.complained(limits.output);
            stdout.push_str(&errors);
            stdout_cut |= cut;
        }
        CaseOutcome { ended, stdout, stdout_cut, time, cpu, memory: process.memory() }
    }
}
