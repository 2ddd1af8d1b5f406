//! How much of the encoder an utterance needs, and where a long one is cut.

use std::ops::Range;

use super::RATE;

/// Samples to one position of the encoder.
const POSITION: usize = 320;
/// Positions are used in multiples of this.
const STEP: usize = 64;
/// A cut is looked for in pieces of this many samples.
const PIECE: usize = RATE / 20;
/// Below this peak a recording holds no speech, only the converter's hiss: -60 dBFS.
const SILENCE: f32 = 1e-3;

/// Positions of the encoder that `samples` need, with a little room after the last word: the encoder is what a
/// transcription costs, and it costs in proportion.
pub(super) fn audio_context(samples: usize) -> usize {
    (samples / POSITION + 16) / STEP * STEP + STEP
}

/// Ranges of at most `longest` samples, cut where it is quietest in the last third of each.
pub(super) fn windows(samples: &[f32], longest: usize) -> Vec<Range<usize>> {
    let longest = longest.max(3 * PIECE);
    let mut ranges = Vec::new();
    let mut start = 0;
    while samples.len() - start > longest {
        let cut = quietest(samples, start + longest / 3 * 2..start + longest);
        ranges.push(start..cut);
        start = cut;
    }
    if start < samples.len() {
        ranges.push(start..samples.len());
    }
    ranges
}

/// The middle of the quietest piece within `range`, the last one of several.
pub(super) fn quietest(samples: &[f32], range: Range<usize>) -> usize {
    let pieces = samples.get(range.clone()).unwrap_or_default().chunks_exact(PIECE).enumerate();
    let quietest = pieces.min_by(|(left, a), (right, b)| power(a).total_cmp(&power(b)).then(right.cmp(left)));
    quietest.map_or(range.end, |(index, _)| range.start + index * PIECE + PIECE / 2)
}

/// Whether nothing is there to hear.
pub(super) fn is_silent(samples: &[f32]) -> bool {
    samples.iter().all(|sample| sample.abs() < SILENCE)
}

/// The end of what is heard: what follows is 20 dB quieter than the loudest piece before.
pub(super) fn end_of_sound(samples: &[f32]) -> usize {
    let loudest = samples.chunks(PIECE).map(power).fold(0.0, f32::max);
    let last = samples.chunks(PIECE).rposition(|piece| power(piece) >= loudest / 100.0 && loudest > 0.0);
    last.map_or(0, |index| ((index + 1) * PIECE).min(samples.len()))
}

/// Mean power.
fn power(samples: &[f32]) -> f32 {
    samples.iter().map(|sample| sample * sample).sum::<f32>() / samples.len().max(1) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_encoder_gets_what_the_sound_needs_and_a_little() {
        assert_eq!(audio_context(0), 64);
        assert_eq!(audio_context(5 * RATE), 320);
        for samples in (0..30 * RATE).step_by(777) {
            let room = audio_context(samples) * POSITION - samples;
            assert!(room >= 16 * POSITION, "{room} samples of room after {samples}");
            assert!(room <= (16 + STEP + 1) * POSITION, "{room} samples of room after {samples}");
        }
    }

    #[test]
    fn a_long_recording_is_cut_where_it_is_quiet() {
        let mut samples = vec![0.5; 50 * RATE];
        samples.get_mut(23 * RATE..24 * RATE).unwrap().fill(0.001);
        let ranges = windows(&samples, 28 * RATE);
        assert_eq!(ranges.len(), 2);
        let cut = ranges.first().unwrap().end;
        assert!((23 * RATE..24 * RATE).contains(&cut), "cut at {cut}");
        assert_eq!(ranges.last().unwrap().end, samples.len());
    }

    #[test]
    fn windows_cover_everything_once() {
        for seconds in [0, 1, 27, 28, 29, 200] {
            let samples = vec![0.25; seconds * RATE + 7];
            let mut at = 0;
            for range in windows(&samples, 28 * RATE) {
                assert_eq!(range.start, at);
                assert!(range.len() <= 28 * RATE);
                at = range.end;
            }
            assert_eq!(at, samples.len());
        }
    }

    #[test]
    fn the_end_of_sound_is_before_the_quiet() {
        let mut samples = vec![0.5; RATE];
        samples.resize(2 * RATE, 0.001);
        assert_eq!(end_of_sound(&samples), RATE);
        assert_eq!(end_of_sound(&[]), 0);
        assert_eq!(end_of_sound(&[0.0; 4_000]), 0);
    }
}
