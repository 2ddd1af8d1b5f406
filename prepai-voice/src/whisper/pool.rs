//! A few threads, each with an ear, and a short queue before them.

use std::collections::VecDeque;
use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use prepai_core::speech::EarLoad;
use prepai_core::{Error, ErrorKind, Result};

use super::cancel::Cancel;
use super::engine::{Ear, Model};

/// Where the model's file is, asked when it is needed: it may come while the program runs.
pub(super) type Find = Box<dyn Fn() -> Result<PathBuf> + Send + Sync>;

/// What is to be done with an ear; the error says why there is none.
pub(super) type Work = Box<dyn FnOnce(Result<&mut Ear>) -> Done + Send>;

/// What came of some work.
pub(super) struct Done {
    /// Whether it was a transcription: only those say how long words take.
    heard: bool,
    /// Tells the result to who waits for it, once the pool has counted the work: who is told goes, and takes the work for one that
    /// was broken off.
    tell: Box<dyn FnOnce() + Send>,
}

impl Done {
    /// Something was transcribed, or should have been.
    pub(super) fn listening<T: Send + 'static>(
        heard: Result<T>,
        tell: impl FnOnce(Result<T>) + Send + 'static,
    ) -> Done {
        Done { heard: heard.is_ok(), tell: Box::new(move || tell(heard)) }
    }

    /// Anything else was done.
    pub(super) fn other(tell: impl FnOnce() + Send + 'static) -> Done {
        Done { heard: false, tell: Box::new(tell) }
    }
}

/// What can wait and what cannot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Urgency {
    /// Somebody waits for the answer.
    Final,
    /// It is nice to have: it waits behind everything final, and gives way to it while it runs.
    Partial,
}

/// How large a pool is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Size {
    /// Transcriptions at once.
    pub(super) workers: usize,
    /// Threads of each.
    pub(super) threads: usize,
    /// How many may wait.
    pub(super) queue: usize,
}

/// Threads that begin with the first work and end with the pool.
pub(super) struct Pool {
    shared: Arc<Shared>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

struct Shared {
    size: Size,
    find: Find,
    model: Mutex<Option<Arc<Model>>>,
    queue: Mutex<Queue>,
    wake: Condvar,
    /// How urgent all the work was that was begun with, in order.
    #[cfg(test)]
    begun: Mutex<Vec<Urgency>>,
}

#[derive(Default)]
struct Queue {
    finals: VecDeque<Job>,
    partials: VecDeque<Job>,
    running: Vec<(Urgency, Cancel)>,
    /// How long final work takes, in the mean of the last.
    typical: Duration,
    idle: usize,
    closed: bool,
}

impl Queue {
    /// Takes in how long final work took; a quarter of the newest.
    fn took(&mut self, time: Duration) {
        self.typical = if self.typical.is_zero() { time } else { self.typical * 3 / 4 + time / 4 };
    }
}

struct Job {
    cancel: Cancel,
    work: Work,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Pool {
    pub(super) fn new(size: Size, find: Find) -> Pool {
        let shared = Shared {
            size,
            find,
            model: Mutex::new(None),
            queue: Mutex::new(Queue::default()),
            wake: Condvar::new(),
            #[cfg(test)]
            begun: Mutex::default(),
        };
        Pool { shared: Arc::new(shared), threads: Mutex::default() }
    }

    /// Whether the model is open; one that is being read is not.
    pub(super) fn is_open(&self) -> bool {
        self.shared.model.try_lock().is_ok_and(|model| model.is_some())
    }

    /// Queues work. What is cancelled while it waits is dropped unseen or done with the error `cancelled`: what the pool itself cancels
    /// is always done.
    ///
    /// # Errors
    /// `busy` when as many wait already as may; partial work finds less room than final.
    pub(super) fn submit(&self, urgency: Urgency, cancel: &Cancel, work: Work) -> Result<()> {
        let mut queue = locked(&self.shared.queue);
        let Size { workers, queue: room, .. } = self.shared.size;
        let job = Job { cancel: cancel.clone(), work };
        queue.finals.retain(|job| !job.cancel.is_cancelled());
        queue.partials.retain(|job| !job.cancel.is_cancelled());
        match urgency {
            Urgency::Final if queue.finals.len() >= room => return Err(busy(room)),
            Urgency::Partial if queue.finals.len() + queue.partials.len() >= workers => {
                return Err(busy(workers));
            }
            Urgency::Final => {
                queue.finals.push_back(job);
                // Nobody waits for a partial result as for this one.
                if queue.running.len() >= workers {
                    let partial = queue
                        .running
                        .iter()
                        .find(|(urgency, cancel)| *urgency == Urgency::Partial && !cancel.is_cancelled());
                    if let Some((_, cancel)) = partial {
                        cancel.cancel();
                    }
                }
            }
            Urgency::Partial => queue.partials.push_back(job),
        }
        let waiting = queue.finals.len() + queue.partials.len();
        let more = waiting > queue.idle;
        drop(queue);
        self.shared.wake.notify_one();
        if more { self.grow() } else { Ok(()) }
    }

    /// One thread more, if there may be.
    fn grow(&self) -> Result<()> {
        let mut threads = locked(&self.threads);
        if threads.len() >= self.shared.size.workers {
            return Ok(());
        }
        let shared = Arc::clone(&self.shared);
        let thread = thread::Builder::new().name(format!("whisper-{}", threads.len()));
        match thread.spawn(move || shared.work()) {
            Ok(thread) => threads.push(thread),
            // The others will come to it.
            Err(_) if !threads.is_empty() => {}
            Err(error) => {
                return Err(
                    Error::new(ErrorKind::Unavailable, "the system gives no threads").caused_by(error)
                );
            }
        }
        Ok(())
    }

    /// What there is to do that somebody waits for; what is partial gives way.
    pub(super) fn to_do(&self) -> EarLoad {
        let queue = locked(&self.shared.queue);
        let urgent = |(urgency, _): &&(Urgency, Cancel)| *urgency == Urgency::Final;
        EarLoad {
            places: self.shared.size.workers,
            running: queue.running.iter().filter(urgent).count(),
            waiting: queue.finals.iter().filter(|job| !job.cancel.is_cancelled()).count(),
            typical: queue.typical,
        }
    }

    /// How often the encoder ran.
    #[cfg(test)]
    pub(super) fn runs(&self) -> usize {
        let model = locked(&self.shared.model);
        model.as_ref().map_or(0, |model| model.runs.load(std::sync::atomic::Ordering::Relaxed))
    }

    /// How many wait and how many are at work.
    #[cfg(test)]
    pub(super) fn load(&self) -> (usize, usize) {
        let queue = locked(&self.shared.queue);
        (queue.finals.len() + queue.partials.len(), queue.running.len())
    }

    /// How urgent all the work was that was begun with so far, in order.
    #[cfg(test)]
    pub(super) fn begun(&self) -> Vec<Urgency> {
        locked(&self.shared.begun).clone()
    }
}

impl Shared {
    fn work(&self) {
        let mut ear: Option<Ear> = None;
        while let Some((urgency, job)) = self.next() {
            #[cfg(test)]
            locked(&self.begun).push(urgency);
            let mut took = None;
            let done = if !job.cancel.is_cancelled() {
                let ready = match &mut ear {
                    Some(ear) => Ok(ear),
                    empty => self.ear().map(|new| empty.insert(new)),
                };
                let began = Instant::now();
                let done = (job.work)(ready);
                // What was broken off says nothing about how long it takes.
                let whole = done.heard && !job.cancel.is_cancelled();
                took = (urgency == Urgency::Final && whole).then(|| began.elapsed());
                done
            } else {
                // Something final may have gone first a moment ago; then its owner still waits to be told.
                (job.work)(Err(Error::new(ErrorKind::Cancelled, "something final went first")))
            };
            let mut queue = locked(&self.queue);
            if let Some(time) = took {
                queue.took(time);
            }
            queue.running.retain(|(other, cancel)| *other != urgency || !cancel.is(&job.cancel));
            drop(queue);
            (done.tell)();
        }
    }

    /// The next job, counted as running; nothing once the pool is gone.
    fn next(&self) -> Option<(Urgency, Job)> {
        let mut queue = locked(&self.queue);
        loop {
            if queue.closed {
                return None;
            }
            let next = match queue.finals.pop_front() {
                Some(job) => Some((Urgency::Final, job)),
                None => queue.partials.pop_front().map(|job| (Urgency::Partial, job)),
            };
            if let Some((urgency, job)) = next {
                queue.running.push((urgency, job.cancel.clone()));
                return Some((urgency, job));
            }
            queue.idle += 1;
            queue = self.wake.wait(queue).unwrap_or_else(PoisonError::into_inner);
            queue.idle -= 1;
        }
    }

    fn ear(&self) -> Result<Ear> {
        let mut model = locked(&self.model);
        let model = match &*model {
            Some(model) => Arc::clone(model),
            None => Arc::clone(model.insert(Arc::new(Model::load(&(self.find)()?)?))),
        };
        Ear::new(&model, self.size.threads)
    }
}

impl Drop for Pool {
    /// Stops what runs, forgets what waits, and waits for the threads, which takes as long as one step of a run.
    fn drop(&mut self) {
        let mut queue = locked(&self.shared.queue);
        queue.closed = true;
        queue.finals.clear();
        queue.partials.clear();
        for (_, cancel) in &queue.running {
            cancel.cancel();
        }
        drop(queue);
        self.shared.wake.notify_all();
        let current = thread::current().id();
        for thread in locked(&self.threads).drain(..).filter(|thread| thread.thread().id() != current) {
            let _ = thread.join();
        }
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool").field("size", &self.shared.size).finish_non_exhaustive()
    }
}

fn busy(room: usize) -> Error {
    Error::new(ErrorKind::Busy, "everybody speaks at once: too many transcriptions wait already")
        .with("waiting", room)
        .after(Duration::from_secs(1))
}
