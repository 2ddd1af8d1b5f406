//! Sessions in PostgreSQL, which several servers may share: durable commits in groups, counters in the commit's transaction.
//!
//! The primary key of a commit is its session and number, so two servers cannot both take one. Whatever waits is written as
//! one group in one transaction, under one lock of the database. The store brings a small runtime of its own.

mod append;
mod connection;
mod counters;
mod erase;
mod error;
mod files;
mod schema;
mod summaries;
mod tls;
mod watch;
mod writer;

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use futures::future::BoxFuture;
use futures::stream::BoxStream;
use futures::{FutureExt, StreamExt};

use self::append::Append;
use self::connection::{Connection, Pool};
use self::watch::Watchers;
use self::writer::{Queue, transaction};
use super::check::check_append;
use super::{check_file_name, pages};
use crate::clock::{Clock, SystemClock};
use crate::error::{Error, Result};
use crate::ids::SessionId;
use crate::session::{
    Appended, Commit, FileInfo, SessionStore, SessionSummary, StoredSummaries, SummaryQuery, Totals,
};

/// Keeps sessions in one PostgreSQL database, in tables that begin with `prepai_`.
///
/// Nothing is opened before the first use or [`SessionStore::ready`], which also makes the tables.
#[derive(Debug, Clone)]
pub struct PostgresStore {
    pool: Arc<Pool>,
    queue: Arc<Queue>,
    watchers: Arc<Watchers>,
    clock: Arc<dyn Clock>,
}

impl PostgresStore {
    /// The store in the database of an address such as `postgres://user@host/prepai` or `host=/run/postgresql dbname=prepai`.
    ///
    /// # Errors
    /// `invalid_input` for what is no address.
    pub fn new(url: &str) -> Result<Self> {
        PostgresStore::with_clock(url, Arc::new(SystemClock::new()))
    }

    /// The same; `clock` dates its files.
    ///
    /// # Errors
    /// As [`PostgresStore::new`].
    pub fn with_clock(url: &str, clock: Arc<dyn Clock>) -> Result<Self> {
        PostgresStore::trusting(url, None, clock)
    }

    /// The same; with `sslmode=require` in the address the connection is secret and the server's certificate is checked, against those
    /// of the PEM file `root` if there is one, else against the machine's.
    ///
    /// # Errors
    /// As [`PostgresStore::new`]; `invalid_input` for a file that holds no certificates.
    pub fn trusting(url: &str, root: Option<&Path>, clock: Arc<dyn Clock>) -> Result<Self> {
        let pool = Arc::new(Pool::new(url, root)?);
        Ok(PostgresStore { pool, queue: Arc::default(), watchers: Arc::default(), clock })
    }

    /// Asks something on a connection that reads.
    fn ask<T: Send + 'static>(
        &self,
        work: impl for<'a> FnOnce(&'a Connection) -> BoxFuture<'a, Result<T>> + Send + 'static,
    ) -> BoxFuture<'static, Result<T>> {
        let pool = Arc::clone(&self.pool);
        self.pool.run(async move { work(&*pool.reader().await?).await }).boxed()
    }

    /// Does something in a transaction of its own.
    fn write<T: Send + 'static>(
        &self,
        work: impl for<'a> FnOnce(&'a Connection) -> BoxFuture<'a, Result<T>> + Send + 'static,
    ) -> BoxFuture<'static, Result<T>> {
        let pool = Arc::clone(&self.pool);
        self.pool.run(async move { transaction(&*pool.writer().await?, work).await }).boxed()
    }
}

#[async_trait]
impl SessionStore for PostgresStore {
    async fn append(&self, session: &SessionId, commit: Commit, summary: SessionSummary) -> Result<Appended> {
        check_append(session, &commit, &summary)?;
        writer::append(&self.pool, &self.queue, Append { session: session.clone(), commit, summary }).await
    }

    fn commits(&self, session: &SessionId, from: u64) -> BoxStream<'static, Result<Commit>> {
        let (store, session) = (self.clone(), session.clone());
        pages::commits(from, move |from| {
            let session = session.clone();
            store.ask(move |connection| {
                async move { append::commits(connection, &session, from).await }.boxed()
            })
        })
    }

    async fn summary(&self, session: &SessionId) -> Result<Option<SessionSummary>> {
        let session = session.clone();
        self.ask(move |connection| async move { summaries::one(connection, &session).await }.boxed()).await
    }

    fn summaries(&self, query: SummaryQuery) -> StoredSummaries {
        let store = self.clone();
        pages::summaries(query, move |query| {
            store.ask(move |connection| summaries::page(connection, query).boxed())
        })
    }

    async fn put_summary(&self, summary: SessionSummary) -> Result<()> {
        self.write(move |connection| async move { summaries::put_alone(connection, &summary).await }.boxed())
            .await
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
        files::put(Arc::clone(&self.pool), session.clone(), name.to_owned(), content, self.clock.now()).await
    }

    fn get_file(
        &self,
        session: &SessionId,
        name: &str,
        range: Option<Range<u64>>,
    ) -> BoxStream<'static, Result<Vec<u8>>> {
        // A name that no file can have, and that the database could not be asked for.
        if check_file_name(name).is_err() {
            let missing = Error::not_found("file").during("storage.postgres");
            return futures::stream::once(async { Err(missing) }).boxed();
        }
        files::get(Arc::clone(&self.pool), session.clone(), name.to_owned(), range)
    }

    async fn list_files(&self, session: &SessionId) -> Result<Vec<FileInfo>> {
        let session = session.clone();
        self.ask(move |connection| async move { files::list(connection, &session).await }.boxed()).await
    }

    async fn remove_file(&self, session: &SessionId, name: &str) -> Result<()> {
        check_file_name(name)?;
        let (session, name) = (session.clone(), name.to_owned());
        self.write(move |connection| {
            async move { files::remove_named(connection, &session, &name).await }.boxed()
        })
        .await
    }

    async fn erase(&self, session: &SessionId) -> Result<()> {
        let session = session.clone();
        self.write(move |connection| async move { erase::erase(connection, &session).await }.boxed()).await
    }

    async fn sweep(&self) -> Result<u64> {
        let now = self.clock.now();
        self.write(move |connection| erase::sweep(connection, now).boxed()).await
    }

    fn changed(&self, session: &SessionId) -> Option<BoxFuture<'static, ()>> {
        let (wait, begins) = self.watchers.wait(session.as_str());
        if begins {
            self.pool.listen(Arc::downgrade(&self.watchers));
        }
        Some(wait)
    }

    async fn ready(&self) -> Result<()> {
        self.write(|_| async { Ok(()) }.boxed()).await?;
        self.ask(|connection| counters::count(connection, "").boxed()).await.map(drop)
    }
}

#[async_trait]
impl Totals for PostgresStore {
    async fn read(&self, prefix: &str) -> Result<BTreeMap<String, i64>> {
        let prefix = prefix.to_owned();
        self.ask(move |connection| async move { counters::read(connection, &prefix).await }.boxed()).await
    }

    async fn count(&self, prefix: &str) -> Result<u64> {
        let prefix = prefix.to_owned();
        self.ask(move |connection| async move { counters::count(connection, &prefix).await }.boxed()).await
    }

    async fn rebuild(&self) -> Result<u64> {
        self.write(|connection| counters::rebuild(connection).boxed()).await
    }
}
