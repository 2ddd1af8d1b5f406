//! Long answers in batches: each batch is asked for when the one before was taken, so that no answer holds a lock, a
//! transaction or much memory while its reader thinks.

use futures::future::BoxFuture;
use futures::stream::{self, BoxStream, StreamExt};

use crate::error::{Error, Result};
use crate::session::{Commit, SessionSummary, StoredSummaries, SummaryQuery};

/// Summaries of a batch.
const SUMMARIES: usize = 500;

/// Commits of a batch.
pub(crate) const COMMITS: usize = 64;

/// Bytes of a file's piece.
pub(crate) const FILE_PIECE: usize = 256 << 10;

/// Summaries by keyset: `fetch` answers one page.
pub(crate) fn summaries(
    query: SummaryQuery,
    fetch: impl Fn(SummaryQuery) -> BoxFuture<'static, Result<Vec<SessionSummary>>> + Send + 'static,
) -> StoredSummaries {
    let left = query.limit.unwrap_or(usize::MAX);
    let steps = stream::unfold((query, left, fetch), |(mut query, left, fetch)| async move {
        if left == 0 {
            return None;
        }
        let asked = left.min(SUMMARIES);
        query.limit = Some(asked);
        let page = match fetch(query.clone()).await {
            Ok(page) => page,
            Err(error) => return Some((Err(error), (query, 0, fetch))),
        };
        let last = page.last()?;
        query.after = Some((last.created_at, last.session.clone()));
        let left = if page.len() < asked { 0 } else { left - page.len() };
        Some((Ok(page), (query, left, fetch)))
    });
    steps.boxed()
}

/// Commits from a number on: `fetch` answers a batch from a number on, an empty one at the end.
pub(crate) fn commits(
    from: u64,
    fetch: impl Fn(u64) -> BoxFuture<'static, Result<Vec<Commit>>> + Send + 'static,
) -> BoxStream<'static, Result<Commit>> {
    let steps = stream::unfold(Some((from.max(1), fetch)), |state| async move {
        let (from, fetch) = state?;
        match fetch(from).await {
            Ok(batch) => {
                let next = batch.last()?.number + 1;
                Some((batch.into_iter().map(Ok).collect(), Some((next, fetch))))
            }
            Err(error) => Some((vec![Err::<Commit, Error>(error)], None)),
        }
    });
    steps.flat_map(stream::iter).boxed()
}
