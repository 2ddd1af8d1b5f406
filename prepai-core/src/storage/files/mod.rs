//! Sessions in files: a folder each, for one machine without a database.

mod catalog;
mod content;
mod core;
mod disk;
mod envelope;
mod erase;
mod fault;
mod log;
mod names;
mod summary;
mod system;
#[cfg(test)]
mod tests;
mod writer;

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use futures::future::BoxFuture;
use futures::stream::{self, BoxStream};
use futures::{FutureExt, StreamExt};

use self::core::Core;
use self::disk::Disk;
use self::summary::Kept;
use self::system::SystemDisk;
use super::shelf::Shelf;
use super::threads::Threads;
use super::{check_file_name, pages};
use crate::error::{Error, Result};
use crate::ids::SessionId;
use crate::session::{
    Appended, Commit, FileInfo, SessionStore, SessionSummary, StoredSummaries, SummaryQuery, Totals,
};

/// Threads of a store: enough that a file system can sync for several writers at once.
const THREADS: usize = 8;

/// Keeps sessions in a folder, which several processes of one machine may share.
///
/// A commit is written to a file beside, synced, hard-linked to its number (of several writers one succeeds) and the
/// folder synced; only then it is acknowledged. The file system must have hard links; where it has no locks, a list in
/// one process may lag behind what another wrote before it was killed.
///
/// ```
/// use prepai_core::session::SessionStore;
/// use prepai_core::storage::FileStore;
/// # let folder = tempfile::tempdir().unwrap();
/// let store = FileStore::new(folder.path().join("data"));
/// assert!(futures::executor::block_on(store.ready()).is_ok());
/// ```
#[derive(Debug, Clone)]
pub struct FileStore {
    core: Arc<Core>,
    threads: Arc<Threads<()>>,
}

impl FileStore {
    /// A store in a folder, which is created when something is written.
    pub fn new(folder: impl AsRef<Path>) -> Self {
        let folder = folder.as_ref();
        // Absolute, so that it stays where it is when the process changes its folder.
        let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
        FileStore::on(Arc::new(SystemDisk), folder)
    }

    fn on(disk: Arc<dyn Disk>, folder: PathBuf) -> Self {
        let threads = Threads::new("files", THREADS, || ());
        FileStore { core: Arc::new(Core::new(disk, folder)), threads: Arc::new(threads) }
    }

    /// Runs what blocks on a thread of the store.
    fn run<T: Send + 'static>(
        &self,
        operation: &'static str,
        work: impl FnOnce(&Core) -> Result<T> + Send + 'static,
    ) -> BoxFuture<'static, Result<T>> {
        let core = Arc::clone(&self.core);
        let done = self.threads.run(move |()| {
            let answer = work(&core);
            core.tidy();
            answer
        });
        done.map(move |answer| answer.map_err(|error| error.during(operation))).boxed()
    }
}

#[async_trait]
impl SessionStore for FileStore {
    async fn append(&self, session: &SessionId, commit: Commit, summary: SessionSummary) -> Result<Appended> {
        let session = session.clone();
        self.run("storage.append", move |core| core.append(&session, &commit, summary)).await
    }

    fn commits(&self, session: &SessionId, from: u64) -> BoxStream<'static, Result<Commit>> {
        let (store, session) = (self.clone(), session.clone());
        pages::commits(from, move |from| {
            let session = session.clone();
            store.run("storage.commits", move |core| core.batch(&session, from))
        })
    }

    async fn summary(&self, session: &SessionId) -> Result<Option<SessionSummary>> {
        let session = session.clone();
        let kept = self.run("storage.summary", move |core| core.summary(&session)).await?;
        Ok(if let Kept::Summary(summary) = kept { Some(*summary) } else { None })
    }

    fn summaries(&self, query: SummaryQuery) -> StoredSummaries {
        let store = self.clone();
        pages::summaries(query, move |query| {
            store.run("storage.summaries", move |core| core.with_catalog(|shelf| shelf.page(&query)))
        })
    }

    async fn put_summary(&self, summary: SessionSummary) -> Result<()> {
        self.run("storage.put_summary", move |core| core.put_summary(summary)).await
    }

    fn totals(&self) -> Option<Arc<dyn Totals>> {
        Some(Arc::new(self.clone()))
    }

    async fn put_file(
        &self,
        session: &SessionId,
        name: &str,
        mut content: BoxStream<'static, Result<Vec<u8>>>,
    ) -> Result<FileInfo> {
        const OPERATION: &str = "storage.put_file";
        check_file_name(name)?;
        let (session, name) = (session.clone(), name.to_owned());
        let asked = session.clone();
        let mut upload = self.run(OPERATION, move |core| core.begin_file(&asked)).await?;
        let mut piece = Vec::new();
        while let Some(bytes) = content.next().await {
            match bytes {
                Ok(bytes) => piece.extend(bytes),
                Err(error) => {
                    let removed = move |_: &Core| {
                        drop(upload);
                        Ok(())
                    };
                    self.run(OPERATION, removed).await?;
                    return Err(error);
                }
            }
            if piece.len() >= pages::FILE_PIECE {
                let full = std::mem::take(&mut piece);
                upload = self.run(OPERATION, move |_| upload.write(&full)).await?;
            }
        }
        self.run(OPERATION, move |core| core.finish_file(upload.write(&piece)?, &session, &name)).await
    }

    fn get_file(
        &self,
        session: &SessionId,
        name: &str,
        range: Option<Range<u64>>,
    ) -> BoxStream<'static, Result<Vec<u8>>> {
        const OPERATION: &str = "storage.get_file";
        let (store, session, name) = (self.clone(), session.clone(), name.to_owned());
        let opened = async move {
            check_file_name(&name)?;
            let download = store.run(OPERATION, move |core| core.open_file(&session, &name, range)).await?;
            let pieces = stream::try_unfold((store, download), |(store, download)| async move {
                let read = store.run(OPERATION, move |_| download.read()).await?;
                Ok(read.map(|(piece, next)| (piece, (store, next))))
            });
            Ok::<_, Error>(pieces)
        };
        futures::TryStreamExt::try_flatten(stream::once(opened)).boxed()
    }

    async fn list_files(&self, session: &SessionId) -> Result<Vec<FileInfo>> {
        let session = session.clone();
        self.run("storage.list_files", move |core| core.list_files(&session)).await
    }

    async fn remove_file(&self, session: &SessionId, name: &str) -> Result<()> {
        check_file_name(name)?;
        let (session, name) = (session.clone(), name.to_owned());
        self.run("storage.remove_file", move |core| core.remove_named(&session, &name)).await
    }

    async fn erase(&self, session: &SessionId) -> Result<()> {
        let session = session.clone();
        self.run("storage.erase", move |core| core.erase(&session)).await
    }

    async fn sweep(&self) -> Result<u64> {
        self.run("storage.sweep", Core::sweep).await
    }

    async fn ready(&self) -> Result<()> {
        self.run("storage.ready", |core| core.writer().map(|_| ())).await
    }
}

#[async_trait]
impl Totals for FileStore {
    async fn read(&self, prefix: &str) -> Result<BTreeMap<String, i64>> {
        let prefix = prefix.to_owned();
        let counters = move |core: &Core| {
            core.with_catalog(|shelf| {
                shelf.counters(&prefix).map(|(key, count)| (key.clone(), *count)).collect()
            })
        };
        self.run("storage.totals", counters).await
    }

    async fn count(&self, prefix: &str) -> Result<u64> {
        let prefix = prefix.to_owned();
        let count = move |core: &Core| core.with_catalog(|shelf| shelf.counters(&prefix).count() as u64);
        self.run("storage.totals", count).await
    }

    async fn rebuild(&self) -> Result<u64> {
        self.run("storage.totals", |core| core.with_catalog(Shelf::rebuild)).await
    }
}
