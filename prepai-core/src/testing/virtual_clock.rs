//! Time that passes only when a test says so, or when nothing else is left to do.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;

use super::poll::Woken;
use crate::clock::{Clock, Timestamp};

/// 2026-01-05T09:00:00Z, a Monday morning.
pub(super) const START: Timestamp = Timestamp::from_micros(1_767_603_600_000_000);

/// A clock that stands still until it is advanced.
///
/// Sleepers are woken by deadline, and in the order in which they were first polled where deadlines are equal. Clones
/// share one time. Two ways to move it:
///
/// - by hand: [`advance`](VirtualClock::advance), [`advance_to_next`](VirtualClock::advance_to_next), with
///   [`poll_idle`](super::poll_idle) or any executor in between;
/// - by itself: [`run`](VirtualClock::run) goes to the next deadline whenever its future can do nothing else.
///
/// ```
/// use std::time::Duration;
/// use prepai_core::{clock::Clock, testing::VirtualClock};
/// let clock = VirtualClock::new();
/// clock.run(clock.sleep(Duration::from_secs(3600)));
/// assert_eq!(clock.monotonic(), Duration::from_secs(3600));
/// ```
#[derive(Debug, Clone)]
pub struct VirtualClock(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    start: Timestamp,
    now: Duration,
    next: u64,
    sleepers: BTreeMap<Key, Waker>,
}

/// Deadline, then order of arrival.
type Key = (Duration, u64);

impl VirtualClock {
    /// A clock that begins on Monday, 5 January 2026, at 9:00 UTC.
    pub fn new() -> Self {
        VirtualClock::at(START)
    }

    /// A clock that begins at a moment.
    pub fn at(start: Timestamp) -> Self {
        let state = State { start, now: Duration::ZERO, next: 0, sleepers: BTreeMap::new() };
        VirtualClock(Arc::new(Mutex::new(state)))
    }

    /// Lets time pass and wakes whoever has slept enough.
    pub fn advance(&self, duration: Duration) {
        let target = self.state().now.saturating_add(duration);
        self.go_to(target);
    }

    /// Goes to the next deadline and wakes who waits for it; `None`, and no time passes, when nobody sleeps.
    pub fn advance_to_next(&self) -> Option<Duration> {
        let (deadline, _) = *self.state().sleepers.first_key_value()?.0;
        self.go_to(deadline);
        Some(deadline)
    }

    /// How many sleep.
    pub fn sleepers(&self) -> usize {
        self.state().sleepers.len()
    }

    /// Sets the wall clock, as a user or a time server does; the monotonic time does not notice.
    pub fn set_wall(&self, now: Timestamp) {
        let mut state = self.state();
        let passed = i64::try_from(state.now.as_micros()).unwrap_or(i64::MAX);
        state.start = Timestamp::from_micros(now.as_micros().saturating_sub(passed));
    }

    /// Runs a future to its end on this thread, and goes to the next deadline whenever it can do nothing else.
    ///
    /// Work in other threads is not seen: while it runs and somebody sleeps, time passes. When nobody sleeps, this waits
    /// for another thread to wake the future (for ever, if none does).
    pub fn run<F: Future>(&self, future: F) -> F::Output {
        let mut future = pin!(future);
        let woken = Woken::new();
        loop {
            if let Poll::Ready(output) = woken.poll_idle(future.as_mut()) {
                return output;
            }
            if self.advance_to_next().is_none() {
                woken.wait();
            }
        }
    }

    fn go_to(&self, target: Duration) {
        let mut state = self.state();
        let later = state.sleepers.split_off(&(target, u64::MAX));
        let due = std::mem::replace(&mut state.sleepers, later);
        state.now = state.now.max(target);
        // A waker may poll at once and ask for the time.
        drop(state);
        due.into_values().for_each(Waker::wake);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for VirtualClock {
    fn default() -> Self {
        VirtualClock::new()
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> Timestamp {
        let state = self.state();
        state.start.plus(state.now)
    }

    fn monotonic(&self) -> Duration {
        self.state().now
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let deadline = self.state().now.saturating_add(duration);
        Sleep { clock: self.clone(), deadline, key: None }.boxed()
    }
}

struct Sleep {
    clock: VirtualClock,
    deadline: Duration,
    key: Option<Key>,
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let clock = self.clock.clone();
        let mut state = clock.state();
        if state.now >= self.deadline {
            return Poll::Ready(());
        }
        let key = self.key.unwrap_or_else(|| {
            state.next += 1;
            (self.deadline, state.next)
        });
        self.key = Some(key);
        state.sleepers.insert(key, context.waker().clone());
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        if let Some(key) = self.key {
            self.clock.state().sleepers.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::StreamExt;
    use futures::stream::FuturesUnordered;

    use super::super::poll_idle;
    use super::*;

    fn seconds(n: u64) -> Duration {
        Duration::from_secs(n)
    }

    #[test]
    fn sleepers_wake_by_deadline_then_by_arrival() {
        for by_hand in [true, false] {
            let clock = VirtualClock::new();
            let sleeps: FuturesUnordered<_> = [(3, 'c'), (1, 'a'), (3, 'd'), (2, 'b')]
                .into_iter()
                .map(|(n, name)| clock.sleep(seconds(n)).map(move |()| name))
                .collect();
            let mut order = Box::pin(sleeps.collect::<String>());
            let order = if by_hand {
                assert!(poll_idle(&mut order).is_pending());
                clock.advance(seconds(3));
                poll_idle(&mut order)
            } else {
                Poll::Ready(clock.run(order))
            };
            assert_eq!(order, Poll::Ready("abcd".to_owned()));
            assert_eq!(clock.monotonic(), seconds(3));
        }
    }

    #[test]
    fn running_stops_at_each_deadline() {
        let clock = VirtualClock::new();
        let seen = clock.run(async {
            let mut seen = Vec::new();
            for n in [5, 0, 2] {
                clock.sleep(seconds(n)).await;
                seen.push(clock.monotonic().as_secs());
            }
            seen
        });
        assert_eq!(seen, [5, 5, 7]);
    }

    #[test]
    fn a_dropped_sleep_is_forgotten() {
        let clock = VirtualClock::new();
        let mut sleep = clock.sleep(seconds(1));
        assert!(poll_idle(&mut sleep).is_pending());
        assert_eq!(clock.sleepers(), 1);
        drop(sleep);
        assert_eq!(clock.advance_to_next(), None);
        assert_eq!(clock.monotonic(), Duration::ZERO);
    }

    #[test]
    fn setting_the_wall_clock_leaves_monotonic_time_alone() {
        let clock = VirtualClock::new();
        clock.advance(seconds(10));
        clock.set_wall(Timestamp::from_micros(0));
        clock.advance(seconds(1));
        assert_eq!((clock.now().as_micros(), clock.monotonic()), (1_000_000, seconds(11)));
    }

    #[test]
    fn another_thread_may_finish_the_work() {
        let clock = VirtualClock::new();
        let (send, receive) = futures::channel::oneshot::channel();
        let thread = std::thread::spawn(move || send.send(7));
        assert_eq!(clock.run(receive), Ok(7));
        assert_eq!(thread.join().unwrap(), Ok(()));
    }
}
