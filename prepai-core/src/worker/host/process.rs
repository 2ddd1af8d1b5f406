//! One confined process.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::fs::FileExt as _;
use std::time::Duration;

use rustix::fs::{MemfdFlags, memfd_create};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::super::confinement::Confinement;
use super::super::order::{self, Report, Task};
use super::super::outcome::Ended;
use super::super::socket;
use super::cancel::Cancel;
use super::clock;
use super::launcher::{Launcher, readable};
use crate::error::{Error, ErrorKind, Result};

/// What is to be started, and how.
#[derive(Debug)]
pub struct Order<'a> {
    /// What it does.
    pub task: &'a Task,
    /// What it may do.
    pub confinement: &'a Confinement,
    /// What it finds on standard input; nothing by default.
    pub input: Option<&'a [u8]>,
}

/// How long and how far a process may go before it answers.
#[derive(Debug, Clone, Copy)]
pub struct Watch<'a> {
    /// Wall time for this answer.
    pub wall: Duration,
    /// Processor time for this answer.
    pub cpu: Duration,
    /// What breaks it off.
    pub cancel: Option<&'a Cancel>,
}

/// What a process did with a message.
#[derive(Debug)]
pub enum Answer<T> {
    /// It answered.
    Said(T),
    /// It will not answer; the process is over or has been killed.
    Ended(Ended),
    /// It was cancelled; the process has been killed.
    Cancelled,
}

/// A confined process. Dropping it kills it.
#[derive(Debug)]
pub struct Process {
    pub(super) channel: OwnedFd,
    pub(super) leash: OwnedFd,
    pub(super) output: File,
    pub(super) errors: File,
    /// How far output and errors have been read.
    pub(super) seen: [u64; 2],
    pub(super) pid: Option<i32>,
    pub(super) exited: Option<Report>,
    pub(super) memory: u64,
    pub(super) resident: u64,
    pub(super) most_cpu: Duration,
    pub(super) file: u64,
    pub(super) watched: bool,
    pub(super) buffer: Vec<u8>,
    /// Bytes of the last answer.
    pub(super) said: usize,
}

impl Process {
    /// Starts a process in a launcher.
    ///
    /// # Errors
    /// `unavailable` when the launcher is over or the system has no more descriptors.
    pub fn start(launcher: &Launcher, order: &Order<'_>) -> Result<Process> {
        let message = order::Order::Launch {
            task: order.task.clone(),
            confinement: Box::new(order.confinement.clone()),
        };
        let watched = launcher.left_out() != Some(super::super::layer::Layer::Watchdog);
        Process::begin(launcher.control()?, &message, order.confinement, order.input, watched, socket::stream)
    }

    /// The same with a channel that carries packets, for a process of ours that speaks with us by [`packet`](Self::packet).
    pub(crate) fn start_with_packets(launcher: &Launcher, order: &Order<'_>) -> Result<Process> {
        let message = order::Order::Launch {
            task: order.task.clone(),
            confinement: Box::new(order.confinement.clone()),
        };
        Process::begin(launcher.control()?, &message, order.confinement, order.input, false, socket::packets)
    }

    /// The same with another message to another control socket.
    pub(crate) fn ask(
        control: BorrowedFd<'_>,
        message: &impl Serialize,
        confinement: &Confinement,
        input: Option<&[u8]>,
        watched: bool,
    ) -> Result<Process> {
        Process::begin(control, message, confinement, input, watched, socket::stream)
    }

    fn begin(
        control: BorrowedFd<'_>,
        message: &impl Serialize,
        confinement: &Confinement,
        input: Option<&[u8]>,
        watched: bool,
        pair: fn() -> io::Result<(OwnedFd, OwnedFd)>,
    ) -> Result<Process> {
        let made = || -> io::Result<Process> {
            let (channel, their_channel) = pair()?;
            let (leash, their_leash) = socket::packets()?;
            let output = File::from(memfd_create("output", MemfdFlags::CLOEXEC)?);
            let errors = File::from(memfd_create("errors", MemfdFlags::CLOEXEC)?);
            let standard_input = match input {
                Some(bytes) => {
                    let file = File::from(memfd_create("input", MemfdFlags::CLOEXEC)?);
                    file.write_all_at(bytes, 0)?;
                    file
                }
                None => File::open("/dev/null")?,
            };
            let descriptors = [
                their_channel.as_fd(),
                their_leash.as_fd(),
                standard_input.as_fd(),
                output.as_fd(),
                errors.as_fd(),
            ];
            socket::send(control, message, &descriptors)?;
            Ok(Process {
                channel,
                leash,
                output,
                errors,
                seen: [0, 0],
                pid: None,
                exited: None,
                memory: 0,
                resident: confinement.resident,
                most_cpu: confinement.cpu,
                file: confinement.file,
                watched,
                buffer: Vec::new(),
                said: 0,
            })
        };
        made().map_err(|error| {
            Error::new(ErrorKind::Unavailable, "no process could be started")
                .caused_by(error)
                .during("worker.start")
        })
    }

    /// Processor time so far.
    pub fn cpu(&self) -> Duration {
        self.pid.and_then(clock::cpu).unwrap_or_default()
    }

    /// The most resident memory so far, in bytes.
    pub fn memory(&mut self) -> u64 {
        let now = match self.exited {
            None => self.pid.and_then(|pid| clock::status(pid, "VmHWM")).unwrap_or(0),
            Some(_) => 0,
        };
        self.memory = self.memory.max(now);
        self.memory
    }

    /// Bytes of its last answer.
    pub(crate) fn said(&self) -> usize {
        self.said
    }

    /// Its id, once the launcher has told it.
    pub fn pid(&self) -> Option<i32> {
        self.pid
    }

    /// What was printed to standard output since the last time, at most so many bytes of it, and whether there was more.
    pub fn printed(&mut self, most: u64) -> (String, bool) {
        let [seen, _] = &mut self.seen;
        read_on(&self.output, seen, most)
    }

    /// The same for standard error.
    pub fn complained(&mut self, most: u64) -> (String, bool) {
        let [_, seen] = &mut self.seen;
        read_on(&self.errors, seen, most)
    }

    /// Sends a packet and waits for one; `None` when the process has ended or takes too long.
    pub(crate) fn packet<T: DeserializeOwned>(
        &mut self,
        message: &impl Serialize,
        patience: Duration,
    ) -> Result<Option<T>> {
        if socket::send(&self.channel, message, &[]).is_err() || !readable(self.channel.as_fd(), patience)? {
            return Ok(None);
        }
        Ok(socket::receive(&self.channel).ok().flatten().map(|(answer, _)| answer))
    }

    /// Takes in what was reported, and tells whether the process is still there.
    pub(crate) fn is_alive(&mut self) -> bool {
        while self.exited.is_none() && readable(self.leash.as_fd(), Duration::ZERO).unwrap_or(false) {
            if self.hear().is_err() {
                return false;
            }
        }
        self.exited.is_none()
    }

    /// Why it could not be confined.
    pub(crate) fn refusal(&mut self) -> Option<String> {
        let _ = self.is_alive();
        match &self.exited {
            Some(Report::Refused { message }) => Some(message.clone()),
            _ => None,
        }
    }

    /// Bytes of private memory that it has now.
    pub(crate) fn private_memory(&mut self) -> u64 {
        let _ = self.is_alive();
        self.pid.and_then(|pid| clock::status(pid, "VmData")).unwrap_or(64 << 20)
    }

    /// The channel, for a process that speaks something else on it.
    pub(crate) fn channel(&self) -> BorrowedFd<'_> {
        self.channel.as_fd()
    }
}

fn read_on(file: &File, seen: &mut u64, most: u64) -> (String, bool) {
    let size = file.metadata().map_or(0, |metadata| metadata.len());
    let new = size.saturating_sub(*seen);
    if new == 0 {
        return (String::new(), false);
    }
    let mut bytes = vec![0; usize::try_from(new.min(most)).unwrap_or(0)];
    let read = file.read_at(&mut bytes, *seen).unwrap_or(0);
    bytes.truncate(read);
    *seen = size;
    (String::from_utf8_lossy(&bytes).into_owned(), new > most)
}
