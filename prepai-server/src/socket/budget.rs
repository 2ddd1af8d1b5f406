//! How many messages a client may send.

use std::time::{Duration, Instant};

/// Messages a second in the long run: speech needs 50.
const RATE: u32 = 400;

/// Messages at once.
const BURST: u32 = 2000;

/// A bucket that fills with time and pays for messages.
#[derive(Debug)]
pub(super) struct Budget {
    left: f64,
    since: Instant,
}

impl Budget {
    pub(super) fn new(now: Instant) -> Self {
        Budget { left: BURST.into(), since: now }
    }

    /// Pays for one message, if it can.
    pub(super) fn pay(&mut self, now: Instant) -> bool {
        let passed: Duration = now.saturating_duration_since(self.since);
        self.since = now;
        self.left = (self.left + passed.as_secs_f64() * f64::from(RATE)).min(BURST.into());
        self.left -= 1.0;
        self.left >= 0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speech_is_paid_for_ever_and_a_flood_is_not() {
        let mut now = Instant::now();
        let mut budget = Budget::new(now);
        for _ in 0..10_000 {
            now += Duration::from_millis(20);
            assert!(budget.pay(now));
        }
        now += Duration::from_secs(1);
        let paid = (0..5000).take_while(|_| budget.pay(now)).count();
        assert_eq!(paid, 2000);
    }
}
