//! How long somebody has worked.

use super::dates::{Month, Span};

/// Years in which at least one job was held, to a tenth: jobs at the same time count once.
///
/// A year without a month begins in January and, as an end, counts up to its beginning: `2017 - 2021` are four years.
pub(super) fn total(spans: impl Iterator<Item = Span>, as_of: Month) -> f64 {
    let now = as_of.index(1) + 1;
    let mut months: Vec<(u32, u32)> = spans
        .map(|span| {
            let start = span.start.index(1);
            let end = match span.end {
                None => now,
                // A month is worked to its end; of a year nothing is known.
                Some(end) if end == Month::new(0, 0) => start,
                Some(end) => (end.index(1) + u32::from(end.index(1) == end.index(12))).min(now),
            };
            (start, end.max(start))
        })
        .collect();
    months.sort_unstable();
    let mut worked = 0;
    let mut until = 0;
    for (start, end) in months {
        worked += end.saturating_sub(start.max(until));
        until = until.max(end);
    }
    (f64::from(worked) / 12.0 * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: (u16, u8), end: Option<(u16, u8)>) -> Span {
        let month = |(year, month)| Month::new(year, month);
        Span { start: month(start), end: end.map(month) }
    }

    #[test]
    fn jobs_at_the_same_time_count_once() {
        let as_of = Month::new(2026, 11);
        let years = |spans: &[Span]| total(spans.iter().copied(), as_of);
        assert_eq!(years(&[span((2017, 0), Some((2021, 0)))]), 4.0);
        assert_eq!(years(&[span((2017, 0), Some((2021, 0))), span((2018, 0), Some((2020, 0)))]), 4.0);
        assert_eq!(years(&[span((2021, 1), Some((2021, 12)))]), 1.0);
        assert_eq!(years(&[span((2025, 12), None)]), 1.0);
        assert_eq!(years(&[span((2030, 1), Some((2031, 1)))]), 0.0);
        assert_eq!(years(&[]), 0.0);
    }
}
