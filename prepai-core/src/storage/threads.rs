//! A few threads of our own for work that blocks.

use std::collections::VecDeque;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use futures::FutureExt;
use futures::channel::oneshot;
use futures::future::BoxFuture;

use super::lock::lock;
use crate::error::{Error, ErrorKind, Result};

type Job<S> = Box<dyn FnOnce(&mut S) + Send>;

/// At most `limit` threads with a state each and one queue. They start when there is work, and end, after what is
/// queued, when this is dropped.
pub(crate) struct Threads<S> {
    shared: Arc<Shared<S>>,
}

struct Shared<S> {
    name: &'static str,
    limit: usize,
    state: Box<dyn Fn() -> S + Send + Sync>,
    queue: Mutex<Queue<S>>,
    wake: Condvar,
}

struct Queue<S> {
    jobs: VecDeque<Job<S>>,
    threads: usize,
    idle: usize,
    closed: bool,
}

impl<S: 'static> Threads<S> {
    /// At most `limit` threads; each makes its state when it starts, and anew after a panic.
    pub(crate) fn new(
        name: &'static str,
        limit: usize,
        state: impl Fn() -> S + Send + Sync + 'static,
    ) -> Self {
        let queue = Queue { jobs: VecDeque::new(), threads: 0, idle: 0, closed: false };
        let shared =
            Shared { name, limit, state: Box::new(state), queue: Mutex::new(queue), wake: Condvar::new() };
        Threads { shared: Arc::new(shared) }
    }

    /// Runs `work` on a thread. Dropping the future forgets the answer, and the work too if it has not begun.
    pub(crate) fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut S) -> Result<T> + Send + 'static,
    ) -> BoxFuture<'static, Result<T>> {
        let (answer, answered) = oneshot::channel();
        let queued = self.queue(Box::new(move |state| {
            if !answer.is_canceled() {
                let _ = answer.send(work(state));
            }
        }));
        let name = self.shared.name;
        async move {
            queued?;
            let gone = |_| Error::new(ErrorKind::Internal, format!("a {name} thread panicked"));
            answered.await.map_err(gone)?
        }
        .boxed()
    }

    fn queue(&self, job: Job<S>) -> Result<()> {
        let mut queue = lock(&self.shared.queue);
        queue.jobs.push_back(job);
        if queue.idle >= queue.jobs.len() || queue.threads >= self.shared.limit {
            self.shared.wake.notify_one();
            return Ok(());
        }
        let shared = Arc::clone(&self.shared);
        let started = std::thread::Builder::new().name(self.shared.name.into()).spawn(move || serve(&shared));
        match started {
            Ok(_) => queue.threads += 1,
            // The threads that run will get to it.
            Err(_) if queue.threads > 0 => {}
            Err(error) => {
                queue.jobs.pop_back();
                let message = "the system starts no more threads: raise the limit of processes";
                return Err(Error::new(ErrorKind::Unavailable, message).caused_by(error));
            }
        }
        Ok(())
    }
}

fn serve<S>(shared: &Shared<S>) {
    let mut state = (shared.state)();
    let mut queue = lock(&shared.queue);
    loop {
        if let Some(job) = queue.jobs.pop_front() {
            drop(queue);
            if catch_unwind(AssertUnwindSafe(|| job(&mut state))).is_err() {
                state = (shared.state)();
            }
            queue = lock(&shared.queue);
        } else if queue.closed {
            queue.threads -= 1;
            return;
        } else {
            queue.idle += 1;
            queue = shared.wake.wait(queue).unwrap_or_else(PoisonError::into_inner);
            queue.idle -= 1;
        }
    }
}

impl<S> Drop for Threads<S> {
    fn drop(&mut self) {
        // Nobody waits for the threads: the last owner may itself be a job of theirs.
        lock(&self.shared.queue).closed = true;
        self.shared.wake.notify_all();
    }
}

impl<S> fmt::Debug for Threads<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Threads").field("name", &self.shared.name).field("limit", &self.shared.limit).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures::executor::block_on;
    use futures::future::join_all;

    use super::*;

    #[test]
    fn no_more_threads_than_the_limit_and_all_answers() {
        let made = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&made);
        let threads = Threads::new("test", 3, move || counted.fetch_add(1, Ordering::SeqCst));
        let answers = block_on(join_all((0..100).map(|n| threads.run(move |_| Ok(n)))));
        let answers: Vec<i32> = answers.into_iter().map(Result::unwrap).collect();
        assert_eq!(answers, (0..100).collect::<Vec<_>>());
        assert!(made.load(Ordering::SeqCst) <= 3);
    }

    #[test]
    fn a_panic_is_an_error_and_the_thread_goes_on_with_a_fresh_state() {
        let threads = Threads::new("test", 1, || 0);
        let failed = block_on(threads.run(|state: &mut i32| -> Result<()> {
            *state = 7;
            panic!("on purpose")
        }));
        assert_eq!(failed.unwrap_err().kind(), ErrorKind::Internal);
        assert_eq!(block_on(threads.run(|state| Ok(*state))).unwrap(), 0);
    }

    #[test]
    fn what_is_queued_is_done_after_the_owner_is_gone() {
        let threads = Threads::new("test", 1, || ());
        let (release, held) = std::sync::mpsc::channel::<()>();
        let first = threads.run(move |()| Ok(held.recv().is_ok()));
        let second = threads.run(|()| Ok(2));
        drop(threads);
        release.send(()).unwrap();
        assert!(block_on(first).unwrap());
        assert_eq!(block_on(second).unwrap(), 2);
    }
}
