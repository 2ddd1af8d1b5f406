//! What the cases store and how they read it back.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures::stream::{self, BoxStream};
use futures::{StreamExt, TryStreamExt};

use crate::clock::Timestamp;
use crate::error::Result;
use crate::ids::SessionId;
use crate::session::{Appended, Commit, SessionStore, SessionSummary, Status, SummaryQuery};

/// A moment of these tests: 2026-11-22 and so many seconds.
pub(super) fn moment(seconds: u64) -> Timestamp {
    Timestamp::from_micros(1_795_305_600_000_000).plus(std::time::Duration::from_secs(seconds))
}

/// A commit that says its number and who wrote it.
pub(super) fn commit(number: u64, writer: &str) -> Commit {
    let write_id = format!("{writer}-{number}");
    let bytes = format!("commit {number} by {writer}, with words of the candidate\n").into_bytes();
    Commit { number, write_id, bytes }
}

/// The summary of an active session.
pub(super) fn summary(session: &SessionId, commit: u64) -> SessionSummary {
    SessionSummary {
        commit,
        interview_type: "Technical".into(),
        kind: "technical".into(),
        candidate: "Ada Lovelace".into(),
        candidate_key: "ada lovelace".into(),
        candidate_id: Some("c-1".into()),
        owner: Some("owner".into()),
        tenant: Some("tenant".into()),
        created_at: moment(0),
        updated_at: moment(commit),
        phase: Some("greeting".into()),
        ..SessionSummary::new(session.clone())
    }
}

/// Appends commit `number` with its summary.
pub(super) async fn append(
    store: &dyn SessionStore,
    session: &SessionId,
    number: u64,
    writer: &str,
) -> Result<Appended> {
    store.append(session, commit(number, writer), summary(session, number)).await
}

/// A session of so many commits.
pub(super) async fn filled(store: &dyn SessionStore, id: &str, commits: u64) -> Result<SessionId> {
    let session = SessionId::new(id)?;
    for number in 1..=commits {
        append(store, &session, number, "w").await?;
    }
    Ok(session)
}

/// Appends the terminal commit.
pub(super) async fn terminal(store: &dyn SessionStore, session: &SessionId, number: u64) -> Result<Appended> {
    let commit = Commit { number, write_id: format!("t-{number}"), bytes: b"erased\n".to_vec() };
    let summary =
        SessionSummary { status: Status::Erased, commit: number, ..SessionSummary::new(session.clone()) };
    store.append(session, commit, summary).await
}

pub(super) async fn log(store: &dyn SessionStore, session: &SessionId) -> Result<Vec<Commit>> {
    store.commits(session, 1).try_collect().await
}

/// The summaries of a query, as ids.
pub(super) async fn ids(store: &dyn SessionStore, query: SummaryQuery) -> Result<Vec<String>> {
    let batches: Vec<Vec<SessionSummary>> = store.summaries(query).try_collect().await?;
    Ok(batches.into_iter().flatten().map(|summary| summary.session.to_string()).collect())
}

/// A stream of these pieces.
pub(super) fn content(pieces: &[&[u8]]) -> BoxStream<'static, Result<Vec<u8>>> {
    let pieces: Vec<_> = pieces.iter().map(|piece| Ok(piece.to_vec())).collect();
    stream::iter(pieces).boxed()
}

/// A whole file.
pub(super) async fn read(store: &dyn SessionStore, session: &SessionId, name: &str) -> Result<Vec<u8>> {
    store.get_file(session, name, None).try_concat().await
}

/// Gives way to the other futures of the task once.
pub(super) async fn give_way() {
    struct Once(bool);
    impl Future for Once {
        type Output = ();
        fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
            if std::mem::replace(&mut self.0, true) {
                return Poll::Ready(());
            }
            context.waker().wake_by_ref();
            Poll::Pending
        }
    }
    Once(false).await;
}

/// Numbers that look random and are the same in every run (xorshift, Marsaglia 2003).
#[derive(Debug)]
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Random(seed.max(1))
    }

    /// The next number below `limit`.
    pub(super) fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit.max(1)
    }

    /// One of the words.
    pub(super) fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        let at = usize::try_from(self.below(words.len() as u64)).unwrap_or(0);
        words.get(at).copied().unwrap_or_default()
    }
}
