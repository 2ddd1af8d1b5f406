//! Voice from outside: the server on one core, the load from another process in real time, models that take no time.

mod fakes;
mod house;
mod talker;
mod utterances;
mod wire;

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use prepai_core::Result;
use serde_json::json;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

pub(super) use house::serve;

use self::house::House;
use self::talker::{Seen, Talker};
use self::utterances::Utterances;
use super::folder::Bench;
use super::server::Client;
use super::target::{Measured, Target};
use super::wrong;
use crate::cli::quantiles::Quantiles;

/// Turns of each client.
const TURNS: usize = 3;

/// Connect, talk, leave: so often, so many at a time.
const AT_ONCE: u64 = 32;

/// Memory and descriptors are looked at after each of so many parts of the visits.
const PARTS: u64 = 5;

/// Measures `sessions` at once, and `cycles` visits.
pub(super) async fn measure(bench: &Bench<'_>, sessions: u64, cycles: u64) -> Result<Measured> {
    let utterances = Utterances::load()?;
    let mut measured = Measured::default();
    let house = House::start(bench).await?;
    let alone = talk(&house, 1, &utterances).await?;
    let before = house.resident_mb()?;
    let processor = house.processor()?;
    let (many, peak) = peak(&house, talk(&house, sessions, &utterances)).await?;
    // For each second that a client was there.
    let share = (house.processor()? - processor).as_secs_f64() / many.there.as_secs_f64().max(0.001);
    let each_mb = (peak - before) / sessions as f64;
    let live = 1.0 / share.max(0.000_001);

    let (mut memory, mut descriptors) = (Vec::new(), Vec::new());
    let began = Instant::now();
    for part in 0..PARTS {
        let count = cycles * (part + 1) / PARTS - cycles * part / PARTS;
        visits(&house, count, &utterances).await?;
        memory.push(house.resident_mb()?);
        descriptors.push(house.descriptors()?);
    }
    let seconds = began.elapsed().as_secs_f64();
    // The first part warms up.
    let most = memory.iter().skip(1).copied().fold(0.0, f64::max);
    let grown_mb = (most - memory.first().copied().unwrap_or_default()).max(0.0);
    let grown_fd = descriptors.iter().skip(1).max().copied().unwrap_or_default();
    let grown_fd = grown_fd.saturating_sub(descriptors.first().copied().unwrap_or_default());
    let pinned = house.pinned;
    house.stop().await?;

    let kept = many.words.iter().filter(|difference| **difference <= 1).count();
    let kept = 100.0 * kept as f64 / many.words.len().max(1) as f64;
    let (one, all) = (Quantiles::of(alone.overhead), Quantiles::of(many.overhead.clone()));
    let slowest = slowest(&many);
    let barge_in = Quantiles::of(many.barge_in.iter().map(|(time, _)| *time).collect());
    let resumed = Quantiles::of(many.resumed.clone());
    let decided = Quantiles::of(many.decided.clone());
    measured.figure(
        "voice",
        json!({
            "sessions": sessions, "server_on_a_core_of_its_own": pinned, "overhead_with_one": one, "overhead": all,
            "barge_in": barge_in, "barge_in_slowest": slowest, "decided_after_the_pause": decided, "interruptions_missed": many.missed,
            "frames_after_a_pause": many.after_pause, "gaps_in_speech": many.gaps, "words_kept_percent": kept,
            "resumed": resumed, "session_seconds": many.there.as_secs(), "processor_ms_per_session_second": share * 1_000.0,
            "live_sessions_per_core": live.round(), "mb_per_session": each_mb,
            "visits": cycles, "visits_took_s": seconds, "visits_mb": memory, "visits_descriptors": descriptors,
        }),
    );
    measured.targets = vec![
        Target::at_most("overhead with one session, p50 in ms", 1.0, one.p50_ms),
        Target::at_most("overhead with one session, p99 in ms", 5.0, one.p99_ms),
        Target::at_most(format!("overhead with {sessions} sessions, p99 in ms"), 10.0, all.p99_ms),
        Target::at_most("barge-in, p50 in ms", 120.0, barge_in.p50_ms),
        Target::at_most("barge-in, p99 in ms", 200.0, barge_in.p99_ms),
        Target::at_most("decision after a pause, longest in ms", 600.0, decided.max_ms),
        Target::exactly("frames of sound after a pause", 0, many.after_pause as u64),
        Target::exactly("gaps in speech", 0, many.gaps as u64),
        Target::at_least("words kept within one, in percent", 95.0, kept),
        Target::at_least("live sessions on a core", 500.0, live.round()),
        Target::at_most("memory of a live session in MB", 0.5, each_mb),
        Target::at_most("resuming a cut connection, longest in ms", 250.0, resumed.max_ms),
        Target::at_most(format!("growth over {cycles} visits in MB"), 8.0, grown_mb),
        Target::at_most(format!("growth over {cycles} visits in descriptors"), 8.0, grown_fd as f64),
    ];
    Ok(measured)
}

/// What was said when it took longest to be noticed.
fn slowest(seen: &Seen) -> Vec<serde_json::Value> {
    let mut slowest = seen.barge_in.clone();
    slowest.sort_by_key(|(time, _)| std::cmp::Reverse(*time));
    slowest
        .iter()
        .take(3)
        .map(|(time, name)| json!({ "ms": time.as_millis() as u64, "said": name }))
        .collect()
}

/// So many clients, each a few turns and a cut connection, begun one after another within two seconds.
async fn talk(house: &House, sessions: u64, utterances: &Arc<Utterances>) -> Result<Seen> {
    let mut client = Client::connect(house.address).await?;
    let mut tasks: JoinSet<Result<Seen>> = JoinSet::new();
    for number in 0..sessions {
        let (id, address, utterances) = (client.create().await?, house.address, Arc::clone(utterances));
        let begins = Duration::from_secs(2).mul_f64(number as f64 / sessions as f64);
        tasks.spawn(async move {
            sleep(begins).await;
            let mut talker = Talker::enter(address, &id, utterances, number).await?;
            talker.greeted().await?;
            for _ in 0..TURNS {
                talker.turn().await?;
            }
            talker.cut().await?;
            Ok(talker.seen)
        });
    }
    let mut seen = Seen::default();
    while let Some(task) = tasks.join_next().await {
        seen.add(task.map_err(|error| wrong("a client broke").caused_by(error))??);
    }
    Ok(seen)
}

/// The most memory while something goes on.
async fn peak<T>(house: &House, work: impl Future<Output = Result<T>>) -> Result<(T, f64)> {
    let mut peak = 0.0_f64;
    let mut work = pin!(work);
    loop {
        tokio::select! {
            done = &mut work => return Ok((done?, peak)),
            () = sleep(Duration::from_millis(400)) => peak = peak.max(house.resident_mb()?),
        }
    }
}

/// Connects, talks and leaves, a few at a time.
async fn visits(house: &House, count: u64, utterances: &Arc<Utterances>) -> Result<()> {
    let mut tasks: JoinSet<Result<()>> = JoinSet::new();
    for first in 0..AT_ONCE.min(count) {
        let (address, utterances) = (house.address, Arc::clone(utterances));
        tasks.spawn(async move {
            let mut client = Client::connect(address).await?;
            let mut number = first;
            while number < count {
                let id = client.create().await?;
                let talker = Talker::enter(address, &id, Arc::clone(&utterances), number).await?;
                talker.visit().await?;
                number += AT_ONCE;
            }
            Ok(())
        });
    }
    while let Some(task) = tasks.join_next().await {
        task.map_err(|error| wrong("a client broke").caused_by(error))??;
    }
    Ok(())
}
