//! Scoring an interview of 60 turns.

use std::time::Instant;

use prepai_core::{Result, evaluation};
use serde_json::json;

use super::folder::{Bench, StoreKind};
use super::recorded::record;
use super::target::Measured;
use crate::cli::quantiles::Quantiles;

const SCORED: usize = 200;

/// Scores it again and again, from the loaded session to the report.
pub(super) async fn measure(bench: &Bench<'_>) -> Result<Measured> {
    let mut measured = Measured::default();
    for kind in bench.stores(&[StoreKind::Memory]) {
        let interview = bench.interview(kind)?;
        let id = record(&interview).await?;
        let log = interview.sessions().load(&id).await?;
        let session = log.session();
        let mut times = Vec::new();
        for _ in 0..SCORED {
            let began = Instant::now();
            let report = evaluation::report(session, &interview.backends().library);
            times.push(began.elapsed());
            drop(report);
        }
        measured.figure(
            kind.to_string(),
            json!({
                "turns": session.turn, "messages": session.transcript.len(), "evaluator": evaluation::VERSION,
                "report": Quantiles::of(times),
            }),
        );
    }
    Ok(measured)
}
