//! Whether scores rise or fall over days.

use serde::Serialize;

use super::tenths::mean;

/// Below so many days with scores nothing is said about a trend.
pub const MIN_DAYS: usize = 5;

/// The scores of one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    /// Its number, counted from any day.
    pub day: i64,
    /// Scored interviews; a day with none does not count.
    pub scored: i64,
    /// Sum of their overall scores in tenths.
    pub tenths: i64,
}

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TrendKind {
    /// Scores rise.
    Improving,
    /// Scores fall.
    Declining,
    /// Neither can be told from chance.
    Stable,
    /// Too few days.
    InsufficientData,
}

/// Which way, how far, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trend {
    /// Which way.
    pub kind: TrendKind,
    /// How far the fitted line moves from the first to the last day, in tenths; 0 when data are insufficient.
    pub change: i64,
    /// A sentence for people.
    pub reason: String,
}

/// The trend of days in ascending order.
///
/// A straight line is fitted to the daily means by least squares, each day weighted by its number of scores (the
/// variance of a mean falls with it). The line counts as rising or falling when its slope differs from zero at the 5 %
/// level in the two-sided t-test with `days - 2` degrees of freedom (Draper & Smith, "Applied Regression Analysis",
/// 1.4 and 2.11) and its change over the window rounds to at least a tenth of a point. Days are taken as independent.
pub(super) fn trend(days: &[Day]) -> Trend {
    let days: Vec<Day> = days.iter().copied().filter(|day| day.scored > 0).collect();
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return insufficient(0) };
    if days.len() < MIN_DAYS {
        return insufficient(days.len());
    }
    // All sums are whole numbers: exact, whatever the order.
    let sum = |of: &dyn Fn(i128, i128, i128) -> i128| -> i128 {
        let part =
            |day: &Day| of(i128::from(day.scored), i128::from(day.day - first.day), i128::from(day.tenths));
        days.iter().map(part).sum()
    };
    let (n, sx, sy) = (sum(&|w, _, _| w), sum(&|w, x, _| w * x), sum(&|_, _, y| y));
    let (sxx, sxy) = (sum(&|w, x, _| w * x * x), sum(&|_, x, y| x * y));
    let (rise, run) = (n * sxy - sx * sy, n * sxx - sx * sx);
    // Different days lie apart, so `run` is positive.
    let slope = rise as f64 / run as f64;
    let (mean_x, mean_y) = (sx as f64 / n as f64, sy as f64 / n as f64);
    let residuals: f64 = days
        .iter()
        .map(|day| {
            let (w, x) = (day.scored as f64, (day.day - first.day) as f64);
            let off = day.tenths as f64 / w - (mean_y + slope * (x - mean_x));
            w * off * off
        })
        .sum();
    let freedom = (days.len() - 2) as f64;
    let spread = run as f64 / n as f64;
    let critical = critical_t(days.len() - 2);
    // t >= critical, squared and without a division that a perfect line would make by zero.
    let significant = rise != 0 && slope * slope * spread * freedom >= critical * critical * residuals;
    let change = libm::round(slope * (last.day - first.day) as f64) as i64;
    let (kind, word) = match (significant && change != 0, change > 0) {
        (false, _) => (TrendKind::Stable, "no change that differs from chance at the 5 % level"),
        (true, true) => (TrendKind::Improving, "a rise that differs from chance at the 5 % level"),
        (true, false) => (TrendKind::Declining, "a fall that differs from chance at the 5 % level"),
    };
    let count = n;
    Trend { kind, change, reason: format!("{word}, from {count} scores on {} days", days.len()) }
}

fn insufficient(days: usize) -> Trend {
    let reason = format!("a trend needs at least {MIN_DAYS} days with scores; there are {days}");
    Trend { kind: TrendKind::InsufficientData, change: 0, reason }
}

/// The t value that is exceeded by chance in 2.5 % on each side; between the rows of the table the stricter one.
fn critical_t(freedom: usize) -> f64 {
    const TABLE: [(usize, f64); 22] = [
        (3, 3.182),
        (4, 2.776),
        (5, 2.571),
        (6, 2.447),
        (7, 2.365),
        (8, 2.306),
        (9, 2.262),
        (10, 2.228),
        (11, 2.201),
        (12, 2.179),
        (13, 2.160),
        (14, 2.145),
        (15, 2.131),
        (16, 2.120),
        (18, 2.101),
        (20, 2.086),
        (25, 2.060),
        (30, 2.042),
        (40, 2.021),
        (60, 2.000),
        (120, 1.980),
        (1000, 1.962),
    ];
    TABLE.iter().rev().find(|(row, _)| *row <= freedom).map_or(12.706, |(_, t)| *t)
}

/// The mean of a day in tenths.
pub(super) fn daily_mean(day: &Day) -> Option<i64> {
    mean(day.tenths, day.scored)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn days(tenths: &[i64]) -> Vec<Day> {
        tenths
            .iter()
            .enumerate()
            .map(|(day, tenths)| Day { day: day as i64, scored: 1, tenths: *tenths })
            .collect()
    }

    #[test]
    fn a_straight_rise_improves_and_its_mirror_declines() {
        let up = trend(&days(&[40, 45, 50, 55, 60]));
        assert_eq!((up.kind, up.change), (TrendKind::Improving, 20), "{}", up.reason);
        let down = trend(&days(&[60, 55, 50, 45, 40]));
        assert_eq!((down.kind, down.change), (TrendKind::Declining, -20));
    }

    #[test]
    fn a_rise_within_chance_is_stable() {
        // Slope 1.6 tenths a day, t = 0.40 against 3.18.
        let noisy = trend(&days(&[40, 62, 45, 38, 60]));
        assert_eq!((noisy.kind, noisy.change), (TrendKind::Stable, 6), "{}", noisy.reason);
        assert_eq!(trend(&days(&[50; 9])).kind, TrendKind::Stable);
    }

    #[test]
    fn four_days_are_too_few() {
        let few = trend(&days(&[10, 30, 60, 90]));
        assert_eq!((few.kind, few.change), (TrendKind::InsufficientData, 0));
        assert_eq!(trend(&[]).kind, TrendKind::InsufficientData);
    }

    #[test]
    fn days_weigh_as_much_as_they_have_scores() {
        // One odd interview on the last day against twenty a day before it.
        let mut all: Vec<Day> = (0..6)
            .map(|day| Day { day, scored: 20, tenths: 20 * [60, 61, 60, 59, 60, 60][day as usize] })
            .collect();
        all.push(Day { day: 6, scored: 1, tenths: 100 });
        assert_eq!(trend(&all).kind, TrendKind::Stable);
        assert!(trend(&all).change.abs() <= 2, "{:?}", trend(&all));
    }

    proptest! {
        #[test]
        fn the_direction_turns_with_the_scores(tenths in prop::collection::vec(0i64..=100, 0..40)) {
            let (up, down) = (trend(&days(&tenths)), trend(&days(&tenths.iter().map(|t| 100 - t).collect::<Vec<_>>())));
            prop_assert_eq!(up.change, -down.change);
            prop_assert_eq!(up.kind == TrendKind::Improving, down.kind == TrendKind::Declining);
        }
    }
}
