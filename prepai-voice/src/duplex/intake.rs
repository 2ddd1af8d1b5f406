//! A client's frames of sound, put in order.

use std::collections::BTreeMap;

/// Frames that may wait for one that is missing, before it counts as lost.
const HELD: usize = 4;

/// A jump further than this many seconds begins the stream anew.
const JUMP_S: u64 = 10;

/// A piece of sound in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Samples of the stream that never came, right before this piece.
    pub missing: u64,
    /// The sound.
    pub samples: Vec<i16>,
}

/// What was wrong with the frames so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Faults {
    /// Frames that came twice or too late: dropped.
    pub late: u64,
    /// Samples that never came.
    pub lost: u64,
    /// Jumps that no connection explains.
    pub jumps: u64,
}

/// Puts frames in order: what overlaps is taken once, what is early waits a little, what is late is dropped.
///
/// Pure: positions are samples of the client's stream at its own rate.
#[derive(Debug, Clone)]
pub struct Intake {
    rate: u32,
    next: Option<u64>,
    held: BTreeMap<u64, Vec<i16>>,
    faults: Faults,
}

impl Intake {
    /// Nothing came yet; `rate` is samples per second.
    pub fn new(rate: u32) -> Self {
        Intake { rate, next: None, held: BTreeMap::new(), faults: Faults::default() }
    }

    /// Takes a frame that begins at a sample of the stream; gives what can be heard now, in order.
    pub fn take(&mut self, start: u64, samples: impl Into<Vec<i16>>) -> Vec<Piece> {
        let samples = samples.into();
        let next = *self.next.get_or_insert(start);
        let end = start.saturating_add(samples.len() as u64);
        let jump = JUMP_S * u64::from(self.rate);
        if start > next.saturating_add(jump) || end < next.saturating_sub(jump) {
            self.faults.jumps += 1;
            self.held.clear();
            self.next = Some(end);
            return vec![Piece { missing: 0, samples }];
        }
        if end <= next {
            self.faults.late += u64::from(!samples.is_empty());
            return Vec::new();
        }
        if start == next && self.held.is_empty() {
            // The usual case.
            self.next = Some(end);
            return vec![Piece { missing: 0, samples }];
        }
        if self.held.insert(start, samples).is_some() {
            self.faults.late += 1;
        }
        let mut pieces = Vec::new();
        self.release(&mut pieces);
        if self.held.len() > HELD {
            // The one before the earliest does not come any more.
            if let Some((&earliest, _)) = self.held.first_key_value() {
                let missing = earliest.saturating_sub(self.next.unwrap_or(earliest));
                self.faults.lost += missing;
                self.next = Some(earliest);
                let from = pieces.len();
                self.release(&mut pieces);
                if let Some(first) = pieces.get_mut(from) {
                    first.missing = missing;
                }
            }
        }
        pieces
    }

    /// What was wrong so far.
    pub fn faults(&self) -> Faults {
        self.faults
    }

    /// Takes out what follows without a gap.
    fn release(&mut self, pieces: &mut Vec<Piece>) {
        while let Some((&start, _)) = self.held.first_key_value() {
            let next = self.next.unwrap_or(start);
            if start > next {
                return;
            }
            let Some((_, mut samples)) = self.held.pop_first() else { return };
            let known = usize::try_from(next - start).unwrap_or(usize::MAX).min(samples.len());
            samples.drain(..known);
            if samples.is_empty() {
                self.faults.late += 1;
                continue;
            }
            self.next = Some(next.saturating_add(samples.len() as u64));
            pieces.push(Piece { missing: 0, samples });
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn frame(start: u64, length: usize) -> (u64, Vec<i16>) {
        (start, (0..length as u64).map(|n| i16::try_from((start + n) % 30_000).unwrap()).collect())
    }

    fn feed(frames: &[(u64, usize)]) -> (Vec<i16>, Faults) {
        let mut intake = Intake::new(16_000);
        let mut heard = Vec::new();
        for &(start, length) in frames {
            let (start, samples) = frame(start, length);
            heard.extend(intake.take(start, samples.as_slice()).into_iter().flat_map(|piece| piece.samples));
        }
        (heard, intake.faults())
    }

    #[test]
    fn frames_out_of_order_and_doubled_are_heard_once_and_in_order() {
        let expected = frame(0, 1600).1;
        let (heard, faults) = feed(&[(0, 320), (640, 320), (320, 320), (640, 320), (960, 640), (0, 320)]);
        assert_eq!(heard, expected);
        assert_eq!(faults, Faults { late: 2, lost: 0, jumps: 0 });
        // Overlaps are cut.
        assert_eq!(feed(&[(0, 320), (160, 480), (600, 1000)]).0, expected);
    }

    #[test]
    fn one_that_never_comes_is_waited_for_a_little() {
        let mut intake = Intake::new(16_000);
        let mut given = Vec::new();
        for start in [0, 640, 960, 1280, 1600, 1920] {
            let (start, samples) = frame(start, 320);
            given.extend(intake.take(start, samples.as_slice()));
        }
        let missing: Vec<_> = given.iter().map(|piece| piece.missing).collect();
        assert_eq!(missing, [0, 320, 0, 0, 0, 0]);
        assert_eq!(intake.faults().lost, 320);
        let (start, samples) = frame(320, 320);
        assert!(intake.take(start, samples.as_slice()).is_empty(), "now it is late");
    }

    #[test]
    fn a_wild_position_does_not_stop_the_stream() {
        let mut intake = Intake::new(16_000);
        intake.take(0, [1; 320]);
        for start in [u64::MAX, u64::MAX - 5, 1 << 40] {
            assert!(intake.take(start, [2; 320]).len() <= 1);
        }
        assert_eq!(intake.take(320, [3; 320]).len(), 1);
        assert!(intake.faults().jumps >= 2);
        // Not even as the first one.
        for start in [u64::MAX, u64::MAX - 100, u64::MAX - 320] {
            let mut intake = Intake::new(16_000);
            assert!(intake.take(start, [1; 320]).len() <= 1);
            assert!(intake.take(start, [2; 320]).is_empty());
            assert_eq!(intake.take(0, [3; 320]).len(), 1);
        }
    }

    proptest! {
        /// Whatever the order: what is given is ascending and without doubles.
        #[test]
        fn nothing_is_heard_twice_or_backwards(frames in prop::collection::vec((0u64..40, 1usize..4), 0..60)) {
            let mut intake = Intake::new(1_000_000);
            let mut last = None;
            for (start, length) in frames {
                let samples: Vec<i16> = (0..length).map(|n| (start as i16) + n as i16).collect();
                for piece in intake.take(start, samples.as_slice()) {
                    for sample in piece.samples {
                        prop_assert!(last.is_none_or(|last| sample > last), "{sample} after {last:?}");
                        last = Some(sample);
                    }
                }
            }
        }
    }
}
