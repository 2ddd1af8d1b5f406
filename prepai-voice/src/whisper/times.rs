//! When each word was spoken.
//!
//! The library's token times come from timestamps that the decoder guesses and are seconds off with small models. What is
//! sure is which words were said, in which order, and when somebody spoke: so the words are laid out over the sound that
//! is heard, in proportion to their length, and the pauses between them are taken for boundaries.

use std::ops::Range;

/// Energy is looked at in pieces of this many samples, 10 ms.
const PIECE: usize = super::RATE / 100;
/// A piece is heard when it is at most 26 dB quieter than the loudest.
const HEARD: f32 = 1.0 / 400.0;
/// A pause has at least this many pieces.
const PAUSE: usize = 12;
/// A boundary is moved by at most this many pieces to meet a pause.
const REACH: usize = 30;

/// The samples of each word, ascending and within the sound, from the words' weights.
pub(super) fn spans(samples: &[f32], weights: &[usize]) -> Vec<Range<usize>> {
    let (heard, pauses) = heard(samples);
    let boundaries = boundaries(weights, heard.len(), &pauses);
    let start = |boundary: usize| heard.get(boundary).copied().unwrap_or_default() * PIECE;
    let end = |boundary: usize| {
        let last = boundary.checked_sub(1).and_then(|last| heard.get(last));
        last.map_or(0, |piece| ((piece + 1) * PIECE).min(samples.len()))
    };
    boundaries
        .iter()
        .zip(boundaries.iter().skip(1))
        .map(|(from, to)| {
            let start = start(*from).min(samples.len());
            start..end(*to).max(start)
        })
        .collect()
}

/// The pieces that are heard, and after how many of them there is a pause.
fn heard(samples: &[f32]) -> (Vec<usize>, Vec<usize>) {
    let power: Vec<f32> =
        samples.chunks(PIECE).map(|piece| piece.iter().map(|sample| sample * sample).sum()).collect();
    let loudest = power.iter().copied().fold(0.0, f32::max);
    let mut heard = Vec::new();
    let mut pauses = Vec::new();
    for (index, power) in power.iter().enumerate() {
        if *power < loudest * HEARD {
            continue;
        }
        if heard.last().is_some_and(|last| index - last > PAUSE) {
            pauses.push(heard.len());
        }
        heard.push(index);
    }
    (heard, pauses)
}

/// Where words begin and the last one ends, in heard pieces: by their weights between the pauses that fall between words.
fn boundaries(weights: &[usize], heard: usize, pauses: &[usize]) -> Vec<usize> {
    let mut sums = vec![0];
    sums.extend(weights.iter().scan(0, |sum, weight| {
        *sum += weight;
        Some(*sum)
    }));
    let total = sums.last().copied().unwrap_or_default();
    let mut boundaries = vec![0];
    // The last boundary that is sure: which one, and where.
    let mut sure = (0, 0);
    for end in pauses.iter().copied().chain([heard]) {
        let index = match end == heard {
            true => weights.len(),
            false => {
                // Where each word would begin without this pause.
                let place = |sum: usize| {
                    sure.1 + between(sum - at(&sums, sure.0), total - at(&sums, sure.0), heard - sure.1)
                };
                let candidates =
                    (sure.0 + 1..weights.len()).map(|index| (index, place(at(&sums, index)).abs_diff(end)));
                let nearest = candidates.min_by_key(|(_, distance)| *distance);
                let Some((index, _)) = nearest.filter(|(_, distance)| *distance <= REACH) else { continue };
                index
            }
        };
        let (from, whole) = (at(&sums, sure.0), at(&sums, index) - at(&sums, sure.0));
        boundaries.extend(
            (sure.0 + 1..=index).map(|word| sure.1 + between(at(&sums, word) - from, whole, end - sure.1)),
        );
        sure = (index, end);
    }
    boundaries
}

fn at(sums: &[usize], index: usize) -> usize {
    sums.get(index).copied().unwrap_or_default()
}

/// `part` of `whole`, scaled to `length`.
fn between(part: usize, whole: usize, length: usize) -> usize {
    part * length / whole.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sound and silence in turn, in hundredths of a second.
    fn sound(lengths: &[usize]) -> Vec<f32> {
        let amplitude = |index: usize| if index.is_multiple_of(2) { 0.3 } else { 0.001 };
        lengths
            .iter()
            .enumerate()
            .flat_map(|(index, length)| vec![amplitude(index); length * PIECE])
            .collect()
    }

    fn hundredths(lengths: &[usize], weights: &[usize]) -> Vec<(usize, usize)> {
        let spans = spans(&sound(lengths), weights);
        spans.into_iter().map(|span| (span.start / PIECE, span.end / PIECE)).collect()
    }

    #[test]
    fn words_share_the_sound_by_their_length() {
        assert_eq!(hundredths(&[100], &[1, 3]), [(0, 25), (25, 100)]);
    }

    #[test]
    fn a_pause_is_between_words() {
        // One word before half a second of silence and two after it.
        assert_eq!(hundredths(&[40, 50, 60], &[5, 3, 3]), [(0, 40), (90, 120), (120, 150)]);
    }

    #[test]
    fn silence_around_belongs_to_nobody() {
        let mut samples = vec![0.0; 30 * PIECE];
        samples.extend(sound(&[20, 40]));
        let spans = spans(&samples, &[4]);
        assert_eq!((spans[0].start / PIECE, spans[0].end / PIECE), (30, 50));
    }

    #[test]
    fn spans_ascend_within_any_sound() {
        let weights: Vec<usize> = (1..40).map(|weight| weight % 7 + 1).collect();
        for samples in [vec![], vec![0.0; 10], vec![0.2; 999], sound(&[3, 20, 1, 40, 2, 13, 9])] {
            let spans = spans(&samples, &weights);
            assert_eq!(spans.len(), weights.len());
            let mut last = 0;
            for span in spans {
                assert!(
                    last <= span.start && span.start <= span.end && span.end <= samples.len(),
                    "{span:?}"
                );
                last = span.start;
            }
        }
    }
}
