//! The part of a stream that is still needed.

use std::collections::VecDeque;
use std::time::Duration;

use super::microphone::{position, to_index};

/// What is kept while nobody speaks: speech is noticed a little after it began.
pub(super) const BEFORE: Duration = Duration::from_millis(600);

/// The longest that is kept of a turn. Of a longer one the beginning is forgotten: it is with the ears by then, and on tape.
pub(super) const LONGEST: Duration = Duration::from_secs(180);

/// A stream that stands still for longer has something else to say when it comes back.
const STALL: Duration = Duration::from_secs(2);

/// Samples of a stream, each with its place: those that are needed, or the newest ones.
#[derive(Debug, Default)]
pub(super) struct Kept {
    samples: VecDeque<i16>,
    /// The place of the first of them.
    first: u64,
    /// From where on everything is needed.
    needed: Option<u64>,
}

impl Kept {
    /// The place of the first one that is kept.
    pub(super) fn first(&self) -> u64 {
        self.first
    }

    /// How many there were.
    pub(super) fn end(&self) -> u64 {
        self.first + self.samples.len() as u64
    }

    /// From where on everything is needed.
    pub(super) fn needed(&self) -> Option<u64> {
        self.needed
    }

    pub(super) fn push(&mut self, samples: &[i16]) {
        self.samples.extend(samples);
        self.forget();
    }

    /// So many are silent that never came. They are those behind what is kept where that is needed, and else those before: what is kept then
    /// may be the beginning of a word that only goes on late. Of more than [`STALL`], or than is ever kept, nothing is, nor of what was before.
    pub(super) fn silence(&mut self, samples: u64) {
        match self.needed {
            Some(_) if samples <= position(LONGEST) => {
                self.samples.extend(std::iter::repeat_n(0, to_index(samples)));
            }
            None if samples <= position(STALL) => self.first += samples,
            needed => {
                self.first = self.end() + samples;
                self.samples.clear();
                self.needed = needed.map(|_| self.first);
            }
        }
    }

    /// Takes `count` of them out from a place on, as far as they are kept; what comes after moves that much earlier.
    pub(super) fn take_out(&mut self, at: u64, count: u64) {
        let from = to_index(at.saturating_sub(self.first)).min(self.samples.len());
        let until = (from + to_index(count)).min(self.samples.len());
        self.samples.drain(from..until);
    }

    /// All of them, and those that will come, move so much earlier.
    pub(super) fn move_back(&mut self, count: u64) {
        self.first = self.first.saturating_sub(count);
    }

    /// Keeps everything from a place on, until it is told otherwise.
    pub(super) fn need(&mut self, from: Option<u64>) {
        self.needed = from.map(|from| from.max(self.first));
        self.forget();
    }

    /// Those between two places, as far as they are kept.
    pub(super) fn cut(&self, from: u64, until: u64) -> Vec<i16> {
        let from = from.clamp(self.first, self.end());
        let until = until.clamp(from, self.end());
        self.samples.range(to_index(from - self.first)..to_index(until - self.first)).copied().collect()
    }

    fn forget(&mut self) {
        let before = self.end().saturating_sub(position(BEFORE));
        let longest = self.end().saturating_sub(position(LONGEST));
        let keep = self.needed.unwrap_or(before).min(before).max(longest);
        let old = to_index(keep.saturating_sub(self.first)).min(self.samples.len());
        self.samples.drain(..old);
        self.first += old as u64;
        // The memory of a long turn is given back.
        let room = to_index(position(BEFORE)) * 4;
        if self.needed.is_none() && self.samples.capacity() > room && self.samples.len() * 2 < room {
            self.samples.shrink_to(room);
        }
    }

    /// For how many there is memory.
    #[cfg(test)]
    pub(super) fn capacity(&self) -> usize {
        self.samples.capacity()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_newest_are_kept_unless_they_are_needed() {
        let mut kept = Kept::default();
        kept.push(&[1; 9_600]);
        kept.push(&[2; 400]);
        assert_eq!((kept.first(), kept.end()), (400, 10_000));
        kept.need(Some(9_000));
        kept.push(&[3; 100_000]);
        assert_eq!((kept.first(), kept.cut(0, 10_001).len()), (9_000, 1_001));
        kept.need(None);
        assert_eq!((kept.first(), kept.end()), (100_400, 110_000));
        assert!(kept.capacity() <= 4 * 9_600);
    }

    #[test]
    fn what_never_came_is_behind_what_is_needed_and_before_what_is_not() {
        let mut kept = Kept::default();
        kept.push(&[1; 3_200]);
        kept.silence(320);
        kept.push(&[2; 320]);
        assert_eq!((kept.first(), kept.end()), (320, 3_840));
        assert_eq!(kept.cut(0, 3_840), [vec![1; 3_200], vec![2; 320]].concat());
        kept.need(Some(3_000));
        kept.silence(320);
        kept.push(&[3; 320]);
        assert_eq!(kept.cut(3_839, 4_161), [&[2][..], &[0; 320], &[3]].concat());
        // A long one leaves nothing, and costs nothing.
        kept.need(None);
        kept.silence(1 << 40);
        assert_eq!((kept.first(), kept.end()), (4_480 + (1 << 40), 4_480 + (1 << 40)));
    }

    #[test]
    fn what_is_taken_out_leaves_the_rest_in_its_place() {
        let mut kept = Kept::default();
        kept.need(Some(0));
        kept.push(&[1; 100]);
        kept.silence(50);
        kept.push(&[2; 100]);
        kept.take_out(100, 50);
        assert_eq!((kept.first(), kept.cut(0, 200)), (0, [[1; 100], [2; 100]].concat()));
        kept.need(None);
        kept.push(&[3; 9_500]);
        kept.move_back(100);
        assert_eq!((kept.first(), kept.end()), (0, 9_600));
    }
}
