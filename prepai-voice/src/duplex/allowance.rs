//! How much sound may wait in a process: one client's limit says nothing about all of them together.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use prepai_core::{Error, ErrorKind, Result};

use super::microphone::RATE;

/// After what time somebody who was refused may ask again.
const RETRY: Duration = Duration::from_secs(5);

/// Sound at 16 kHz that conversations may hold together until it is transcribed.
///
/// ```
/// use std::{sync::Arc, time::Duration};
/// use prepai_voice::duplex::Allowance;
/// let allowance = Arc::new(Allowance::new(Duration::from_secs(1)));
/// let mut first = allowance.hold();
/// first.grow(16_000).unwrap();
/// assert!(allowance.hold().grow(1).is_err());
/// drop(first);
/// assert!(allowance.hold().grow(1).is_ok());
/// ```
#[derive(Debug)]
pub struct Allowance {
    most: u64,
    held: AtomicU64,
}

/// Somebody's share, given back when it is dropped.
#[derive(Debug)]
pub struct Held {
    allowance: Arc<Allowance>,
    samples: u64,
}

impl Allowance {
    /// For this much sound.
    pub fn new(most: Duration) -> Self {
        let most = most.as_secs().saturating_mul(u64::from(RATE));
        Allowance { most, held: AtomicU64::new(0) }
    }

    /// A share, of nothing yet.
    pub fn hold(self: &Arc<Self>) -> Held {
        Held { allowance: Arc::clone(self), samples: 0 }
    }
}

impl Held {
    /// Takes so many samples more.
    ///
    /// # Errors
    /// `busy` when all hold as much as they may; nothing was taken.
    pub fn grow(&mut self, samples: u64) -> Result<()> {
        let Allowance { most, held } = &*self.allowance;
        let more = |held: u64| held.checked_add(samples).filter(|held| held <= most);
        if held.fetch_update(Ordering::AcqRel, Ordering::Acquire, more).is_ok() {
            self.samples += samples;
            return Ok(());
        }
        let message = "too much speech waits to be transcribed on this server: say it again in a moment";
        Err(Error::new(ErrorKind::Busy, message).during("voice.hear").after(RETRY))
    }
}

impl Held {
    /// Another share of the same, of nothing yet.
    #[must_use]
    pub fn anew(&self) -> Held {
        self.allowance.hold()
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.allowance.held.fetch_sub(self.samples, Ordering::AcqRel);
    }
}
