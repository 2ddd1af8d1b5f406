//! How much sound waits to be heard, and who waits for room.

use std::future::poll_fn;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Poll, Waker};

/// Counts the sound that waits between those who give it and the one who hears it.
#[derive(Debug, Clone, Default)]
pub(super) struct Waiting(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    count: AtomicUsize,
    over: AtomicBool,
    wakers: Mutex<Vec<Waker>>,
}

/// Counts down; when it is dropped nobody waits any more.
#[derive(Debug)]
pub(super) struct Counter(Waiting);

impl Waiting {
    /// The other end.
    pub(super) fn counter(&self) -> Counter {
        Counter(self.clone())
    }

    /// One more, if fewer than `most` wait.
    pub(super) fn enter(&self, most: usize) -> bool {
        let fits = self.0.count.fetch_add(1, Ordering::AcqRel) < most;
        if !fits {
            self.0.count.fetch_sub(1, Ordering::AcqRel);
        }
        fits
    }

    /// Waits until fewer than `most` wait, or nobody hears any more.
    pub(super) async fn room(&self, most: usize) {
        let free = || self.0.over.load(Ordering::Acquire) || self.0.count.load(Ordering::Acquire) < most;
        poll_fn(|context| {
            if free() {
                return Poll::Ready(());
            }
            self.wakers().push(context.waker().clone());
            // What was heard meanwhile woke nobody.
            if free() { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
    }

    fn wakers(&self) -> std::sync::MutexGuard<'_, Vec<Waker>> {
        self.0.wakers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wake(&self) {
        let wakers = std::mem::take(&mut *self.wakers());
        wakers.into_iter().for_each(Waker::wake);
    }
}

impl Counter {
    /// One was heard.
    pub(super) fn leave(&self) {
        self.0.0.count.fetch_sub(1, Ordering::AcqRel);
        self.0.wake();
    }
}

impl Drop for Counter {
    fn drop(&mut self) {
        self.0.0.over.store(true, Ordering::Release);
        self.0.wake();
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;

    #[test]
    fn who_waits_gets_room_when_something_was_heard_or_nobody_hears() {
        let waiting = Waiting::default();
        let counter = waiting.counter();
        assert!(waiting.enter(1) && !waiting.enter(1));
        let mut room = Box::pin(waiting.room(1));
        assert!((&mut room).now_or_never().is_none());
        counter.leave();
        assert!((&mut room).now_or_never().is_some());
        assert!(waiting.enter(1));
        let mut room = Box::pin(waiting.room(1));
        assert!((&mut room).now_or_never().is_none());
        drop(counter);
        assert!((&mut room).now_or_never().is_some());
    }
}
