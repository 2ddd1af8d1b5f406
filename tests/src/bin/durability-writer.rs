//! Writes commits to a store and says on its standard output which of them were acknowledged, one line each:
//! `SESSION NUMBER WRITE_ID`. The durability suites kill it and cut its power.
//!
//! `durability-writer sqlite|files PATH COMMITS`: four threads on three sessions, each until it has COMMITS in.

use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use futures::TryStreamExt;
use futures::executor::block_on;
use prepai_core::clock::Timestamp;
use prepai_core::ids::SessionId;
use prepai_core::session::{
    Actor, Appended, Body, Chain, EndReason, Event, Meta, SessionStore, SessionSummary,
};
use prepai_core::{Error, Result};
use prepai_tests::durability::{SESSIONS, open};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [kind, path, commits] = arguments.as_slice() else {
        return Err(Error::invalid("arguments", "must be sqlite|files PATH COMMITS"));
    };
    let commits = commits.parse().map_err(|_| Error::invalid("COMMITS", "must be a number"))?;
    let store = open(kind, Path::new(path))?;
    let writers: Vec<_> = (0..4)
        .map(|writer| {
            let store = Arc::clone(&store);
            std::thread::spawn(move || block_on(write(&*store, writer, commits)))
        })
        .collect();
    for writer in writers {
        writer.join().map_err(|_| Error::invalid("writer", "panicked"))??;
    }
    Ok(())
}

/// Appends to a log, whatever is there already, and tells what was acknowledged.
async fn write(store: &dyn SessionStore, writer: usize, commits: u64) -> Result<()> {
    let session = SessionId::new(SESSIONS.get(writer % 3).copied().unwrap_or_default())?;
    let mut chain = Chain::new(session.clone());
    for n in 0..commits {
        let write_id = format!("{}-{writer}-{n}", std::process::id());
        loop {
            let mut others = store.commits(&session, chain.number() + 1);
            while let Some(commit) = others.try_next().await? {
                chain.open(&commit)?;
            }
            let meta = Meta { at: Timestamp::default(), offset_us: n, turn: 0, actor: Actor::System };
            let (commit, next) =
                chain.seal(&write_id, &[Event { meta, body: Body::Ended(EndReason::Time) }])?;
            let summary = SessionSummary { commit: commit.number, ..SessionSummary::new(session.clone()) };
            let number = commit.number;
            if store.append(&session, commit, summary).await? == Appended::Done {
                let line = format!("{session} {number} {write_id}\n");
                let mut out = io::stdout().lock();
                out.write_all(line.as_bytes()).and_then(|()| out.flush())?;
                chain = next;
                break;
            }
        }
    }
    Ok(())
}
