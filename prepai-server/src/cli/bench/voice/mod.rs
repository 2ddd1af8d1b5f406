//! Voice from outside: the server on one core, the load from another process in real time, models that take no time.

mod fakes;
mod house;
mod talker;
mod wire;

use std::sync::Arc;
use std::time::Duration;

use prepai_core::Result;
use prepai_voice::audio::{DecodeOptions, decode, pcm16};
use serde_json::json;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

pub(super) use house::serve;

use self::house::{House, wrong};
use self::talker::{Seen, Talker};
use super::folder::Bench;
use super::server::Client;
use super::target::{Measured, Target};
use crate::cli::quantiles::Quantiles;

/// A recorded utterance of a browser.
const UTTERANCE: &[u8] = include_bytes!("utterance.webm");

/// How much of it a client says in a turn.
const SPOKEN: Duration = Duration::from_millis(2_000);

/// Turns of each client.
const TURNS: usize = 3;

/// Connect, talk, leave: so often, so many at a time.
const AT_ONCE: usize = 8;

/// Measures `sessions` at once, and `cycles` visits.
pub(super) async fn measure(bench: &Bench<'_>, sessions: u64, cycles: u64) -> Result<Measured> {
    let speech = speech()?;
    let mut measured = Measured::default();
    let house = House::start(bench).await?;
    let alone = talk(&house, 1, &speech).await?;
    let before = house.resident_mb()?;
    let (processor, began) = (house.processor()?, Instant::now());
    let (many, peak) = tokio::join!(talk(&house, sessions, &speech), peak(&house));
    let (many, peak) = (many?, peak?);
    let share = (house.processor()? - processor).as_secs_f64() / began.elapsed().as_secs_f64();
    let each_mb = (peak - before) / sessions as f64;
    let live = sessions as f64 / share.max(0.001);

    let first = (cycles / 5).max(1);
    visits(&house, first, &speech).await?;
    let (memory, descriptors) = (house.resident_mb()?, house.descriptors()?);
    visits(&house, cycles - first.min(cycles), &speech).await?;
    let grown_mb = house.resident_mb()? - memory;
    let grown_fd = house.descriptors()?.saturating_sub(descriptors);
    let pinned = house.pinned;
    house.stop().await?;

    let kept = many.words.iter().filter(|difference| **difference <= 1).count();
    let kept = 100.0 * kept as f64 / many.words.len().max(1) as f64;
    let (one, all) = (Quantiles::of(alone.overhead), Quantiles::of(many.overhead.clone()));
    let barge_in = Quantiles::of(many.barge_in.clone());
    let resumed = Quantiles::of(many.resumed.clone());
    let decided = Quantiles::of(many.decided.clone());
    measured.figure(
        "voice",
        json!({
            "sessions": sessions, "server_on_a_core_of_its_own": pinned, "overhead_with_one": one, "overhead": all,
            "barge_in": barge_in, "decided_after_the_pause": decided, "interruptions_missed": many.missed,
            "frames_after_a_pause": many.after_pause, "gaps_in_speech": many.gaps, "words_kept_percent": kept,
            "resumed": resumed, "processor_share": share, "live_sessions_per_core": live.round(),
            "mb_per_session": each_mb, "visits": cycles, "visits_grew_mb": grown_mb, "visits_grew_descriptors": grown_fd,
        }),
    );
    measured.targets = vec![
        Target::at_most("overhead with one session, p50 in ms", 1.0, one.p50_ms),
        Target::at_most("overhead with one session, p99 in ms", 5.0, one.p99_ms),
        Target::at_most(format!("overhead with {sessions} sessions, p99 in ms"), 10.0, all.p99_ms),
        Target::at_most("barge-in, p50 in ms", 120.0, barge_in.p50_ms),
        Target::at_most("barge-in, p99 in ms", 200.0, barge_in.p99_ms),
        Target::at_most("decision after a pause, longest in ms", 650.0, decided.max_ms),
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

/// The utterance as PCM16 at 16 kHz, as long as it is said.
fn speech() -> Result<Arc<[u8]>> {
    let sound = decode(UTTERANCE, DecodeOptions::default())?;
    let samples = sound.to_i16();
    // From the first loud sample on: the latency of a barge-in counts from there.
    let first = samples.iter().position(|sample| sample.unsigned_abs() > 1_000).unwrap_or(0);
    let length = usize::try_from(SPOKEN.as_millis()).unwrap_or(0) * 16;
    let said = samples.get(first..(first + length).min(samples.len())).unwrap_or_default();
    Ok(pcm16::bytes(said).into())
}

/// So many clients, each a few turns and a cut connection, begun one after another within two seconds.
async fn talk(house: &House, sessions: u64, speech: &Arc<[u8]>) -> Result<Seen> {
    let mut client = Client::connect(house.address).await?;
    let mut tasks: JoinSet<Result<Seen>> = JoinSet::new();
    for number in 0..sessions {
        let (id, address, speech) = (client.create().await?, house.address, Arc::clone(speech));
        let begins = Duration::from_secs(2).mul_f64(number as f64 / sessions as f64);
        tasks.spawn(async move {
            sleep(begins).await;
            let mut talker = Talker::enter(address, &id, speech).await?;
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

/// Memory when everybody talks.
async fn peak(house: &House) -> Result<f64> {
    let mut peak = 0.0_f64;
    for _ in 0..40 {
        sleep(Duration::from_millis(400)).await;
        peak = peak.max(house.resident_mb()?);
    }
    Ok(peak)
}

/// Connects, talks and leaves, a few at a time.
async fn visits(house: &House, count: u64, speech: &Arc<[u8]>) -> Result<()> {
    let mut tasks: JoinSet<Result<()>> = JoinSet::new();
    let each = count.div_ceil(AT_ONCE as u64);
    for _ in 0..AT_ONCE {
        let (address, speech) = (house.address, Arc::clone(speech));
        tasks.spawn(async move {
            let mut client = Client::connect(address).await?;
            for _ in 0..each {
                let id = client.create().await?;
                Talker::enter(address, &id, Arc::clone(&speech)).await?.visit().await?;
            }
            Ok(())
        });
    }
    while let Some(task) = tasks.join_next().await {
        task.map_err(|error| wrong("a client broke").caused_by(error))??;
    }
    Ok(())
}
