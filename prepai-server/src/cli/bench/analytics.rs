//! Lists and statistics over many finished sessions.

use std::future::Future;
use std::path::PathBuf;
use std::time::Instant;

use prepai_core::analytics;
use prepai_core::ids::SessionId;
use prepai_core::session::{Committed, Log, Sessions, SummaryQuery};
use prepai_core::{Error, ErrorKind, Result};
use serde_json::json;

use super::folder::{Bench, StoreKind};
use super::seed::{candidate, finished};
use super::target::{Measured, Target};
use crate::cli::quantiles::Quantiles;

/// How often each question is asked.
const ASKED: usize = 200;
const WARM_UP: usize = 5;
const OPENED: usize = 20;
const SEEDERS: u64 = 64;
const PAGE: usize = 20;

/// Pages, statistics and opening with `sessions` finished sessions.
pub(super) async fn measure(bench: &Bench<'_>, count: u64) -> Result<Measured> {
    let mut measured = Measured::default();
    for kind in bench.stores(&[StoreKind::Sqlite]) {
        let (sessions, folder) = bench.sessions(kind)?;
        let seeded = seed(bench, kind, &sessions, count).await?;
        let store = sessions.store().as_ref();
        let page = SummaryQuery { limit: Some(PAGE), ..SummaryQuery::default() };
        let far = SummaryQuery { after: far(&sessions).await?, ..page.clone() };
        let now = sessions.clock().now();
        let first = times(async || sessions.list(page.clone()).await).await?;
        let deep = times(async || sessions.list(far.clone()).await).await?;
        let aggregate = times(async || analytics::aggregate(store, None).await).await?;
        let benchmarks =
            times(async || analytics::benchmarks(store, None, "google-sde", "google-sde").await).await?;
        let trends = times(async || analytics::trends(store, None, now, 30).await).await?;
        let year = times(async || analytics::trends(store, None, now, 365).await).await?;
        let name = candidate(1);
        let history = times(async || analytics::history(store, None, &name).await).await?;
        let counted = analytics::aggregate(store, None).await?.total_interviews;
        drop(sessions);
        let opening = bench.opened(kind, &folder, OPENED).await?;
        measured.figure(
            kind.to_string(),
            json!({
                "sessions": count, "seeded_in_s": seeded, "first_page": first, "page_in_the_middle": deep,
                "aggregate": aggregate, "benchmarks": benchmarks, "trends_30_days": trends,
                "trends_365_days": year, "history": history, "opening": opening,
            }),
        );
        let mut p95 = |name: &str, limit: f64, times: Quantiles| {
            let name = format!("{kind}, {count} sessions: {name}, p95 in ms");
            measured.targets.push(Target::at_most(name, limit, times.p95_ms));
        };
        p95("first page of the list", 10.0, first);
        p95("page in the middle of the list", 10.0, deep);
        p95("aggregate", 50.0, aggregate);
        p95("benchmarks", 50.0, benchmarks);
        p95("trends of 30 days", 50.0, trends);
        p95("trends of a year", 50.0, year);
        p95("history of a candidate", 10.0, history);
        p95("opening", 300.0, opening);
        let name = format!("{kind}: interviews that are counted");
        measured.targets.push(Target::exactly(name, count, u64::try_from(counted).unwrap_or(0)));
    }
    Ok(measured)
}

/// A store with finished sessions; gives its folder.
pub(super) async fn seeded(bench: &Bench<'_>, kind: StoreKind, count: u64) -> Result<PathBuf> {
    let (sessions, folder) = bench.sessions(kind)?;
    seed(bench, kind, &sessions, count).await?;
    Ok(folder)
}

/// Writes the sessions, each as one commit, by many writers at once; gives the seconds that it took.
async fn seed(bench: &Bench<'_>, kind: StoreKind, sessions: &Sessions, count: u64) -> Result<f64> {
    let now = sessions.clock().now();
    let began = Instant::now();
    let mut progress = bench.progress(format!("{count} sessions, {kind}"), count);
    let (told, mut done) = tokio::sync::mpsc::unbounded_channel();
    let tasks: Vec<_> = (0..SEEDERS)
        .map(|seeder| {
            let (sessions, told) = (sessions.clone(), told.clone());
            tokio::spawn(async move {
                for number in (seeder..count).step_by(SEEDERS as usize) {
                    let mut log = Log::new(SessionId::new(sessions.fresh_id())?);
                    let (moment, entries) = finished(number, now);
                    if let Committed::Again(_) = sessions.commit(&mut log, moment, entries).await? {
                        return Err(Error::new(ErrorKind::Internal, "a fresh id was taken"));
                    }
                    let _ = told.send(());
                }
                Ok(())
            })
        })
        .collect();
    drop(told);
    let mut written = 0;
    while done.recv().await.is_some() {
        written += 1;
        progress.at(written);
    }
    for task in tasks {
        task.await.map_err(|error| Error::new(ErrorKind::Internal, error.to_string()))??;
    }
    Ok((began.elapsed().as_secs_f64() * 10.0).round() / 10.0)
}

/// The place behind the sessions of the last half year.
async fn far(sessions: &Sessions) -> Result<Option<(prepai_core::clock::Timestamp, SessionId)>> {
    let micros = sessions.clock().now().as_micros() - 182 * 86_400_000_000;
    let edge = SessionId::new("z")?;
    Ok(Some((prepai_core::clock::Timestamp::from_micros(micros), edge)))
}

/// The times of a question that was asked before.
async fn times<T, F: Future<Output = Result<T>>>(ask: impl Fn() -> F) -> Result<Quantiles> {
    for _ in 0..WARM_UP {
        ask().await?;
    }
    let mut times = Vec::with_capacity(ASKED);
    for _ in 0..ASKED {
        let began = Instant::now();
        ask().await?;
        times.push(began.elapsed());
    }
    Ok(Quantiles::of(times))
}
