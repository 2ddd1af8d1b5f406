//! Sessions in one SQLite database: durable commits in groups, counters in the commit's transaction.
//!
//! WAL with `synchronous=FULL`: what is acknowledged survives a power cut. One writer thread takes everything that is
//! queued into one transaction, so that many writers share one sync. Other processes may read and write the same file.

mod connection;
mod counters;
mod erase;
mod error;
mod files;
mod log;
mod reader;
mod schema;
mod scrub;
mod summaries;
mod writer;

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use futures::stream::BoxStream;

use self::reader::Readers;
use self::scrub::Raw;
use self::writer::Writer;
use super::check::check_append;
use super::{check_file_name, pages};
use crate::clock::{Clock, SystemClock};
use crate::error::Result;
use crate::ids::SessionId;
use crate::session::{
    Appended, Commit, FileInfo, SessionStore, SessionSummary, StoredSummaries, SummaryQuery, Totals,
};

/// Keeps sessions in one database file, with `-wal` and `-shm` beside it while it is open.
///
/// Nothing is opened before the first use or [`SessionStore::ready`]. The folder is created when it is missing.
///
/// ```
/// use prepai_core::session::SessionStore;
/// use prepai_core::storage::SqliteStore;
/// let folder = tempfile::tempdir().unwrap();
/// let store = SqliteStore::new(folder.path().join("prepai.db"));
/// assert!(futures::executor::block_on(store.ready()).is_ok());
/// ```
#[derive(Debug, Clone)]
pub struct SqliteStore {
    path: Arc<PathBuf>,
    writer: Arc<Writer>,
    readers: Arc<Readers>,
    raw: Arc<Raw>,
    clock: Arc<dyn Clock>,
}

impl SqliteStore {
    /// The store in a database file.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        SqliteStore::with_clock(path, Arc::new(SystemClock::new()))
    }

    /// The store in a database file; `clock` dates its files.
    pub fn with_clock(path: impl Into<PathBuf>, clock: Arc<dyn Clock>) -> Self {
        let path = Arc::new(path.into());
        SqliteStore {
            writer: Arc::new(Writer::new(Arc::clone(&path))),
            readers: Arc::new(Readers::new(Arc::clone(&path))),
            raw: Arc::new(Raw::new(Arc::clone(&path))),
            clock,
            path,
        }
    }

    /// The database file.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

#[async_trait]
impl SessionStore for SqliteStore {
    async fn append(&self, session: &SessionId, commit: Commit, summary: SessionSummary) -> Result<Appended> {
        check_append(session, &commit, &summary)?;
        let session = session.clone();
        self.writer.write(move |db| log::append(db, &session, &commit, &summary)).await
    }

    fn commits(&self, session: &SessionId, from: u64) -> BoxStream<'static, Result<Commit>> {
        let (readers, session) = (Arc::clone(&self.readers), session.clone());
        pages::commits(from, move |from| {
            let session = session.clone();
            readers.read(move |db| log::commits(db, &session, from))
        })
    }

    async fn summary(&self, session: &SessionId) -> Result<Option<SessionSummary>> {
        let session = session.clone();
        self.readers.read(move |db| summaries::one(db, &session)).await
    }

    fn summaries(&self, query: SummaryQuery) -> StoredSummaries {
        let readers = Arc::clone(&self.readers);
        pages::summaries(query, move |query| readers.read(move |db| summaries::page(db, &query)))
    }

    async fn put_summary(&self, summary: SessionSummary) -> Result<()> {
        self.writer.write(move |db| summaries::put_alone(db, &summary)).await
    }

    fn totals(&self) -> Option<Arc<dyn Totals>> {
        Some(Arc::new(self.clone()))
    }

    async fn put_file(
        &self,
        session: &SessionId,
        name: &str,
        content: BoxStream<'static, Result<Vec<u8>>>,
    ) -> Result<FileInfo> {
        check_file_name(name)?;
        files::put(&self.writer, session.clone(), name.to_owned(), content, self.clock.now()).await
    }

    fn get_file(
        &self,
        session: &SessionId,
        name: &str,
        range: Option<Range<u64>>,
    ) -> BoxStream<'static, Result<Vec<u8>>> {
        files::get(Arc::clone(&self.readers), session.clone(), name.to_owned(), range)
    }

    async fn list_files(&self, session: &SessionId) -> Result<Vec<FileInfo>> {
        let session = session.clone();
        self.readers.read(move |db| files::list(db, &session)).await
    }

    async fn remove_file(&self, session: &SessionId, name: &str) -> Result<()> {
        check_file_name(name)?;
        let (session, name) = (session.clone(), name.to_owned());
        self.writer.write(move |db| files::remove_named(db, &session, &name)).await
    }

    async fn erase(&self, session: &SessionId) -> Result<()> {
        let session = session.clone();
        if self.writer.write(move |db| erase::stub(db, &session)).await? {
            erase::forget(&self.writer, &self.raw).await?;
        }
        Ok(())
    }

    async fn sweep(&self) -> Result<u64> {
        let before = self.clock.now();
        let touched = self.writer.write(move |db| erase::sweep(db, before)).await?;
        if touched > 0 {
            erase::forget(&self.writer, &self.raw).await?;
        }
        Ok(touched)
    }

    async fn ready(&self) -> Result<()> {
        self.writer.write(|_| Ok(())).await?;
        self.readers.read(schema::check).await
    }
}

#[async_trait]
impl Totals for SqliteStore {
    async fn read(&self, prefix: &str) -> Result<BTreeMap<String, i64>> {
        let prefix = prefix.to_owned();
        self.readers.read(move |db| counters::read(db, &prefix)).await
    }

    async fn count(&self, prefix: &str) -> Result<u64> {
        let prefix = prefix.to_owned();
        self.readers.read(move |db| counters::count(db, &prefix)).await
    }

    async fn rebuild(&self) -> Result<u64> {
        self.writer.write(counters::rebuild).await
    }
}
