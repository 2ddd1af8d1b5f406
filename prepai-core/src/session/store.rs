//! Where logs are kept: the trait that every store implements.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use async_trait::async_trait;
use futures::future::BoxFuture;
use futures::stream::BoxStream;
use serde::{Deserialize, Serialize};

use super::{Commit, SessionSummary, Status};
use crate::clock::Timestamp;
use crate::error::Result;
use crate::ids::SessionId;

/// What came of an append.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Appended {
    /// It is stored and survives a power cut. Also the answer when this very commit (by write id) was there already.
    Done,
    /// The number is taken by another commit.
    Conflict {
        /// The last number that is taken.
        last: u64,
    },
    /// The session was erased; nothing was written.
    Erased,
}

/// Which summaries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SummaryFilter {
    /// Only with this status; erased sessions have no summary.
    pub status: Option<Status>,
    /// Only of this resolved kind.
    pub kind: Option<String>,
    /// Only of the candidate with this [`SessionSummary::candidate_key`].
    pub candidate_key: Option<String>,
    /// Only of this owner.
    pub owner: Option<String>,
    /// Whether demonstrations are included.
    pub demo: bool,
}

impl SummaryFilter {
    /// Whether a summary passes.
    pub fn matches(&self, summary: &SessionSummary) -> bool {
        self.status.is_none_or(|status| status == summary.status)
            && self.kind.as_ref().is_none_or(|kind| *kind == summary.kind)
            && self.candidate_key.as_ref().is_none_or(|key| *key == summary.candidate_key)
            && self.owner.as_ref().is_none_or(|owner| Some(owner) == summary.owner.as_ref())
            && (self.demo || !summary.demo)
    }
}

/// A question for summaries, newest first by `(created_at, session)`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SummaryQuery {
    /// Which.
    pub filter: SummaryFilter,
    /// Only those that come after this row in the order (the last of the page before).
    pub after: Option<(Timestamp, SessionId)>,
    /// At most so many; all when absent.
    pub limit: Option<usize>,
}

/// Batches of summaries in the query's order.
pub type StoredSummaries = BoxStream<'static, Result<Vec<SessionSummary>>>;

/// A file of a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileInfo {
    /// Its name: 1 to 128 of `A-Z a-z 0-9 _ - .`, not beginning with a dot.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// When it was written.
    pub modified: Timestamp,
}

/// Keeps logs, one summary a session and a session's files.
///
/// A store keeps a commit's bytes as they are and never reads them. What it acknowledges survives a power cut. The
/// behaviour suite is [`testing::session_store`](crate::testing).
#[async_trait]
pub trait SessionStore: fmt::Debug + Send + Sync + 'static {
    /// Creates a commit at its number, or not at all, and keeps its summary.
    ///
    /// A number that leaves a gap is a `Conflict` with the last number. A summary with [`Status::Erased`] marks the
    /// commit as terminal: from then on every append is `Erased`. Dropping the future leaves the commit done or not
    /// done; repeating it with the same write id is always right.
    async fn append(&self, session: &SessionId, commit: Commit, summary: SessionSummary) -> Result<Appended>;

    /// The commits of a session from number `from` on, in order; nothing when there are none. Erased commits come as
    /// stubs (see [`Commit::is_stub`]).
    fn commits(&self, session: &SessionId, from: u64) -> BoxStream<'static, Result<Commit>>;

    /// One session's summary.
    async fn summary(&self, session: &SessionId) -> Result<Option<SessionSummary>>;

    /// Summaries, newest first.
    fn summaries(&self, query: SummaryQuery) -> StoredSummaries;

    /// Keeps a summary unless there is one of the same or a higher commit, or the session was erased.
    async fn put_summary(&self, summary: SessionSummary) -> Result<()>;

    /// Counters for analytics, if the store keeps them.
    fn totals(&self) -> Option<Arc<dyn Totals>> {
        None
    }

    /// Stores a file whole, in place of one of the same name; nothing is visible before it is complete.
    ///
    /// # Errors
    /// `invalid_input` for a name that is not allowed, `not_found` for a session that was erased.
    async fn put_file(
        &self,
        session: &SessionId,
        name: &str,
        content: BoxStream<'static, Result<Vec<u8>>>,
    ) -> Result<FileInfo>;

    /// Reads a file, or the bytes in `range` (cut at its end).
    ///
    /// # Errors
    /// The stream's first item is `not_found` when there is none.
    fn get_file(
        &self,
        session: &SessionId,
        name: &str,
        range: Option<Range<u64>>,
    ) -> BoxStream<'static, Result<Vec<u8>>>;

    /// A session's files by name.
    async fn list_files(&self, session: &SessionId) -> Result<Vec<FileInfo>>;

    /// Removes a file; done as well when there is none. Who has begun to read it reads it to its end, or is told.
    ///
    /// # Errors
    /// `invalid_input` for a name that is not allowed.
    async fn remove_file(&self, session: &SessionId, name: &str) -> Result<()>;

    /// Finishes erasing: replaces every commit before the terminal one by a stub, from the last down to the first, then
    /// removes files and summary. May be repeated, also after a crash in its middle.
    async fn erase(&self, session: &SessionId) -> Result<()>;

    /// Finishes what a crashed writer or eraser left behind; returns how many sessions it touched.
    async fn sweep(&self) -> Result<u64>;

    /// Ready once when, from this call on, another process has taken the session over or erased it; for stores that processes share
    /// and that can tell. A driver looks by itself too, so it may miss some. Dropping it is stopping to wait.
    fn changed(&self, session: &SessionId) -> Option<BoxFuture<'static, ()>> {
        let _ = session;
        None
    }

    /// Opens what is not open yet and answers once; for readiness and `doctor`.
    async fn ready(&self) -> Result<()>;
}

/// Counters over all summaries: sums of [`tally`](super::tally).
#[async_trait]
pub trait Totals: fmt::Debug + Send + Sync + 'static {
    /// All counters whose key begins with `prefix`; counters of 0 are absent.
    async fn read(&self, prefix: &str) -> Result<BTreeMap<String, i64>>;

    /// How many counters begin with `prefix` and are not 0.
    async fn count(&self, prefix: &str) -> Result<u64>;

    /// Makes the counters anew from the summaries and returns how many were wrong.
    async fn rebuild(&self) -> Result<u64>;
}
