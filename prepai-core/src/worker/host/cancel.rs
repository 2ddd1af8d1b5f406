//! Breaking off.

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::Duration;

use rustix::event::{EventfdFlags, eventfd};

use super::launcher::readable;
use crate::error::Result;

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

    /// Readable once it was cancelled.
    pub(super) fn descriptor(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}
