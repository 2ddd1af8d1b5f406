//! How single samples are written, little-endian.

/// How one sample is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    /// Unsigned, 128 is silence.
    U8,
    I16,
    I24,
    I32,
    F32,
    F64,
}

impl Encoding {
    /// The encoding of integers of so many bits.
    pub(super) fn integer(bits: u64) -> Option<Self> {
        match bits {
            8 => Some(Encoding::U8),
            16 => Some(Encoding::I16),
            24 => Some(Encoding::I24),
            32 => Some(Encoding::I32),
            _ => None,
        }
    }

    /// The encoding of floats of so many bits.
    pub(super) fn float(bits: u64) -> Option<Self> {
        match bits {
            32 => Some(Encoding::F32),
            64 => Some(Encoding::F64),
            _ => None,
        }
    }

    pub(super) fn bytes(self) -> usize {
        match self {
            Encoding::U8 => 1,
            Encoding::I16 => 2,
            Encoding::I24 => 3,
            Encoding::I32 | Encoding::F32 => 4,
            Encoding::F64 => 8,
        }
    }

    /// The means of the channels of whole frames; what is not a number is silence.
    pub(super) fn mono(self, frames: &[u8], channels: usize, into: &mut Vec<f32>) {
        let (size, share) = (self.bytes(), 1.0 / channels.max(1) as f32);
        into.reserve(frames.len() / size / channels.max(1));
        for frame in frames.chunks_exact(size * channels.max(1)) {
            into.push(frame.chunks_exact(size).map(|sample| self.float_of(sample)).sum::<f32>() * share);
        }
    }

    fn float_of(self, bytes: &[u8]) -> f32 {
        let sample = match (self, bytes) {
            (Encoding::U8, [a]) => (f32::from(*a) - 128.0) / 128.0,
            (Encoding::I16, [a, b]) => f32::from(i16::from_le_bytes([*a, *b])) / 32_768.0,
            (Encoding::I24, [a, b, c]) => i32::from_le_bytes([0, *a, *b, *c]) as f32 / 2_147_483_648.0,
            (Encoding::I32, [a, b, c, d]) => i32::from_le_bytes([*a, *b, *c, *d]) as f32 / 2_147_483_648.0,
            (Encoding::F32, [a, b, c, d]) => f32::from_le_bytes([*a, *b, *c, *d]),
            (Encoding::F64, bytes) => bytes.try_into().map_or(0.0, |bytes| f64::from_le_bytes(bytes) as f32),
            _ => 0.0,
        };
        // A wild float must not poison the resampler.
        if sample.is_finite() { sample.clamp(-8.0, 8.0) } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_encodings_agree_on_half_of_full_scale() {
        let cases: [(Encoding, &[u8]); 6] = [
            (Encoding::U8, &[192]),
            (Encoding::I16, &[0, 64]),
            (Encoding::I24, &[0, 0, 64]),
            (Encoding::I32, &[0, 0, 0, 64]),
            (Encoding::F32, &0.5_f32.to_le_bytes()),
            (Encoding::F64, &0.5_f64.to_le_bytes()),
        ];
        for (encoding, bytes) in cases {
            let mut samples = Vec::new();
            encoding.mono(bytes, 1, &mut samples);
            assert_eq!(samples, [0.5], "{encoding:?}");
        }
    }

    #[test]
    fn what_is_no_number_is_silence() {
        let mut samples = Vec::new();
        Encoding::F32.mono(&[f32::NAN.to_le_bytes(), f32::INFINITY.to_le_bytes()].concat(), 1, &mut samples);
        assert_eq!(samples, [0.0, 0.0]);
    }
}
