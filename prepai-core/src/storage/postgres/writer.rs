//! Writing: one group at a time, under the database's lock; every group is one sync of the disk.

use std::sync::{Arc, Mutex, PoisonError};

use futures::FutureExt;
use futures::channel::oneshot;
use futures::future::BoxFuture;

use super::append::{self, Append};
use super::connection::{Connection, Pool};
use super::error::sql;
use super::schema::LOCK;
use crate::error::{Error, ErrorKind, Result};
use crate::session::Appended;

/// Appends of a transaction at most.
const GROUP: usize = 256;

type Job = (Append, oneshot::Sender<Result<Appended>>);

/// What waits to be written.
#[derive(Debug, Default)]
pub(super) struct Queue(Mutex<Vec<Job>>);

/// Appends in a group with whatever else waits.
pub(super) async fn append(pool: &Arc<Pool>, queue: &Arc<Queue>, job: Append) -> Result<Appended> {
    let (answer, answered) = oneshot::channel();
    queue.0.lock().unwrap_or_else(PoisonError::into_inner).push((job, answer));
    let (own, queue) = (Arc::clone(pool), Arc::clone(queue));
    // Whoever gets the connection takes all that waits; the others find nothing left to do.
    drop(pool.run(async move { drain(&own, &queue).await }));
    let lost = |_| Error::new(ErrorKind::Internal, "the writer is gone").during("storage.postgres");
    answered.await.map_err(lost)?
}

async fn drain(pool: &Pool, queue: &Queue) -> Result<()> {
    let connection = pool.writer().await;
    loop {
        let jobs: Vec<Job> = {
            let mut queue = queue.0.lock().unwrap_or_else(PoisonError::into_inner);
            let take = queue.len().min(GROUP);
            queue.drain(..take).collect()
        };
        if jobs.is_empty() {
            return Ok(());
        }
        let (appends, answers): (Vec<Append>, Vec<_>) = jobs.into_iter().unzip();
        let appends: Arc<[Append]> = appends.into();
        let outcome = match &connection {
            Ok(connection) => {
                transaction(connection, |connection| {
                    async move { append::group(connection, &appends).await }.boxed()
                })
                .await
            }

            Err(error) => Err(error.clone()),
        };
        match outcome {
            Ok(done) => answers.into_iter().zip(done).for_each(|(answer, done)| drop(answer.send(Ok(done)))),
            Err(error) => answers.into_iter().for_each(|answer| drop(answer.send(Err(error.clone())))),
        }
    }
}

/// Runs work in a transaction that nobody else writes beside.
pub(super) async fn transaction<T>(
    connection: &Connection,
    work: impl for<'a> FnOnce(&'a Connection) -> BoxFuture<'a, Result<T>> + Send,
) -> Result<T> {
    let done = locked(connection, work).await;
    // Also after a lock that was waited for in vain: the transaction has begun, and whoever writes next would be in it.
    if done.is_err() && connection.client.batch_execute("ROLLBACK").await.is_err() {
        connection.give_up();
    }
    done
}

async fn locked<T>(
    connection: &Connection,
    work: impl for<'a> FnOnce(&'a Connection) -> BoxFuture<'a, Result<T>> + Send,
) -> Result<T> {
    connection.client.batch_execute(&format!("BEGIN; {LOCK}")).await.map_err(sql)?;
    let done = work(connection).await?;
    connection.client.batch_execute("COMMIT").await.map_err(sql)?;
    Ok(done)
}
