//! The one writer: everything that is queued goes into one transaction and shares one sync.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use futures::FutureExt;
use futures::channel::oneshot;
use futures::future::{self, BoxFuture, Either};
use rusqlite::Connection;

use super::connection::open_writer;
use super::error::{Db, sql};
use crate::error::{Error, ErrorKind, Result};
use crate::storage::lock::lock;
use crate::storage::threads::Threads;

/// How many jobs share a transaction at most: above it the first would wait longer than the last gains.
const GROUP: usize = 256;

/// Told after the transaction: an error when it could not be committed.
type Answer = Box<dyn FnOnce(Option<&Error>) + Send>;

/// Work within the transaction; or the reason why there is none.
type Job = Box<dyn FnOnce(Result<&Connection, &Error>) -> Option<Answer> + Send>;

#[derive(Default)]
struct Queue(Mutex<Vec<Job>>);

/// The writer's thread and what waits for it.
pub(super) struct Writer {
    path: Arc<PathBuf>,
    queue: Arc<Queue>,
    thread: Threads<Option<Connection>>,
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer").field("path", &self.path).finish_non_exhaustive()
    }
}

impl Writer {
    pub(super) fn new(path: Arc<PathBuf>) -> Self {
        Writer { path, queue: Arc::default(), thread: Threads::new("sqlite writer", 1, || None) }
    }

    /// Runs `work` in a transaction with others; it is durable when the answer is there. An error of `work` undoes its
    /// own changes only. Dropping the future before the work has begun forgets it, later only the answer.
    pub(super) fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Db<T> + Send + 'static,
    ) -> BoxFuture<'static, Result<T>> {
        let (answer, answered) = oneshot::channel::<Result<T>>();
        let job: Job = Box::new(move |db| {
            if answer.is_canceled() {
                return None;
            }
            let done = match db {
                Ok(db) => within_savepoint(db, work),
                Err(error) => {
                    let _ = answer.send(Err(error.clone()));
                    return None;
                }
            };
            Some(Box::new(move |failed: Option<&Error>| {
                let outcome = match (done, failed) {
                    (Ok(_), Some(error)) => Err(error.clone()),
                    (done, _) => done,
                };
                let _ = answer.send(outcome);
            }))
        });
        lock(&self.queue.0).push(job);
        let (queue, path) = (Arc::clone(&self.queue), Arc::clone(&self.path));
        let run = self.thread.run(move |db| {
            drain(db, &path, &queue);
            Ok(())
        });
        let path = Arc::clone(&self.path);
        async move {
            // The job may go with an earlier run; its own run stands behind it until then.
            let outcome = match future::select(answered, run).await {
                Either::Left((outcome, _)) => outcome,
                Either::Right((Ok(()), answered)) => answered.await,
                Either::Right((Err(error), _)) => Ok(Err(error)),
            };
            let lost = |_| Error::new(ErrorKind::Internal, "the writer's thread panicked");
            let outcome = outcome.map_err(lost).and_then(|outcome| outcome);
            outcome.map_err(|error| error.with("path", path.display()).during("storage.sqlite"))
        }
        .boxed()
    }

    /// Runs `work` outside of any transaction.
    pub(super) fn alone<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Db<T> + Send + 'static,
    ) -> BoxFuture<'static, Result<T>> {
        let path = Arc::clone(&self.path);
        self.thread.run(move |db| work(opened(db, &path)?))
    }
}

/// Does what is queued, group by group.
fn drain(db: &mut Option<Connection>, path: &Path, queue: &Queue) {
    loop {
        let jobs: Vec<Job> = {
            let mut queue = lock(&queue.0);
            let take = queue.len().min(GROUP);
            queue.drain(..take).collect()
        };
        if jobs.is_empty() {
            return;
        }
        let sound = match opened(db, path) {
            Ok(open) => group(open, jobs),
            Err(error) => refuse(jobs, &error),
        };
        if !sound {
            // A connection in an unknown state is not used again.
            *db = None;
        }
    }
}

fn opened<'a>(db: &'a mut Option<Connection>, path: &Path) -> Result<&'a Connection> {
    match db {
        Some(open) => Ok(open),
        None => Ok(db.insert(open_writer(path)?)),
    }
}

/// One transaction, then everybody is told how it went; whether the connection is sound after it.
fn group(db: &Connection, jobs: Vec<Job>) -> bool {
    if let Err(error) = db.execute_batch("BEGIN IMMEDIATE").map_err(sql) {
        return refuse(jobs, &error);
    }
    let answers: Vec<Answer> = jobs.into_iter().filter_map(|job| job(Ok(db))).collect();
    let committed = db.execute_batch("COMMIT").map_err(sql);
    for answer in answers {
        answer(committed.as_ref().err());
    }
    committed.is_ok()
}

fn refuse(jobs: Vec<Job>, error: &Error) -> bool {
    for job in jobs {
        job(Err(error));
    }
    false
}

/// Undoes what `work` did when it ends with an error, and nothing else of the transaction.
fn within_savepoint<T>(db: &Connection, work: impl FnOnce(&Connection) -> Db<T>) -> Db<T> {
    let run = |statement: &str| db.prepare_cached(statement).and_then(|mut run| run.execute([])).map_err(sql);
    run("SAVEPOINT job")?;
    let done = work(db);
    if done.is_err() {
        run("ROLLBACK TO job")?;
    }
    run("RELEASE job")?;
    done
}
