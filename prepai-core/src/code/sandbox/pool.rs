//! A few threads and a bounded queue before them.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use crate::error::{Error, ErrorKind, Result};

type Work = Box<dyn FnOnce() + Send>;

/// Threads that work off a queue. Dropping it forgets what waits and waits for what runs.
pub(crate) struct Pool {
    shared: Arc<Shared>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    most: usize,
    queue: usize,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    work: Condvar,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<Work>,
    idle: usize,
    closed: bool,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pool {
    /// A pool of at most `most` threads, started as they are needed, with a queue of so many.
    pub(crate) fn new(most: usize, queue: usize) -> Pool {
        Pool { shared: Arc::default(), threads: Mutex::default(), most: most.max(1), queue }
    }

    /// Hands over work.
    ///
    /// # Errors
    /// `busy` when the queue is full; `unavailable` when the system gives no thread.
    pub(crate) fn give(&self, work: Work) -> Result<()> {
        let mut threads = self.threads.lock().unwrap_or_else(PoisonError::into_inner);
        let mut state = self.shared.state();
        if state.waiting.len() >= self.queue + state.idle {
            let message =
                format!("all {} places are taken and {} programs wait: try again", self.most, self.queue);
            return Err(Error::new(ErrorKind::Busy, message)
                .after(std::time::Duration::from_secs(1))
                .during("code.run"));
        }
        state.waiting.push_back(work);
        if state.idle < state.waiting.len() && threads.len() < self.most {
            let shared = Arc::clone(&self.shared);
            let started = thread::Builder::new().name("prepai-code".to_owned()).spawn(move || serve(&shared));
            match started {
                Ok(thread) => threads.push(thread),
                Err(error) if threads.is_empty() => {
                    state.waiting.pop_back();
                    return Err(
                        Error::new(ErrorKind::Unavailable, "the system gives no thread").caused_by(error)
                    );
                }
                Err(_) => {}
            }
        }
        drop(state);
        self.shared.work.notify_one();
        Ok(())
    }
}

fn serve(shared: &Shared) {
    loop {
        let work = {
            let mut state = shared.state();
            loop {
                if state.closed {
                    return;
                }
                if let Some(work) = state.waiting.pop_front() {
                    break work;
                }
                state.idle += 1;
                state = shared.work.wait(state).unwrap_or_else(PoisonError::into_inner);
                state.idle -= 1;
            }
        };
        // A job that panics is a defect of ours, and takes no thread with it.
        let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        let forgotten = {
            let mut state = self.shared.state();
            state.closed = true;
            std::mem::take(&mut state.waiting)
        };
        drop(forgotten);
        self.shared.work.notify_all();
        let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads {
            // The last handle may be dropped by one of the threads itself.
            if thread.thread().id() != thread::current().id() {
                let _ = thread.join();
            }
        }
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool").field("most", &self.most).field("queue", &self.queue).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn what_does_not_fit_is_busy() {
        let pool = Pool::new(1, 1);
        let (go, wait) = mpsc::channel::<()>();
        let (begun, running) = mpsc::channel();
        pool.give(Box::new(move || {
            begun.send(()).unwrap();
            let _ = wait.recv();
        }))
        .unwrap();
        running.recv().unwrap();
        let (done, end) = mpsc::channel();
        pool.give(Box::new(move || done.send(()).unwrap())).unwrap();
        let refused = pool.give(Box::new(|| {})).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::Busy);
        assert!(refused.is_retryable() && refused.retry_after().is_some());
        go.send(()).unwrap();
        end.recv().unwrap();
    }

    #[test]
    fn a_panic_takes_no_thread_with_it() {
        let pool = Pool::new(1, 4);
        pool.give(Box::new(|| panic!("on purpose"))).unwrap();
        let (done, end) = mpsc::channel();
        pool.give(Box::new(move || done.send(()).unwrap())).unwrap();
        end.recv().unwrap();
    }
}
