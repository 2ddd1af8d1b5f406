//! Replaying an interview of 60 turns.

use std::time::Instant;

use futures::TryStreamExt;
use prepai_core::replay::replay;
use prepai_core::session::{Commit, Event, Log};
use prepai_core::{Error, ErrorKind, Result};
use serde_json::json;

use super::folder::{Bench, StoreKind};
use super::recorded::record;
use super::target::{Measured, Target};
use crate::cli::quantiles::Quantiles;

const REPLAYED: usize = 200;

/// Reads, verifies and replays the interview again and again.
pub(super) async fn measure(bench: &Bench<'_>) -> Result<Measured> {
    let mut measured = Measured::default();
    for kind in bench.stores(&[StoreKind::Sqlite]) {
        let interview = bench.interview(kind)?;
        let id = record(&interview).await?;
        let store = interview.sessions().store();
        let (mut reading, mut replaying, mut whole) = (Vec::new(), Vec::new(), Vec::new());
        let mut last = None;
        for _ in 0..REPLAYED {
            let began = Instant::now();
            let commits: Vec<Commit> = store.commits(&id, 1).try_collect().await?;
            let mut log = Log::new(id.clone());
            let verified = commits.iter().map(|commit| Ok((commit.number, log.take(commit)?)));
            let verified: Vec<(u64, Vec<Event>)> = verified.collect::<Result<_>>()?;
            let read = Instant::now();
            let commits = verified.iter().map(|(number, events)| (*number, events.as_slice()));
            let outcome = replay(&id, commits, &interview.backends().library);
            let done = Instant::now();
            reading.push(read - began);
            replaying.push(done - read);
            whole.push(done - began);
            last = Some(outcome);
        }
        let last = last.ok_or_else(|| Error::new(ErrorKind::Internal, "nothing was replayed"))?;
        let whole = Quantiles::of(whole);
        measured.figure(
            kind.to_string(),
            json!({
                "turns": last.turns, "commits": last.commits, "events": last.events, "identical": last.identical,
                "read_and_verify": Quantiles::of(reading), "replay": Quantiles::of(replaying), "together": whole,
            }),
        );
        let name = format!("{} turns: read, verify and replay", last.turns);
        measured.targets.push(Target::at_most(format!("{name}, p50 in ms"), 20.0, whole.p50_ms));
        measured.targets.push(Target::at_most(format!("{name}, p99 in ms"), 20.0, whole.p99_ms));
        measured.targets.push(Target::exactly("replays that are identical", 1, u64::from(last.identical)));
    }
    Ok(measured)
}
