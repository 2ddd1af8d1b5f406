//! Cases in which many write at once.

use std::collections::BTreeSet;

use futures::TryStreamExt;
use futures::future::{BoxFuture, FutureExt};
use futures::stream::FuturesUnordered;

use super::Subject;
use super::check::{Checked, Stop, ensure, ensure_eq};
use super::data::{append, content, filled, give_way, log, moment, summary, terminal};
use super::erase::nothing_left;
use crate::clock::Timestamp;
use crate::error::{Error, ErrorKind};
use crate::ids::SessionId;
use crate::session::{
    Actor, Appended, Body, Chain, Commit, EndReason, Event, Meta, SessionStore, SessionSummary,
};

fn event(at: Timestamp) -> Event {
    let meta = Meta { at, offset_us: 0, turn: 0, actor: Actor::System };
    Event { meta, body: Body::Ended(EndReason::Time) }
}

/// Appends `commits` sealed commits, reading on and sealing anew whenever another was first.
async fn write(
    store: &dyn SessionStore,
    session: &SessionId,
    writer: usize,
    commits: usize,
) -> Result<(), Error> {
    let mut chain = Chain::new(session.clone());
    for n in 0..commits {
        loop {
            let (commit, next) = chain.seal(&format!("w{writer}-{n}"), &[event(moment(n as u64))])?;
            let summary = summary(session, commit.number);
            give_way().await;
            match store.append(session, commit, summary).await? {
                Appended::Done => {
                    chain = next;
                    break;
                }
                Appended::Conflict { .. } => {
                    let mut commits = store.commits(session, chain.number() + 1);
                    while let Some(commit) = commits.try_next().await? {
                        chain.open(&commit)?;
                    }
                }
                Appended::Erased => return Err(Error::not_found("session")),
            }
        }
    }
    Ok(())
}

pub(super) async fn writers(Subject { store, scale }: Subject) -> Checked {
    let session = &SessionId::new("writers")?;
    let store = &*store;
    let racing: FuturesUnordered<_> =
        (0..scale.writers).map(|writer| write(store, session, writer, scale.commits)).collect();
    racing.try_collect::<Vec<()>>().await?;
    let total = scale.writers * scale.commits;
    let commits = log(store, session).await?;
    ensure_eq!(commits.len(), total, "commits");
    let mut chain = Chain::new(session.clone());
    for commit in &commits {
        chain.open(commit)?;
    }
    let ids: BTreeSet<&str> = commits.iter().map(|commit| commit.write_id.as_str()).collect();
    ensure_eq!(ids.len(), total, "different write ids");
    let kept = store.summary(session).await?.map(|summary| summary.commit);
    ensure_eq!(kept, Some(total as u64), "commit of the summary");
    Ok(())
}

/// Appends until the session is erased; gives the number of commits that were acknowledged.
async fn append_on(store: &dyn SessionStore, session: &SessionId, writer: &str) -> Result<u64, Stop> {
    let (mut number, mut done) = (1, 0);
    loop {
        give_way().await;
        match append(store, session, number, writer).await? {
            Appended::Done => (number, done) = (number + 1, done + 1),
            Appended::Conflict { last } => number = last + 1,
            Appended::Erased => return Ok(done),
        }
    }
}

/// Puts files until the session is erased.
async fn put_on(store: &dyn SessionStore, session: &SessionId, name: &str) -> Result<u64, Stop> {
    for n in 0.. {
        give_way().await;
        match store.put_file(session, &format!("{name}-{}", n % 3), content(&[b"words"])).await {
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(n),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(0)
}

/// Renews the summary as a reader does that finds it lagging.
async fn summarise(store: &dyn SessionStore, session: &SessionId) -> Result<u64, Stop> {
    for commit in 1..=60 {
        give_way().await;
        let summary = SessionSummary { turns: 7, ..summary(session, commit) };
        store.put_summary(summary).await?;
    }
    Ok(0)
}

async fn erase_after(store: &dyn SessionStore, session: &SessionId, from: u64) -> Result<u64, Stop> {
    let mut number = 1;
    while number < from {
        give_way().await;
        number = log(store, session).await?.len() as u64 + 1;
    }
    // From here on without giving way: in step with the others it would lose every time.
    loop {
        match terminal(store, session, number).await? {
            Appended::Done | Appended::Erased => break,
            Appended::Conflict { last } => number = last + 1,
        }
    }
    store.erase(session).await?;
    Ok(number)
}

pub(super) async fn erase(Subject { store, .. }: Subject) -> Checked {
    for round in 0..6 {
        let id = format!("race-{round}");
        let (session, store) = (&filled(&*store, &id, 1).await?, &*store);
        let mut racing: FuturesUnordered<BoxFuture<'_, Result<u64, Stop>>> = FuturesUnordered::new();
        for writer in ["a", "b", "c", "d"] {
            racing.push(append_on(store, session, writer).boxed());
        }
        for name in ["cv", "recording"] {
            racing.push(put_on(store, session, name).boxed());
        }
        racing.push(summarise(store, session).boxed());
        for _ in 0..2 {
            racing.push(erase_after(store, session, round * 3).boxed());
        }
        while racing.try_next().await?.is_some() {}
        let commits: Vec<Commit> = log(store, session).await?;
        ensure!(commits.len() > 1, "the terminal commit is missing");
        nothing_left(store, session, commits.len() as u64).await?;
        ensure_eq!(store.sweep().await?, 0, "sessions left for a sweep in round {round}");
    }
    Ok(())
}
