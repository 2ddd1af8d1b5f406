//! Acknowledged commits: many writers at once, and one writer in a short and in a long session.

use std::time::{Duration, Instant};

use prepai_core::session::{Body, Committed, Entry, Log, Said, Sessions};
use prepai_core::{Error, ErrorKind, Result};
use serde_json::json;

use super::folder::{Bench, StoreKind};
use super::seed::new_session;
use super::target::{Measured, Target};
use crate::cli::quantiles::Quantiles;

const WRITERS: u64 = 64;
const EACH: u64 = 200;
const SHORT: u64 = 10;
const LONG: u64 = 10_000;
/// Commits that are timed in each of the two sessions, in turn, so that a slow moment of the disk meets both.
const TIMED: u64 = 300;

/// 64 writers, each on its own session; then commit 11 and later beside commit 10,001 and later.
pub(super) async fn measure(bench: &Bench<'_>) -> Result<Measured> {
    let mut measured = Measured::default();
    for kind in bench.stores(&StoreKind::ALL) {
        let (sessions, _) = bench.sessions(kind)?;
        let rate = rate(&sessions).await?;
        let (short, long) = lengths(bench, kind, &sessions).await?;
        let ratio = (long.p50_ms / short.p50_ms * 1000.0).round() / 1000.0;
        measured.figure(
            kind.to_string(),
            json!({
                "commits_per_second": rate.round(), "writers": WRITERS, "commits": WRITERS * EACH,
                "in_a_session_of_10": short, "in_a_session_of_10000": long, "median_long_to_short": ratio,
            }),
        );
        if kind == StoreKind::Sqlite {
            measured.targets.push(Target::at_least("sqlite: acknowledged commits a second", 3000.0, rate));
        }
        // Equal costs within what medians of 300 vary by.
        let name = format!("{kind}: commit in 10,000 to commit in 10");
        measured.targets.push(Target::at_most(name, 1.25, ratio));
    }
    Ok(measured)
}

async fn rate(sessions: &Sessions) -> Result<f64> {
    let mut logs = Vec::new();
    for writer in 0..WRITERS {
        logs.push(sessions.create(None, new_session(writer)).await?);
    }
    let began = Instant::now();
    let tasks: Vec<_> =
        logs.into_iter().map(|log| tokio::spawn(write(sessions.clone(), log, EACH))).collect();
    for task in tasks {
        task.await.map_err(|error| Error::new(ErrorKind::Internal, error.to_string()))??;
    }
    Ok((WRITERS * EACH) as f64 / began.elapsed().as_secs_f64())
}

async fn lengths(bench: &Bench<'_>, kind: StoreKind, sessions: &Sessions) -> Result<(Quantiles, Quantiles)> {
    let short = sessions.create(None, new_session(1)).await?;
    let mut short = write(sessions.clone(), short, SHORT - 1).await?;
    let mut long = sessions.create(None, new_session(2)).await?;
    let mut progress = bench.progress(format!("a session of {LONG} commits, {kind}"), LONG);
    while long.number() < LONG {
        one(sessions, &mut long).await?;
        progress.at(long.number());
    }
    let (mut of_short, mut of_long) = (Vec::new(), Vec::new());
    for _ in 0..TIMED {
        of_short.push(one(sessions, &mut short).await?);
        of_long.push(one(sessions, &mut long).await?);
    }
    Ok((Quantiles::of(of_short), Quantiles::of(of_long)))
}

async fn write(sessions: Sessions, mut log: Log, commits: u64) -> Result<Log> {
    for _ in 0..commits {
        one(&sessions, &mut log).await?;
    }
    Ok(log)
}

/// One commit, timed from the decision to the acknowledgement.
async fn one(sessions: &Sessions, log: &mut Log) -> Result<Duration> {
    let said = Said { text: format!("this is word number {}", log.number()), ..Said::default() };
    let moment = sessions.moment(0);
    let began = Instant::now();
    let committed = sessions.commit(log, moment, vec![Entry::system(Body::Said(said))]).await?;
    let took = began.elapsed();
    match committed {
        Committed::Done(_) => Ok(took),
        Committed::Again(_) => {
            Err(Error::new(ErrorKind::Internal, "a commit met a writer that is not there"))
        }
    }
}
