//! Writers that compete for one session.

use std::collections::BTreeSet;
use std::time::Instant;

use futures::TryStreamExt;
use prepai_core::session::{Body, Commit, Entry, Log, Said, Sessions};
use prepai_core::{Error, ErrorKind, Result};
use serde_json::json;

use super::folder::{Bench, StoreKind};
use super::seed::new_session;
use super::target::{Measured, Target};
use crate::cli::quantiles::ms;

const WRITERS: u64 = 16;
const EACH: u64 = 200;

/// 16 writers, 200 commits each to one session, on every store.
pub(super) async fn measure(bench: &Bench<'_>) -> Result<Measured> {
    let mut measured = Measured::default();
    for kind in bench.stores(&StoreKind::ALL) {
        let (sessions, _) = bench.sessions(kind)?;
        let log = sessions.create(None, new_session(0)).await?;
        let id = log.session().id.clone();
        let mut progress = bench.progress(format!("writers, {kind}"), WRITERS * EACH);
        let began = Instant::now();
        let tasks: Vec<_> =
            (0..WRITERS).map(|writer| tokio::spawn(write(sessions.clone(), log.clone(), writer))).collect();
        for (done, task) in (1..).zip(tasks) {
            task.await.map_err(|error| Error::new(ErrorKind::Internal, error.to_string()))??;
            progress.at(done * EACH);
        }
        let took = began.elapsed();
        let (commits, different) = count(&sessions, Log::new(id)).await?;
        let seconds = took.as_secs_f64();
        // Without the commit that created the session.
        let stored = commits.saturating_sub(1);
        measured.figure(
            kind.to_string(),
            json!({
                "commits": stored, "different_words": different, "took_ms": ms(took),
                "commits_per_second": (stored as f64 / seconds).round(), "chain": "verified",
            }),
        );
        measured.targets.push(Target::exactly(format!("{kind}: commits"), WRITERS * EACH, stored));
        measured.targets.push(Target::exactly(format!("{kind}: different words"), WRITERS * EACH, different));
    }
    Ok(measured)
}

async fn write(sessions: Sessions, mut log: Log, writer: u64) -> Result<()> {
    for number in 0..EACH {
        let moment = sessions.moment(0);
        let said = Said { text: format!("writer {writer}, word {number}"), ..Said::default() };
        sessions.update(&mut log, moment, |_| Ok(vec![Entry::system(Body::Said(said.clone()))])).await?;
    }
    Ok(())
}

/// Reads it all again, verifies the chain, and counts commits and different words.
async fn count(sessions: &Sessions, mut log: Log) -> Result<(u64, u64)> {
    let commits: Vec<Commit> = sessions.store().commits(&log.session().id, 1).try_collect().await?;
    let mut words = BTreeSet::new();
    for commit in &commits {
        for event in log.take(commit)? {
            if let Body::Said(said) = event.body {
                words.insert(said.text);
            }
        }
    }
    Ok((log.number(), words.len() as u64))
}
