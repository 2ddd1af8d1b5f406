//! Polling on the test's own thread, without an executor.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

/// Whether somebody asked for another poll; wakes the thread that waits for it.
pub(super) struct Woken {
    asked: AtomicBool,
    thread: Thread,
}

impl Woken {
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Woken { asked: AtomicBool::new(true), thread: thread::current() })
    }

    /// Polls for as long as the future asks for it.
    pub(super) fn poll_idle<F: Future + ?Sized>(
        self: &Arc<Self>,
        mut future: Pin<&mut F>,
    ) -> Poll<F::Output> {
        let waker = Waker::from(Arc::clone(self));
        let mut context = Context::from_waker(&waker);
        while self.asked.swap(false, Ordering::AcqRel) {
            if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
                return Poll::Ready(output);
            }
        }
        Poll::Pending
    }

    /// Blocks until somebody (of another thread) asks for a poll.
    pub(super) fn wait(&self) {
        while !self.asked.load(Ordering::Acquire) {
            thread::park();
        }
    }
}

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.asked.store(true, Ordering::Release);
        self.thread.unpark();
    }
}

/// Polls a future until it is done or nothing but time (or another thread) can bring it on.
///
/// With a [`VirtualClock`](super::VirtualClock) this is a test's single step: poll until idle, look, advance, again.
/// The future is polled at least once.
pub fn poll_idle<F: Future + Unpin>(future: &mut F) -> Poll<F::Output> {
    Woken::new().poll_idle(Pin::new(future))
}
