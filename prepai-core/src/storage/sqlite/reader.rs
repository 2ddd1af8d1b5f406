//! Readers: a few connections on threads of their own, beside the writer.

use std::path::PathBuf;
use std::sync::Arc;

use futures::FutureExt;
use futures::future::BoxFuture;
use rusqlite::Connection;

use super::connection::open_reader;
use super::error::Db;
use crate::error::Result;
use crate::storage::threads::Threads;

/// How many reads run at once.
const READERS: usize = 3;

pub(super) struct Readers {
    path: Arc<PathBuf>,
    threads: Threads<Option<Connection>>,
}

impl std::fmt::Debug for Readers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Readers").field("path", &self.path).finish_non_exhaustive()
    }
}

impl Readers {
    pub(super) fn new(path: Arc<PathBuf>) -> Self {
        Readers { path, threads: Threads::new("sqlite reader", READERS, || None) }
    }

    /// Reads as of one moment; of a database that is not there yet, nothing.
    pub(super) fn read<T: Default + Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Db<T> + Send + 'static,
    ) -> BoxFuture<'static, Result<T>> {
        let (path, named) = (Arc::clone(&self.path), Arc::clone(&self.path));
        let read = self.threads.run(move |db| {
            if db.is_none() {
                *db = open_reader(&path)?;
            }
            let Some(open) = db else { return Ok(T::default()) };
            let done = work(open);
            if done.is_err() {
                *db = None;
            }
            done
        });
        async move { read.await.map_err(|error| error.with("path", named.display()).during("storage.sqlite")) }
            .boxed()
    }
}
