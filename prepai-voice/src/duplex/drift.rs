//! A client's clock that is a little faster or slower than ours.

use std::time::Duration;

use super::microphone::{RATE, position};

/// The stream is looked at for so long before it counts as late: what is only delayed catches up meanwhile.
const LOOK: u64 = 2 * RATE as u64;

/// A stream whose earliest sound of that time is later than this is behind.
const LATE: Duration = Duration::from_millis(100);

/// The fastest clock, as a part: one in so many samples may be too much. Crystals are off by a ten-thousandth at most; whoever
/// sends sound that was recorded before is faster by far, and is no clock.
const FASTEST: u64 = 100;

/// So much may be put right at once after a long turn, in samples.
const MOST: u64 = 3 * RATE as u64;

/// How a stream moves against the clock, in samples at [`RATE`].
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Drift {
    /// Samples in this look, and how late the earliest of them was.
    looked: u64,
    least: Option<Duration>,
    behind: u64,
    /// What may have been too much, in hundredths of a sample.
    ahead: u64,
}

impl Drift {
    /// Takes in that so many samples came, which brought the stream to so much behind the clock.
    pub(super) fn note(&mut self, samples: u64, lag: Duration) {
        self.ahead = self.ahead.saturating_add(samples).min(MOST * FASTEST);
        self.least = Some(self.least.map_or(lag, |least| least.min(lag)));
        self.looked += samples;
        if self.looked >= LOOK {
            let least = self.least.take().filter(|least| *least >= LATE);
            (self.looked, self.behind) = (0, least.map_or(0, position));
        }
    }

    /// How much silence would bring a slow stream to the clock; told once.
    pub(super) fn slow(&mut self) -> u64 {
        std::mem::take(&mut self.behind)
    }

    /// How much of a stream that is ahead of the clock can be too much.
    pub(super) fn fast(&self) -> u64 {
        self.ahead / FASTEST
    }

    /// So much was taken back.
    pub(super) fn took_back(&mut self, samples: u64) {
        self.ahead = self.ahead.saturating_sub(samples.saturating_mul(FASTEST));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    #[test]
    fn what_is_delayed_for_a_moment_is_not_slow() {
        let mut drift = Drift::default();
        for n in 0..1_000 {
            drift.note(320, if n % 50 == 0 { MS * 10 } else { MS * 390 });
            assert_eq!(drift.slow(), 0);
        }
        (0..100).for_each(|_| drift.note(320, MS * 120));
        assert_eq!((drift.slow(), drift.slow()), (120 * 16, 0));
    }

    #[test]
    fn sound_that_comes_at_once_is_no_fast_clock() {
        let mut drift = Drift::default();
        (0..40).for_each(|_| drift.note(1_600, Duration::ZERO));
        assert_eq!(drift.fast(), 640, "40 ms of 4 s");
        drift.took_back(640);
        assert_eq!(drift.fast(), 0);
    }
}
