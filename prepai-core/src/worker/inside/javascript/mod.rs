//! The guest for JavaScript: QuickJS in this process, with the guest in `data/guests/javascript` beside the candidate's program.

mod engine;
mod fault;

use std::fs::File;
use std::io::Write as _;
use std::os::fd::OwnedFd;

use serde_json::Value;

use self::engine::{Engine, Stop};
use super::super::confinement::Confinement;
use super::super::frame;
use super::super::protocol::{Case, Done, Entry, Failed, FromGuest, Load, LoadFailure, ToGuest};

/// The engine as it is before any program, made once and inherited by every process that is forked afterwards.
pub(super) struct Prepared(Option<Engine>);

impl Prepared {
    /// Nothing yet.
    pub(super) fn none() -> Prepared {
        Prepared(None)
    }

    /// Makes the engine if it is not there.
    pub(super) fn make(&mut self) {
        if self.0.is_none() {
            self.0 = Engine::new().ok();
        }
    }

    /// Speaks on the channel until it is closed, and gives an exit code.
    pub(super) fn serve(&mut self, channel: OwnedFd, confinement: &Confinement) -> i32 {
        self.make();
        let Some(engine) = &mut self.0 else { return 70 };
        engine.limit(confinement);
        let mut channel = File::from(channel);
        talk(engine, &mut channel).unwrap_or(71)
    }
}

fn talk(engine: &mut Engine, channel: &mut File) -> std::io::Result<i32> {
    let mut program = false;
    while let Some(message) = frame::hear::<ToGuest>(channel)? {
        let answer = match message {
            ToGuest::Load(load) => {
                program = load.entry == Entry::Program;
                take(engine, load)
            }
            ToGuest::Case(case) if program => match run(engine, &case) {
                Ok(done) => FromGuest::Done(done),
                Err(code) => {
                    engine.flush();
                    return Ok(code);
                }
            },
            ToGuest::Case(case) => FromGuest::Done(call(engine, &case)),
        };
        engine.flush();
        let bytes = frame::encode(&answer).or_else(|_| frame::encode(&without_value(answer)))?;
        channel.write_all(&bytes)?;
    }
    Ok(0)
}

fn without_value(answer: FromGuest) -> FromGuest {
    match answer {
        FromGuest::Done(done) => FromGuest::Done(Done { value: None, args: None, too_large: true, ..done }),
        other => other,
    }
}

/// Takes a program: functions are evaluated and described, a whole program only kept.
fn take(engine: &mut Engine, load: Load) -> FromGuest {
    let taken = match load.entry {
        Entry::Program => engine.keep(load.source),
        Entry::Function(target) => {
            engine.aim(target);
            engine.load(load.source)
        }
    };
    match taken {
        Ok(description) => FromGuest::Loaded(description),
        Err(stop) => {
            let what = match &stop {
                Stop::Syntax(_) => LoadFailure::Syntax,
                Stop::OutOfMemory(_) => LoadFailure::Memory,
                Stop::Raised(_) | Stop::Exit(_) => LoadFailure::Raised,
            };
            FromGuest::Failed(Failed { what, fault: stop.into_fault() })
        }
    }
}

fn call(engine: &mut Engine, case: &Case) -> Done {
    let called = engine.call(case);
    done(case.id, called)
}

/// Runs the whole program; its exit code when it ended itself with another than 0.
fn run(engine: &mut Engine, case: &Case) -> Result<Done, i32> {
    match engine.run() {
        Ok(()) | Err(Stop::Exit(0)) => Ok(done(case.id, Ok((Some(Value::Null), None)))),
        Err(Stop::Exit(code)) => Err(code),
        Err(stop) => Ok(done(case.id, Err(stop))),
    }
}

/// The result, and the arguments where they were asked for.
type Returned = (Option<Value>, Option<Vec<Value>>);

fn done(id: u64, called: Result<Returned, Stop>) -> Done {
    let done = Done { id, value: None, args: None, fault: None, too_large: false, out_of_memory: false };
    match called {
        Ok((value, args)) => Done { too_large: value.is_none(), value, args, ..done },
        Err(stop) => {
            let out_of_memory = matches!(stop, Stop::OutOfMemory(_));
            Done { fault: Some(stop.into_fault()), out_of_memory, ..done }
        }
    }
}
