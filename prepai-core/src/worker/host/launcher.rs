//! The helper program, running.

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::super::layer::{Isolation, Layer, Probe};
use super::super::order::{self, Report};
use super::super::protocol::PROTOCOL;
use super::super::socket;
use super::Helper;
use crate::error::{Error, ErrorKind, Result};

/// How long a helper may take to say what it is.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running helper. Dropping it ends everything that it started.
#[derive(Debug)]
pub struct Launcher {
    control: Option<OwnedFd>,
    child: Child,
    probe: Probe,
    left_out: Option<Layer>,
}

impl Launcher {
    /// Starts a helper and hears what its kernel grants.
    ///
    /// # Errors
    /// `not_available` when the program does not start or is of another version; `unavailable` when the system has no
    /// process, memory or descriptor left.
    pub fn start(helper: &Helper) -> Result<Launcher> {
        let (ours, theirs) = socket::packets()?;
        let mut command = Command::new(&helper.program);
        command.arg0("prepai-worker").arg(order::ARGUMENT).env_clear();
        command.stdin(Stdio::from(theirs)).stdout(Stdio::null()).stderr(Stdio::inherit());
        let left_out = helper.left_out();
        if let Some(layer) = left_out {
            command.arg(layer.name());
        }
        let failed = |message: &str| {
            let message = format!("the worker program {message}");
            Error::new(ErrorKind::NotAvailable, message).with("program", helper.program.display())
        };
        let child = command.spawn().map_err(|error| {
            if passes(&error) {
                let message =
                    "the worker program does not start: the system has no room for it at the moment";
                return Error::new(ErrorKind::Unavailable, message).caused_by(error);
            }
            failed("does not start").caused_by(error)
        })?;
        // The parent's copy of the other end must go, or its end would never be seen.
        drop(command);
        let mut launcher = Launcher { control: Some(ours), child, probe: Probe::default(), left_out };
        let hello = order::Order::Hello { protocol: PROTOCOL };
        let control = launcher.control()?;
        // Another program may be over before it is asked.
        let told = socket::send(control, &hello, &[]);
        if told.is_err() || !readable(control, PATIENCE)? {
            return Err(failed("does not answer: it may not be prepai-worker"));
        }
        match socket::receive::<Report>(control).ok().flatten() {
            Some((Report::Ready { protocol: PROTOCOL, probe, .. }, _)) => {
                launcher.probe = probe;
                Ok(launcher)
            }
            Some((Report::Ready { protocol, version, .. }, _)) => Err(failed(&format!(
                "is of version {version} and speaks protocol {protocol}, not {PROTOCOL}: install it together with this program"
            ))),
            _ => Err(failed("gives no answer that we know: install it together with this program")),
        }
    }

    /// What the kernel grants.
    pub fn probe(&self) -> &Probe {
        &self.probe
    }

    /// How much isolation that is.
    pub fn isolation(&self) -> Isolation {
        Isolation::of(&self.probe)
    }

    /// Its process id.
    pub fn pid(&self) -> i32 {
        i32::try_from(self.child.id()).unwrap_or(0)
    }

    /// Whether it is still there.
    pub(crate) fn is_alive(&self) -> bool {
        // It says nothing unasked: what can be read is its end.
        self.control
            .as_ref()
            .is_some_and(|control| !readable(control.as_fd(), Duration::ZERO).unwrap_or(true))
    }

    /// The layer that a test leaves out.
    pub(crate) fn left_out(&self) -> Option<Layer> {
        self.left_out
    }

    /// Where orders go.
    pub(crate) fn control(&self) -> io::Result<BorrowedFd<'_>> {
        self.control.as_ref().map(AsFd::as_fd).ok_or_else(|| io::Error::other("the worker is over"))
    }
}

impl Drop for Launcher {
    fn drop(&mut self) {
        // It ends what it started when it sees that we are gone; what hangs is ended by the kernel, and its children
        // with it.
        self.control = None;
        let begun = Instant::now();
        while matches!(self.child.try_wait(), Ok(None)) {
            if begun.elapsed() > Duration::from_secs(2) {
                let _ = self.child.kill();
                let _ = self.child.wait();
                break;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

/// Whether the same may go well in a moment.
fn passes(error: &io::Error) -> bool {
    use rustix::io::Errno;
    let shortages = [Errno::AGAIN, Errno::NOMEM, Errno::MFILE, Errno::NFILE];
    Errno::from_io_error(error).is_some_and(|errno| shortages.contains(&errno))
}

/// Waits until there is something to read.
pub(super) fn readable(socket: BorrowedFd<'_>, patience: Duration) -> io::Result<bool> {
    let mut polled = [PollFd::from_borrowed_fd(socket, PollFlags::IN)];
    let time = Timespec::try_from(patience).map_err(io::Error::other)?;
    loop {
        match poll(&mut polled, Some(&time)) {
            Err(rustix::io::Errno::INTR) => {}
            ready => return Ok(ready? > 0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shortage_passes_and_a_missing_program_does_not() {
        let errno = |errno: rustix::io::Errno| io::Error::from_raw_os_error(errno.raw_os_error());
        assert!(passes(&errno(rustix::io::Errno::AGAIN)) && passes(&errno(rustix::io::Errno::MFILE)));
        assert!(!passes(&errno(rustix::io::Errno::NOENT)) && !passes(&io::Error::other("x")));
    }
}
