//! Published numbers: exact sums, rounded once to tenths.

/// Tenths of a point as points.
pub(super) fn points(tenths: i64) -> f64 {
    // Scores are far below 2^53; dividing by ten is rounded to the nearest double, which prints as one decimal.
    tenths as f64 / 10.0
}

/// `sum / count`, rounded half up to a whole number; nothing when `count` is not positive.
pub(super) fn mean(sum: i64, count: i64) -> Option<i64> {
    (count > 0).then(|| (2 * sum + count).div_euclid(2 * count))
}

/// The part of `whole` that `part` is, in percent, rounded to tenths; 0 of nothing.
pub(super) fn percent(part: i64, whole: i64) -> f64 {
    points(mean(part.saturating_mul(1000), whole).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_round_up_and_nothing_has_no_mean() {
        assert_eq!(mean(51 + 52, 2), Some(52));
        assert_eq!(mean(51 + 51 + 52, 3), Some(51));
        assert_eq!(mean(0, 0), None);
        assert_eq!(points(51), 5.1);
    }

    #[test]
    fn percent_has_one_decimal() {
        assert_eq!((percent(1, 5), percent(1, 3), percent(2, 3)), (20.0, 33.3, 66.7));
        assert_eq!(percent(0, 0), 0.0);
    }
}
