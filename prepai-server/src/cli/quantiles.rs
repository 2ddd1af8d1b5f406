//! Many durations in a few numbers.

use std::time::Duration;

use serde::Serialize;

/// Quantiles of measured times in milliseconds, by the nearest rank: each is a time that was really measured.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(crate) struct Quantiles {
    /// How many were measured.
    pub(crate) n: usize,
    /// Half took at most this.
    pub(crate) p50_ms: f64,
    /// Nineteen in twenty took at most this.
    pub(crate) p95_ms: f64,
    /// Ninety-nine in a hundred took at most this.
    pub(crate) p99_ms: f64,
    /// The longest.
    pub(crate) max_ms: f64,
}

impl Quantiles {
    /// Of these times; zeros when there are none.
    pub(crate) fn of(mut times: Vec<Duration>) -> Quantiles {
        times.sort_unstable();
        let at = |percent: usize| {
            let rank = (times.len() * percent).div_ceil(100).max(1);
            ms(times.get(rank - 1).copied().unwrap_or_default())
        };
        Quantiles { n: times.len(), p50_ms: at(50), p95_ms: at(95), p99_ms: at(99), max_ms: at(100) }
    }
}

/// Milliseconds, in thousandths.
pub(crate) fn ms(time: Duration) -> f64 {
    // Whole microseconds below 2^53: exact until the division.
    (time.as_micros() as f64) / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_times_that_were_measured() {
        let times = (1..=200).rev().map(Duration::from_millis).collect();
        let all = Quantiles::of(times);
        assert_eq!(
            (all.n, all.p50_ms, all.p95_ms, all.p99_ms, all.max_ms),
            (200, 100.0, 190.0, 198.0, 200.0)
        );
        assert_eq!(Quantiles::of(vec![Duration::from_micros(1500)]).p99_ms, 1.5);
        assert_eq!(Quantiles::of(Vec::new()).n, 0);
    }
}
