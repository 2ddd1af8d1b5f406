//! One confined process, and talking with it under a watch.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::fs::FileExt as _;
use std::time::{Duration, Instant};

use rustix::event::{EventfdFlags, PollFd, PollFlags, Timespec, eventfd, poll};
use rustix::fs::{MemfdFlags, memfd_create};
use rustix::io::Errno;
use rustix::net::{RecvFlags, SendFlags, recv, send};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::super::confinement::Confinement;
use super::super::frame;
use super::super::order::{self, Report, Task};
use super::super::outcome::Ended;
use super::super::socket;
use super::clock;
use super::launcher::{Launcher, readable};
use super::watch::{End, ended};
use crate::error::{Error, ErrorKind, Result};

/// Breaks off what a process is asked, from another thread.
#[derive(Debug)]
pub struct Cancel(OwnedFd);

impl Cancel {
    /// Not yet cancelled.
    ///
    /// # Errors
    /// When the system gives no descriptor.
    pub fn new() -> Result<Cancel> {
        let made = eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK);
        Ok(Cancel(made.map_err(io::Error::from)?))
    }

    /// Cancels, for ever.
    pub fn cancel(&self) {
        let _ = rustix::io::write(&self.0, &1u64.to_ne_bytes());
    }

    /// Whether it was cancelled.
    pub fn is_cancelled(&self) -> bool {
        readable(self.0.as_fd(), Duration::ZERO).unwrap_or(true)
    }
}

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
    channel: OwnedFd,
    leash: OwnedFd,
    output: File,
    errors: File,
    /// How far output and errors have been read.
    seen: [u64; 2],
    pid: Option<i32>,
    exited: Option<Report>,
    memory: u64,
    resident: u64,
    most_cpu: Duration,
    file: u64,
    watched: bool,
    buffer: Vec<u8>,
}

/// The first looks at a process come after this time; the next ones later and later, up to [`SELDOM`].
const OFTEN: Duration = Duration::from_millis(4);
const SELDOM: Duration = Duration::from_millis(25);

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
            })
        };
        made().map_err(|error| {
            Error::new(ErrorKind::Unavailable, "no process could be started")
                .caused_by(error)
                .during("worker.start")
        })
    }

    /// Sends a message and waits for the answer.
    pub fn exchange<T: DeserializeOwned>(&mut self, message: &impl Serialize, watch: Watch<'_>) -> Answer<T> {
        let Ok(bytes) = frame::encode(message) else {
            return Answer::Ended(Ended::Broken("the message is too long".to_owned()));
        };
        match self.converse(&bytes, true, watch) {
            Answer::Said(answer) => match frame::decode(&answer) {
                Ok(answer) => Answer::Said(answer),
                Err(_) => self.kill(Ended::Crashed("it answered what nobody understands".to_owned())),
            },
            Answer::Ended(ended) => Answer::Ended(ended),
            Answer::Cancelled => Answer::Cancelled,
        }
    }

    /// Waits for the end of a process that answers nothing: [`Ended::Exited`] or whatever ended it.
    pub fn finish(&mut self, watch: Watch<'_>) -> Answer<()> {
        match self.converse(&[], false, watch) {
            Answer::Said(_) => Answer::Said(()),
            Answer::Ended(ended) => Answer::Ended(ended),
            Answer::Cancelled => Answer::Cancelled,
        }
    }

    /// Kills it.
    fn kill<T>(&mut self, ended: Ended) -> Answer<T> {
        let _ = rustix::net::shutdown(&self.leash, rustix::net::Shutdown::Both);
        Answer::Ended(ended)
    }

    /// Sends bytes and waits for a frame (or, where none is expected, for the end), watching.
    fn converse(&mut self, mut send_bytes: &[u8], expects: bool, watch: Watch<'_>) -> Answer<Vec<u8>> {
        let begun = Instant::now();
        let cpu_before = self.cpu();
        let mut pause = OFTEN;
        loop {
            if !send_bytes.is_empty() {
                match send(&self.channel, send_bytes, SendFlags::NOSIGNAL | SendFlags::DONTWAIT) {
                    Ok(sent) => send_bytes = send_bytes.get(sent..).unwrap_or_default(),
                    Err(Errno::AGAIN | Errno::INTR) => {}
                    // It does not listen any more; its end, or the watch, tells what happened.
                    Err(_) => send_bytes = &[],
                }
            }
            match self.take_frame() {
                Ok(Some(frame)) if expects => return Answer::Said(frame),
                Ok(_) => {}
                Err(Hung::Up) if expects || self.exited.is_some() => return self.hung_up(),
                Err(Hung::Up) => {}
                Err(Hung::TooLong) => return self.kill(Ended::OutputLimit),
            }
            if self.exited.is_some() {
                return self.over();
            }
            let left = watch.wall.saturating_sub(begun.elapsed());
            if self.watched {
                if left.is_zero() {
                    return self.kill(Ended::TimeLimit);
                }
                if let Some(ended) = self.look(cpu_before, watch.cpu) {
                    return self.kill(ended);
                }
            }
            let wait = if self.watched { left.min(pause) } else { SELDOM };
            pause = (pause * 2).min(SELDOM);
            let more = !send_bytes.is_empty();
            match self.wait(wait, more, expects, watch.cancel) {
                Ok(false) => {}
                Ok(true) => {
                    let _ = self.kill::<()>(Ended::Skipped);
                    return Answer::Cancelled;
                }
                Err(error) => return self.kill(Ended::Broken(error.to_string())),
            }
        }
    }

    /// Waits for something to happen; true when that is a cancellation. Reports are taken in.
    fn wait(
        &mut self,
        time: Duration,
        more: bool,
        expects: bool,
        cancel: Option<&Cancel>,
    ) -> io::Result<bool> {
        let time = Timespec::try_from(time.max(Duration::from_micros(200))).map_err(io::Error::other)?;
        let mut channel = if more { PollFlags::IN | PollFlags::OUT } else { PollFlags::IN };
        if !expects {
            channel = PollFlags::empty();
        }
        let mut polled = vec![PollFd::new(&self.leash, PollFlags::IN)];
        if let Some(cancel) = cancel {
            polled.push(PollFd::new(&cancel.0, PollFlags::IN));
        }
        if expects {
            polled.push(PollFd::new(&self.channel, channel));
        }
        match poll(&mut polled, Some(&time)) {
            Err(Errno::INTR) => return Ok(false),
            ready => ready?,
        };
        let news = |at: usize| polled.get(at).is_some_and(|polled| !polled.revents().is_empty());
        let (reported, cancelled) = (news(0), cancel.is_some() && news(1));
        drop(polled);
        if reported {
            self.hear()?;
        }
        Ok(cancelled)
    }

    /// Takes in one report.
    fn hear(&mut self) -> io::Result<()> {
        match socket::receive::<Report>(&self.leash)? {
            Some((Report::Launched { pid }, _)) => self.pid = Some(pid),
            Some((report @ (Report::Exited { .. } | Report::Refused { .. }), _)) => {
                // What a process says about why it ends comes before its end.
                if self.exited.is_none() {
                    self.exited = Some(report);
                }
            }
            Some((Report::Ready { .. }, _)) => {}
            None => {
                if self.exited.is_none() {
                    let message = "the worker went away".to_owned();
                    self.exited = Some(Report::Refused { message });
                }
            }
        }
        Ok(())
    }

    /// The next frame, if all of it is there.
    fn take_frame(&mut self) -> Result<Option<Vec<u8>>, Hung> {
        loop {
            if let Some(header) = self.buffer.first_chunk::<4>() {
                let length = frame::length(*header).map_err(|_| Hung::TooLong)?;
                if self.buffer.len() >= length + 4 {
                    let rest = self.buffer.split_off(length + 4);
                    let mut frame = std::mem::replace(&mut self.buffer, rest);
                    frame.drain(..4);
                    return Ok(Some(frame));
                }
            }
            let mut bytes = [0; 16 << 10];
            match recv(&self.channel, &mut bytes[..], RecvFlags::DONTWAIT) {
                Ok((0, _)) => return Err(Hung::Up),
                Ok((size, _)) => self.buffer.extend_from_slice(bytes.get(..size).unwrap_or_default()),
                Err(Errno::AGAIN) => return Ok(None),
                Err(Errno::INTR) => {}
                Err(_) => return Err(Hung::Up),
            }
        }
    }

    /// The channel is closed: the process has ended or has closed it.
    fn hung_up<T>(&mut self) -> Answer<T> {
        let begun = Instant::now();
        // An end is reported at once; who has only closed the channel waits for nothing that we would say.
        while self.exited.is_none() && begun.elapsed() < Duration::from_millis(200) {
            match readable(self.leash.as_fd(), Duration::from_millis(20)) {
                Ok(true) => {
                    if self.hear().is_err() {
                        break;
                    }
                }
                Ok(false) => {}
                Err(_) => break,
            }
        }
        if self.exited.is_some() {
            return self.over();
        }
        self.kill(Ended::Crashed("it closed the channel on which results are returned".to_owned()))
    }

    /// The process has ended.
    fn over<T>(&mut self) -> Answer<T> {
        let ended = match self.exited.clone() {
            Some(Report::Exited { code, signal, cpu_us, memory }) => {
                self.memory = self.memory.max(memory);
                ended(End {
                    code,
                    signal,
                    cpu_spent: Duration::from_micros(cpu_us) >= self.most_cpu,
                    memory: self.memory,
                    most: self.resident,
                    output_full: self.is_full(),
                })
            }
            Some(Report::Refused { message }) => Ended::Broken(message),
            _ => Ended::Broken("the worker reported no end".to_owned()),
        };
        Answer::Ended(ended)
    }

    /// Looks whether the process went too far.
    fn look(&mut self, cpu_before: Duration, most: Duration) -> Option<Ended> {
        let pid = self.pid?;
        if self.cpu().saturating_sub(cpu_before) > most {
            return Some(Ended::TimeLimit);
        }
        if let Some(resident) = clock::resident(pid) {
            self.memory = self.memory.max(resident);
            if resident > self.resident {
                return Some(Ended::MemoryLimit);
            }
        }
        self.is_full().then_some(Ended::OutputLimit)
    }

    fn is_full(&self) -> bool {
        [&self.output, &self.errors]
            .into_iter()
            .any(|file| file.metadata().is_ok_and(|metadata| metadata.len() >= self.file))
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

enum Hung {
    Up,
    TooLong,
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
