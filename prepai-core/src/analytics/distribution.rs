//! How scores are distributed: exact percentiles from counters.

use std::collections::BTreeMap;

use super::tenths::mean;

/// Below so many scores a percentile says more about chance than about candidates, and is not given.
pub const MIN_SAMPLE: i64 = 30;

/// How often each score was given, in tenths of a point.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Distribution {
    counts: BTreeMap<i64, i64>,
    total: i64,
    sum: i64,
}

impl Distribution {
    /// From pairs of tenths and how often they occur; what does not occur is left out.
    pub fn new(counts: impl IntoIterator<Item = (i64, i64)>) -> Self {
        let mut all = Distribution::default();
        for (tenths, count) in counts {
            if count > 0 {
                *all.counts.entry(tenths).or_insert(0) += count;
                all.total += count;
                all.sum += tenths * count;
            }
        }
        all
    }

    /// How many scores.
    pub fn total(&self) -> i64 {
        self.total
    }

    /// The lowest, in tenths.
    pub fn min(&self) -> Option<i64> {
        self.counts.keys().next().copied()
    }

    /// The highest, in tenths.
    pub fn max(&self) -> Option<i64> {
        self.counts.keys().next_back().copied()
    }

    /// The mean, rounded half up to tenths.
    pub fn mean(&self) -> Option<i64> {
        mean(self.sum, self.total)
    }

    /// The percentile `p` (0 to 100) in tenths, rounded half up; nothing without scores.
    ///
    /// By linear interpolation between the closest ranks: definition 7 of Hyndman & Fan, "Sample Quantiles in
    /// Statistical Packages", The American Statistician 50 (1996), which R, NumPy and Excel use by default. With the
    /// scores in order, `x[0]` to `x[n-1]`, the percentile is at the place `(n - 1) p / 100`.
    ///
    /// ```
    /// use prepai_core::analytics::Distribution;
    /// let scores = Distribution::new([(50, 1), (60, 1), (70, 1), (80, 1)]);
    /// assert_eq!(scores.percentile(50), Some(65));
    /// assert_eq!(scores.percentile(90), Some(77));
    /// ```
    pub fn percentile(&self, p: u8) -> Option<i64> {
        if self.total == 0 {
            return None;
        }
        let place = (self.total - 1) * i64::from(p.min(100));
        let (rank, rest) = (place / 100, place % 100);
        let (low, high) = (self.ranked(rank)?, self.ranked((rank + 1).min(self.total - 1))?);
        mean(100 * low + rest * (high - low), 100)
    }

    /// The score at a rank from 0, in ascending order.
    fn ranked(&self, rank: i64) -> Option<i64> {
        let mut before = 0;
        self.counts.iter().find_map(|(tenths, count)| {
            before += count;
            (rank < before).then_some(*tenths)
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Definition 7 on a sorted list, in floating point: nothing shared with the code above.
    fn from_list(sorted: &[i64], p: u8) -> f64 {
        let place = (sorted.len() - 1) as f64 * f64::from(p) / 100.0;
        let low = sorted[place.floor() as usize] as f64;
        let high = sorted[place.ceil() as usize] as f64;
        low + (place - place.floor()) * (high - low)
    }

    proptest! {
        #[test]
        fn percentiles_from_counters_are_those_of_the_sorted_list(
            mut scores in prop::collection::vec(0i64..=100, 1..200), p in 0u8..=100,
        ) {
            let distribution = Distribution::new(scores.iter().map(|tenths| (*tenths, 1)));
            scores.sort_unstable();
            let found = distribution.percentile(p).unwrap();
            prop_assert!((found as f64 - from_list(&scores, p)).abs() <= 0.5 + 1e-9);
            prop_assert_eq!(distribution.min(), scores.first().copied());
            prop_assert_eq!(distribution.max(), scores.last().copied());
            prop_assert_eq!(distribution.total(), scores.len() as i64);
            let sum: i64 = scores.iter().sum();
            prop_assert!((distribution.mean().unwrap() as f64 - sum as f64 / scores.len() as f64).abs() <= 0.5);
        }

        #[test]
        fn percentiles_never_fall(scores in prop::collection::vec((0i64..=100, 0i64..50), 1..60)) {
            let distribution = Distribution::new(scores);
            let all: Vec<_> = (0..=100).map(|p| distribution.percentile(p)).collect();
            prop_assert!(all.is_sorted());
        }
    }

    #[test]
    fn nothing_has_no_statistics() {
        let none = Distribution::new([(50, 0)]);
        assert_eq!((none.min(), none.max(), none.mean(), none.percentile(50)), (None, None, None, None));
    }

    #[test]
    fn one_score_is_every_percentile() {
        let one = Distribution::new([(51, 1)]);
        assert_eq!([0, 25, 50, 90, 100].map(|p| one.percentile(p)), [Some(51); 5]);
    }
}
