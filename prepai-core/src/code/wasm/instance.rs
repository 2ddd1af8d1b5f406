//! One instance of the module with one program in it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;
use wasmtime::{Instance, Memory, Store, StoreLimitsBuilder, Trap, WasmParams};

use super::engine::Compiled;
use super::fault::Told;
use super::host::{Host, TooMuchOutput};
use crate::code::Limits;
use crate::worker::Ended;
use crate::worker::guests::JAVASCRIPT;
use crate::worker::protocol::{Fault, MAX_DEPTH, MAX_VALUE, Target};

/// Bytes that the engine needs beside what JavaScript may take: its stack, its tables.
const BESIDE: u64 = 24 << 20;

/// An instance.
pub(super) struct Running {
    store: Store<Host>,
    instance: Instance,
    memory: Memory,
    stopped: Arc<AtomicBool>,
}

/// How an operation ended.
#[derive(Debug)]
pub(super) enum Stop {
    /// An exception; whether it says that the program cannot be read.
    Raised { fault: Fault, syntax: bool },
    /// Anything after which the instance is of no more use.
    Ended(Ended),
}

impl Running {
    /// An instance with the guest in it.
    pub(super) fn new(
        compiled: &Compiled,
        limits: &Limits,
        stopped: &Arc<AtomicBool>,
    ) -> Result<Running, Ended> {
        let most = usize::try_from(limits.memory.saturating_add(BESIDE)).unwrap_or(usize::MAX);
        let now = Instant::now();
        let host = Host {
            limits: StoreLimitsBuilder::new().memory_size(most).instances(1).build(),
            begun: now,
            deadline: now + limits.time,
            stdin: Vec::new(),
            printed: Vec::new(),
            cut: false,
            keep: usize::try_from(limits.output).unwrap_or(usize::MAX),
            total: 0,
            most: limits.output_most,
            stopped: Arc::clone(stopped),
            memory: 0,
        };
        let mut store = Store::new(&compiled.engine, host);
        store.limiter(|host| host);
        let watched = Arc::clone(stopped);
        store.epoch_deadline_callback(move |store| {
            let over = watched.load(Ordering::Relaxed) || Instant::now() >= store.data().deadline;
            if over { Err(Trap::Interrupt.into()) } else { Ok(wasmtime::UpdateDeadline::Continue(1)) }
        });
        store.set_epoch_deadline(1);
        let broken = |error: wasmtime::Error| Ended::Broken(format!("{error:#}"));
        let instance = compiled.module.instantiate(&mut store).map_err(broken)?;
        let memory =
            instance.get_memory(&mut store, "memory").ok_or_else(|| Ended::Broken("no memory".to_owned()))?;
        let mut running = Running { store, instance, memory, stopped: Arc::clone(stopped) };
        running.operation("_initialize", (), limits.time).map_err(|stop| stop.ended())?;
        let guest = running.lay(JAVASCRIPT)?;
        let number = |value: usize| i32::try_from(value).unwrap_or(i32::MAX);
        match running.call::<_, i32>(
            "prepai_begin",
            (guest, number(MAX_DEPTH), number(limits.value.min(MAX_VALUE))),
            limits.time,
        ) {
            Ok(0) => {}
            Ok(code) => return Err(Ended::Broken(format!("the engine did not begin ({code})"))),
            Err(ended) => return Err(ended),
        }
        let memory = i32::try_from(limits.memory).unwrap_or(i32::MAX);
        running.operation("prepai_limit", memory, limits.time).map_err(|stop| stop.ended())?;
        Ok(running)
    }

    /// Evaluates a program; its functions as the guest describes them.
    pub(super) fn load(&mut self, source: &str, time: Duration) -> Result<String, Stop> {
        let place = self.lay(source).map_err(Stop::Ended)?;
        let code = self.call::<_, i32>("prepai_load", place, time).map_err(Stop::Ended)?;
        self.outcome(code, source)?;
        self.answer().map_err(Stop::Ended)
    }

    /// Runs a whole program.
    pub(super) fn run(&mut self, source: &str, stdin: &str, time: Duration) -> Result<(), Stop> {
        self.store.data_mut().stdin = stdin.as_bytes().to_vec();
        let place = self.lay(source).map_err(Stop::Ended)?;
        let code = self.call::<_, i32>("prepai_run", place, time).map_err(Stop::Ended)?;
        self.outcome(code, source)
    }

    /// Calls a function.
    pub(super) fn function(
        &mut self,
        target: &Target,
        args: &[Value],
        in_place: bool,
        source: &str,
        time: Duration,
    ) -> Result<(Value, Option<Vec<Value>>), Stop> {
        let args = serde_json::to_string(args).unwrap_or_default();
        let mut places = Vec::new();
        for text in [target.class.as_deref().unwrap_or_default(), &target.name, &args] {
            places.push(self.lay(text).map_err(Stop::Ended)?);
        }
        let [class, name, args] = places[..] else {
            return Err(Stop::Ended(Ended::Broken("three texts".to_owned())));
        };
        let code = self
            .call::<_, i32>("prepai_call", (class, name, args, i32::from(in_place)), time)
            .map_err(Stop::Ended)?;
        for place in [class, name, args] {
            self.operation("prepai_free", place, time)?;
        }
        self.outcome(code, source)?;
        let answer = self.answer().map_err(Stop::Ended)?;
        let too_large = || Stop::Ended(Ended::OutputLimit);
        let (value, rest) = part(&answer).ok_or_else(too_large)?;
        let value = serde_json::from_str(value).map_err(|_| too_large())?;
        let args = part(rest).and_then(|(args, _)| serde_json::from_str(args).ok());
        Ok((value, args))
    }

    /// What was printed since the last time, and whether it is cut.
    pub(super) fn printed(&mut self) -> (String, bool) {
        let host = self.store.data_mut();
        let text = String::from_utf8_lossy(&host.printed).into_owned();
        host.printed.clear();
        (text, std::mem::take(&mut host.cut))
    }

    /// Bytes of memory of the instance.
    pub(super) fn memory(&self) -> u64 {
        self.store.data().memory as u64
    }

    fn outcome(&mut self, code: i32, source: &str) -> Result<(), Stop> {
        match code {
            0 => Ok(()),
            1 => {
                let answer = self.answer().map_err(Stop::Ended)?;
                let Ok(told) = serde_json::from_str::<Told>(&answer) else {
                    return Err(Stop::Ended(Ended::MemoryLimit));
                };
                if told.is_memory() {
                    return Err(Stop::Ended(Ended::MemoryLimit));
                }
                let syntax = told.is_syntax();
                Err(Stop::Raised { fault: told.fault(source), syntax })
            }
            2 => {
                let code = self
                    .call::<_, i32>("prepai_exit_code", (), Duration::from_secs(1))
                    .map_err(Stop::Ended)?;
                Err(Stop::Ended(Ended::Exited(code)))
            }
            4 => {
                let message = "the promise never settles: nothing is left that could do it".to_owned();
                let fault = Fault { kind: "Error".to_owned(), message, trace: Vec::new() };
                Err(Stop::Raised { fault, syntax: false })
            }
            _ => Err(Stop::Ended(Ended::MemoryLimit)),
        }
    }

    /// Lays a text into the module's memory, with a zero byte at its end.
    fn lay(&mut self, text: &str) -> Result<i32, Ended> {
        // The engine reads a program up to its first zero byte; one inside of it is no JavaScript anyway.
        let size = i32::try_from(text.len() + 1).map_err(|_| Ended::MemoryLimit)?;
        let place = self.call::<_, i32>("prepai_alloc", size, Duration::from_secs(1))?;
        if place == 0 {
            return Err(Ended::MemoryLimit);
        }
        let mut bytes = text.as_bytes().to_vec();
        bytes.push(0);
        let start = place.cast_unsigned() as usize;
        self.memory.write(&mut self.store, start, &bytes).map_err(|_| Ended::MemoryLimit)?;
        Ok(place)
    }

    fn answer(&mut self) -> Result<String, Ended> {
        let place = self.call::<_, i32>("prepai_answer", (), Duration::from_secs(1))?;
        let length = self.call::<_, i32>("prepai_answer_length", (), Duration::from_secs(1))?;
        let (start, length) = (place.cast_unsigned() as usize, length.cast_unsigned() as usize);
        let bytes =
            self.memory.data(&self.store).get(start..start.saturating_add(length)).unwrap_or_default();
        Ok(String::from_utf8_lossy(bytes).into_owned())
    }

    fn operation<P: WasmParams>(&mut self, name: &str, arguments: P, time: Duration) -> Result<(), Stop> {
        self.call::<P, ()>(name, arguments, time).map_err(Stop::Ended)
    }

    fn call<P: WasmParams, R: wasmtime::WasmResults>(
        &mut self,
        name: &str,
        arguments: P,
        time: Duration,
    ) -> Result<R, Ended> {
        self.store.data_mut().deadline = Instant::now() + time;
        self.store.set_epoch_deadline(1);
        let function = self.instance.get_typed_func::<P, R>(&mut self.store, name);
        let function = function.map_err(|error| Ended::Broken(format!("{error:#}")))?;
        function.call(&mut self.store, arguments).map_err(|error| self.trapped(&error))
    }

    fn trapped(&self, error: &wasmtime::Error) -> Ended {
        if error.downcast_ref::<TooMuchOutput>().is_some() {
            return Ended::OutputLimit;
        }
        match error.downcast_ref::<Trap>() {
            Some(Trap::Interrupt) if self.stopped.load(Ordering::Relaxed) => Ended::Skipped,
            Some(Trap::Interrupt) => Ended::TimeLimit,
            Some(Trap::StackOverflow) => Ended::Crashed("the recursion is too deep".to_owned()),
            Some(trap) => Ended::Crashed(trap.to_string()),
            None => Ended::Broken(format!("{error:#}")),
        }
    }
}

impl Stop {
    fn ended(self) -> Ended {
        match self {
            Stop::Raised { fault, .. } => Ended::Raised(fault),
            Stop::Ended(ended) => ended,
        }
    }
}

/// The first part of an answer (`length`, a line end, so many bytes) and what follows it.
fn part(answer: &str) -> Option<(&str, &str)> {
    let (length, rest) = answer.split_once('\n')?;
    let length: usize = length.parse().ok()?;
    rest.split_at_checked(length)
}
