//! Plain 16-bit samples: as bytes, and cut into frames.

/// Little-endian bytes as samples; an odd last byte is left out.
pub fn samples(bytes: &[u8]) -> Vec<i16> {
    bytes.chunks_exact(2).map(|pair| pair.try_into().map_or(0, i16::from_le_bytes)).collect()
}

/// Samples as little-endian bytes.
pub fn bytes(samples: &[i16]) -> Vec<u8> {
    let mut bytes = vec![0; samples.len() * 2];
    for (pair, sample) in bytes.chunks_exact_mut(2).zip(samples) {
        pair.copy_from_slice(&sample.to_le_bytes());
    }
    bytes
}

/// Cuts sound that comes in pieces of any size into frames of one length.
///
/// ```
/// use prepai_voice::audio::pcm16::Frames;
/// let mut frames = Frames::of_20_ms(16_000);
/// assert!(frames.push(&[1; 300]).is_empty());
/// assert_eq!(frames.push(&[1; 350]), [vec![1; 320], vec![1; 320]]);
/// assert_eq!(frames.finish(), Some(vec![1; 10]));
/// ```
#[derive(Debug, Clone)]
pub struct Frames {
    length: usize,
    waiting: Vec<i16>,
}

impl Frames {
    /// Frames of so many samples, at least one.
    pub fn new(length: usize) -> Self {
        Frames { length: length.max(1), waiting: Vec::new() }
    }

    /// Frames of 20 ms at a rate.
    pub fn of_20_ms(rate: u32) -> Self {
        Frames::new(rate as usize / 50)
    }

    /// Takes samples and gives the frames that they completed.
    pub fn push(&mut self, samples: &[i16]) -> Vec<Vec<i16>> {
        self.waiting.extend_from_slice(samples);
        let whole = self.waiting.len() - self.waiting.len() % self.length;
        let rest = self.waiting.split_off(whole);
        let frames = self.waiting.chunks_exact(self.length).map(<[i16]>::to_vec).collect();
        self.waiting = rest;
        frames
    }

    /// The samples of the unfinished frame, if there are any.
    pub fn finish(&mut self) -> Option<Vec<i16>> {
        Some(std::mem::take(&mut self.waiting)).filter(|rest| !rest.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_and_samples_are_the_same_sound() {
        let sound = [0, 1, -1, i16::MIN, i16::MAX];
        assert_eq!(samples(&bytes(&sound)), sound);
        assert_eq!(samples(&[1, 0, 9]), [1]);
    }

    #[test]
    fn no_sample_is_lost_however_it_is_cut() {
        let sound: Vec<i16> = (0..1_000).collect();
        for piece in [1, 7, 320, 999] {
            let mut frames = Frames::of_20_ms(16_000);
            let mut out: Vec<_> = sound.chunks(piece).flat_map(|piece| frames.push(piece)).collect();
            assert!(out.len() == 3 && out.iter().all(|frame| frame.len() == 320), "{piece}");
            out.extend(frames.finish());
            assert_eq!(out.concat(), sound, "{piece}");
            assert_eq!(frames.finish(), None);
        }
    }
}
