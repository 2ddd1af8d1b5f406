//! The last steps of several rows of numbers, newest first and in one piece.

/// Rows whose newest `N` values can be read as slices: each value is stored twice, a ring apart.
#[derive(Debug, Clone)]
pub(super) struct Past<const ROWS: usize, const N: usize> {
    rows: [Box<[f32]>; ROWS],
    at: usize,
}

impl<const ROWS: usize, const N: usize> Past<ROWS, N> {
    /// Everything so far is `value`.
    pub(super) fn new(value: f32) -> Self {
        Past { rows: std::array::from_fn(|_| vec![value; 2 * N].into()), at: 0 }
    }

    /// The next value of each row.
    pub(super) fn push(&mut self, values: [f32; ROWS]) {
        self.at = self.at.checked_sub(1).unwrap_or(N - 1);
        for (row, value) in self.rows.iter_mut().zip(values) {
            for place in [self.at, self.at + N] {
                if let Some(place) = row.get_mut(place) {
                    *place = value;
                }
            }
        }
    }

    /// Each row's values from `back` steps ago on, newest first; `length` of them where so many are kept.
    pub(super) fn rows(&self, back: usize, length: usize) -> [&[f32]; ROWS] {
        let from = (self.at + back).min(self.at + N);
        let until = (from + length).min(self.at + N);
        self.rows.each_ref().map(|row| row.get(from..until).unwrap_or_default())
    }

    /// The values of one step.
    pub(super) fn step(&self, back: usize) -> [f32; ROWS] {
        self.rows(back, 1).map(|row| row.first().copied().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_come_first_and_the_oldest_are_forgotten() {
        let mut past: Past<2, 5> = Past::new(-1.0);
        assert_eq!(past.rows(0, 9), [&[-1.0; 5], &[-1.0; 5]]);
        for n in 0..13 {
            past.push([n as f32, n as f32 * 10.0]);
        }
        assert_eq!(past.rows(0, 5), [&[12.0, 11.0, 10.0, 9.0, 8.0], &[120.0, 110.0, 100.0, 90.0, 80.0]]);
        assert_eq!(past.rows(3, 5), [&[9.0, 8.0], &[90.0, 80.0]]);
        assert_eq!((past.step(1), past.step(5)), ([11.0, 110.0], [0.0, 0.0]));
    }
}
