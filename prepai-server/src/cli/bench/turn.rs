//! From the candidate's words to the interviewer's first words.

use std::time::Duration;

use prepai_core::Result;
use serde_json::json;

use super::folder::{Bench, StoreKind};
use super::talker::Talker;
use super::target::{Measured, Target};
use crate::cli::quantiles::Quantiles;

const TURNS: usize = 500;
const WARM_UP: usize = 20;

/// Several hundred typed turns on every store.
pub(super) async fn measure(bench: &Bench<'_>) -> Result<Measured> {
    let mut measured = Measured::default();
    for kind in bench.stores(&StoreKind::ALL) {
        let interview = bench.interview(kind)?;
        let mut progress = bench.progress(format!("turns, {kind}"), (WARM_UP + TURNS) as u64);
        let mut turns = Vec::new();
        let mut interviews: u64 = 0;
        while turns.len() < WARM_UP + TURNS {
            let mut talker = Talker::begin(&interview, interviews).await?;
            interviews += 1;
            while !talker.is_over() && turns.len() < WARM_UP + TURNS {
                let turn = talker.say(interviews).await?;
                // The last turn of an interview scores it as well: its times are told with the others' below.
                turns.push(turn);
                progress.at(turns.len() as u64);
            }
            talker.finish().await;
        }
        let timed: Vec<_> = turns.split_off(WARM_UP.min(turns.len()));
        let of = |time: fn(&super::talker::Turn) -> Duration| Quantiles::of(timed.iter().map(time).collect());
        let first = of(|turn| turn.first_text);
        let from_input = of(|turn| turn.acknowledged + turn.first_text);
        measured.figure(
            kind.to_string(),
            json!({
                "turns": timed.len(), "interviews": interviews, "acknowledged_to_first_text": first,
                "input_to_acknowledged": of(|turn| turn.acknowledged), "input_to_first_text": from_input,
            }),
        );
        let name = |quantile: &str| format!("{kind}: acknowledged words to first text, {quantile} in ms");
        measured.targets.push(Target::at_most(name("p50"), 1.0, first.p50_ms));
        measured.targets.push(Target::at_most(name("p99"), 5.0, first.p99_ms));
    }
    Ok(measured)
}
