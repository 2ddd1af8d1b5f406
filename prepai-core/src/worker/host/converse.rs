//! Talking with a process under a watch.

use std::io;
use std::os::fd::AsFd as _;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::net::{RecvFlags, SendFlags, recv, send};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::super::frame;
use super::super::order::Report;
use super::super::outcome::Ended;
use super::super::socket;
use super::cancel::Cancel;
use super::clock;
use super::launcher::readable;
use super::process::{Answer, Process, Watch};
use super::watch::{End, ended};

/// The first looks at a process come after this time; the next ones later and later, up to [`SELDOM`].
const OFTEN: Duration = Duration::from_millis(4);
const SELDOM: Duration = Duration::from_millis(25);
/// How long a process that lives may have closed its channel before it is ended, and how long the report of an end may take.
const CLOSED: Duration = Duration::from_millis(200);
const REPORTED: Duration = Duration::from_secs(10);
/// More threads than any engine has by itself. The kernel would count them for a user, not for a process.
const MOST_THREADS: u64 = 128;

impl Process {
    /// Sends a message and waits for the answer.
    pub fn exchange<T: DeserializeOwned>(&mut self, message: &impl Serialize, watch: Watch<'_>) -> Answer<T> {
        let Ok(bytes) = frame::tell(message) else {
            return Answer::Ended(Ended::Broken("the message is too long".to_owned()));
        };
        match self.converse(&bytes, true, watch) {
            Answer::Said(answer) => {
                self.said = answer.len();
                match frame::decode(&answer) {
                    Ok(answer) => Answer::Said(answer),
                    Err(_) => self.kill(Ended::Crashed("it answered what nobody understands".to_owned())),
                }
            }
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
        let mut look_at = begun + OFTEN;
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
                if Instant::now() >= look_at {
                    if let Some(ended) = self.look(cpu_before, watch.cpu) {
                        return self.kill(ended);
                    }
                    pause = (pause * 2).min(SELDOM);
                    look_at = Instant::now() + pause;
                }
            }
            let wait = if self.watched { left.min(pause) } else { SELDOM };
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
            polled.push(PollFd::from_borrowed_fd(cancel.descriptor(), PollFlags::IN));
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
    pub(super) fn hear(&mut self) -> io::Result<()> {
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
        // An end is reported at once, or where many compute a little later; who has only closed the channel waits for nothing that
        // we would say.
        let lives = |pid: Option<i32>| pid.is_some_and(|pid| !clock::has_ended(pid));
        while self.exited.is_none()
            && (begun.elapsed() < CLOSED || begun.elapsed() < REPORTED && !lives(self.pid))
        {
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
        if clock::threads(pid).is_some_and(|threads| threads > MOST_THREADS) {
            return Some(Ended::Crashed(format!("it had more than {MOST_THREADS} threads")));
        }
        self.is_full().then_some(Ended::OutputLimit)
    }

    fn is_full(&self) -> bool {
        [&self.output, &self.errors]
            .into_iter()
            .any(|file| file.metadata().is_ok_and(|metadata| metadata.len() >= self.file))
    }
}

enum Hung {
    Up,
    TooLong,
}
