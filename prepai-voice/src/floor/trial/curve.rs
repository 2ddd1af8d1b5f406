//! Cut-offs against delay, as a curve.

use std::time::Duration;

use super::super::Endpointing;
use super::score::Score;
use super::turn::Turn;

/// One point of a curve.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// The mean delay in ms that was aimed at, on the set for tuning.
    pub wanted_ms: f64,
    /// Where the settings stand: below 1.0 haste, from 1.0 on the thinking time; for a bare
    /// threshold it is the silence in seconds.
    pub setting: f64,
    /// What came of it on the other set.
    pub score: Score,
}

/// Which way of endpointing a curve is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Words and silence.
    Floor,
    /// A bare threshold of silence.
    Threshold,
}

/// How much caution goes with haste.
const HASTE: f64 = 3.0;

impl Method {
    /// Its settings at a point between patience and haste.
    pub fn settings(self, at: f64) -> Endpointing {
        let plain = Endpointing::default();
        match self {
            Method::Floor if at >= 1.0 => Endpointing { thinking_time: at, ..plain },
            // Less caution, not shorter pauses: people pause as they do.
            Method::Floor => Endpointing {
                quick: plain.quick.mul_f64(at),
                caution: plain.caution + HASTE * libm::log(at),
                blind: plain.blind.mul_f64(at),
                ..plain
            },
            Method::Threshold => {
                let silence = Duration::from_secs_f64(at);
                Endpointing {
                    quick: silence,
                    more: Duration::ZERO,
                    slow: Duration::ZERO,
                    blind: silence,
                    asked_for_time: silence,
                    typing: Duration::ZERO,
                    adapts: false,
                    ..plain
                }
            }
        }
    }
}

/// Chooses settings on `tuning` for each mean delay, and scores them on `test`.
pub fn curve(method: Method, tuning: &[Turn], test: &[Turn], wanted_ms: &[f64]) -> Vec<Point> {
    wanted_ms
        .iter()
        .map(|wanted_ms| {
            let setting = search(method, tuning, *wanted_ms);
            let score = Score::by_person(test, &method.settings(setting));
            Point { wanted_ms: *wanted_ms, setting, score }
        })
        .collect()
}

/// The setting whose mean delay is nearest to the one that is wanted: delay grows with the setting.
fn search(method: Method, turns: &[Turn], wanted_ms: f64) -> f64 {
    let (mut low, mut high) = (0.05, 4.0);
    for _ in 0..9 {
        let middle = f64::midpoint(low, high);
        if Score::by_person(turns, &method.settings(middle)).mean_ms > wanted_ms {
            high = middle;
        } else {
            low = middle;
        }
    }
    f64::midpoint(low, high)
}
