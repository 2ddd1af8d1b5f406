//! How long this person pauses, compared with others.

use std::collections::VecDeque;
use std::time::Duration;

/// Half of all people's pauses inside turns are longer.
const USUAL: f64 = 0.65;
/// Shorter gaps are between words, not pauses.
const SHORTEST: Duration = Duration::from_millis(200);
/// Longer ones are something else.
const LONGEST: Duration = Duration::from_secs(6);
/// Pauses that are remembered.
const KEPT: usize = 40;
/// So many pauses weigh as much as what is known of people in general.
const PRIOR: f64 = 10.0;
/// How much more patience each cut-off of late brings, and how many are counted.
const AFTER_CUT: f64 = 1.12;
const CUTS: usize = 4;
/// How far a person may be from others.
const RANGE: (f64, f64) = (0.8, 1.8);

/// The pauses that somebody made and went on after, and the times that they were cut off.
///
/// The pace is the median of the logarithms of pauses over the usual, drawn towards 0 while few are known: an odd pause moves it
/// little. Pauses that ended a turn too early are among them with their full length, so that a floor that is
/// too quick learns of it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pace {
    pauses: VecDeque<Duration>,
    /// For each of the last turns whether it was cut off.
    cuts: VecDeque<bool>,
}

impl Pace {
    /// Somebody went on after a pause inside a turn.
    pub(crate) fn paused(&mut self, length: Duration) {
        if (SHORTEST..=LONGEST).contains(&length) {
            self.pauses.push_back(length);
            if self.pauses.len() > KEPT {
                self.pauses.pop_front();
            }
        }
    }

    /// A turn ended.
    pub(crate) fn ended(&mut self) {
        self.cuts.push_back(false);
        if self.cuts.len() > 2 * CUTS {
            self.cuts.pop_front();
        }
    }

    /// The turn that ended last was none: somebody went on after this long.
    pub(crate) fn cut(&mut self, length: Duration) {
        self.paused(length);
        if let Some(last) = self.cuts.back_mut() {
            *last = true;
        }
    }

    /// The factor for this person's patience, about 1.0.
    pub(crate) fn factor(&self) -> f64 {
        let mut logs: Vec<f64> =
            self.pauses.iter().map(|pause| libm::log(pause.as_secs_f64() / USUAL)).collect();
        logs.sort_by(f64::total_cmp);
        let count = logs.len();
        let middle = logs.get(count / 2).copied().unwrap_or_default();
        let shrunk = middle * count as f64 / (count as f64 + PRIOR);
        let cuts = self.cuts.iter().filter(|cut| **cut).count().min(CUTS);
        (libm::exp(shrunk) * libm::pow(AFTER_CUT, cuts as f64)).clamp(RANGE.0, RANGE.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(pauses: &[u64]) -> f64 {
        let mut pace = Pace::default();
        pauses.iter().for_each(|pause| pace.paused(Duration::from_millis(*pause)));
        pace.factor()
    }

    #[test]
    fn nobody_known_is_like_everybody() {
        assert_eq!(after(&[]), 1.0);
        assert_eq!(after(&[10, 50_000]), 1.0);
    }

    #[test]
    fn long_pauses_bring_patience_and_short_ones_take_it() {
        assert!(after(&[1_500; 30]) > 1.4);
        assert!(after(&[250; 30]) < 0.85);
        assert!(after(&[1_500; 30]) <= RANGE.1 && after(&[210; 40]) >= RANGE.0);
    }

    #[test]
    fn an_odd_pause_changes_little() {
        let mut pauses = vec![500; 15];
        let before = after(&pauses);
        pauses.extend([5_000, 5_000]);
        assert!((after(&pauses) - before).abs() < 0.05);
    }

    #[test]
    fn being_cut_off_brings_patience_that_fades() {
        let mut pace = Pace::default();
        pace.ended();
        pace.cut(Duration::from_millis(900));
        let cut = pace.factor();
        assert!(cut > 1.1, "{cut}");
        for _ in 0..8 {
            pace.ended();
        }
        assert!(pace.factor() < cut);
    }
}
