//! What came of many turns.

use std::collections::BTreeMap;
use std::time::Duration;

use super::super::{Endpointing, Floor, FloorSettings};
use super::hear::{Heard, hear, hear_spoken};
use super::sound::Spoken;
use super::turn::{PauseKind, Turn};

/// How turns went with some settings.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// Turns with pauses inside sentences.
    pub paused: usize,
    /// Part of them that was cut off.
    pub cut_off: f64,
    /// Mean delay of all turns in ms, from the end of the last word.
    pub mean_ms: f64,
    /// Their median.
    pub p50_ms: f64,
    /// Median delay in ms of turns without a pause.
    pub clear_p50_ms: f64,
    /// Nine of ten of those are not slower.
    pub clear_p90_ms: f64,
    /// By kind of pause: turns, part that was cut off, mean delay in ms.
    pub kinds: BTreeMap<PauseKind, (usize, f64, f64)>,
}

impl Score {
    /// Each turn meets a floor that knows nobody yet.
    pub fn fresh(turns: &[Turn], settings: &Endpointing) -> Score {
        let heard = turns.iter().map(|turn| {
            let settings = FloorSettings { endpointing: settings.clone(), ..FloorSettings::default() };
            hear(turn, &mut Floor::new(settings), Duration::ZERO).0
        });
        Score::of(&heard.collect::<Vec<Heard>>())
    }

    /// The turns of a person meet the same floor one after another.
    pub fn by_person(turns: &[Turn], settings: &Endpointing) -> Score {
        let mut people: BTreeMap<usize, (Floor, Duration)> = BTreeMap::new();
        let heard = turns.iter().map(|turn| {
            let settings = FloorSettings { endpointing: settings.clone(), ..FloorSettings::default() };
            let (floor, time) =
                people.entry(turn.person).or_insert_with(|| (Floor::new(settings), Duration::ZERO));
            let (heard, until) = hear(turn, floor, *time);
            *time = until + Duration::from_secs(2);
            heard
        });
        Score::of(&heard.collect::<Vec<Heard>>())
    }

    /// As [`Score::by_person`], for turns that were spoken.
    pub fn spoken(turns: &[Spoken], settings: &Endpointing) -> Score {
        let mut people: BTreeMap<usize, (Floor, Duration)> = BTreeMap::new();
        let heard = turns.iter().map(|spoken| {
            let settings = FloorSettings { endpointing: settings.clone(), ..FloorSettings::default() };
            let (floor, time) =
                people.entry(spoken.turn.person).or_insert_with(|| (Floor::new(settings), Duration::ZERO));
            let (heard, until) = hear_spoken(spoken, floor, *time);
            *time = until + Duration::from_secs(2);
            heard
        });
        Score::of(&heard.collect::<Vec<Heard>>())
    }

    pub(super) fn of(heard: &[Heard]) -> Score {
        let paused = |heard: &&Heard| !matches!(heard.kind, PauseKind::Fluent | PauseKind::Sentence);
        let clear: Vec<Heard> = heard.iter().filter(|h| h.kind == PauseKind::Fluent).copied().collect();
        let mut kinds = BTreeMap::new();
        for kind in PauseKind::ALL {
            let of: Vec<Heard> = heard.iter().filter(|h| h.kind == kind).copied().collect();
            kinds.insert(kind, (of.len(), part(&of), mean(&of)));
        }
        let inside: Vec<Heard> = heard.iter().filter(paused).copied().collect();
        let counted: Vec<Heard> = heard.iter().filter(|h| h.kind != PauseKind::Sentence).copied().collect();
        Score {
            paused: inside.len(),
            cut_off: part(&inside),
            mean_ms: mean(&counted),
            p50_ms: quantile(&counted, 0.5),
            clear_p50_ms: quantile(&clear, 0.5),
            clear_p90_ms: quantile(&clear, 0.9),
            kinds,
        }
    }
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

/// By the nearest rank.
fn quantile(heard: &[Heard], part: f64) -> f64 {
    let mut delays: Vec<f64> = heard.iter().map(|heard| ms(heard.delay)).collect();
    delays.sort_by(f64::total_cmp);
    let rank = (delays.len() as f64 * part).ceil() as usize;
    delays.get(rank.saturating_sub(1)).copied().unwrap_or_default()
}

fn part(heard: &[Heard]) -> f64 {
    heard.iter().filter(|heard| heard.cut).count() as f64 / heard.len().max(1) as f64
}

fn mean(heard: &[Heard]) -> f64 {
    heard.iter().map(|heard| ms(heard.delay)).sum::<f64>() / heard.len().max(1) as f64
}
