//! How loud a sound is.

use prepai_core::speech::Audio;

/// The level that stands for silence: no sample differs from zero.
const SILENCE: f32 = -120.0;

/// Loudness of a piece of sound, in decibels of full scale (dBFS): 0 is the loudest that can be written.
///
/// ```
/// use prepai_core::speech::Audio;
/// use prepai_voice::audio::Levels;
/// let levels = Levels::of(&Audio::mono_i16(16_000, vec![16_384, -16_384]));
/// assert!((levels.rms + 6.02).abs() < 0.01 && (levels.peak + 6.02).abs() < 0.01);
/// assert!(!levels.is_silent() && levels.clipped == 0.0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Levels {
    /// Of the root of the mean square; -120 for silence.
    pub rms: f32,
    /// Of the largest sample; -120 for silence.
    pub peak: f32,
    /// The share of samples, 0.0 to 1.0, that stand at full scale beside another one: where a microphone was overdriven.
    pub clipped: f32,
}

impl Levels {
    /// Measures all channels together.
    pub fn of(sound: &Audio) -> Self {
        let samples = sound.to_i16();
        let count = samples.len().max(1) as f64;
        let mean = square(&samples) as f64 / count;
        let peak = samples.iter().map(|sample| sample.unsigned_abs()).max().unwrap_or(0);
        let full = |sample: i16| sample.unsigned_abs() >= i16::MAX.unsigned_abs();
        let pair = |pair: &[i16]| matches!(pair, [a, b] if full(*a) && full(*b) && (*a > 0) == (*b > 0));
        let pairs = samples.windows(2).filter(|two| pair(two)).count();
        let clipped = if pairs == 0 { 0.0 } else { (pairs + 1) as f64 / count };
        Levels { rms: decibels(mean.sqrt()), peak: decibels(f64::from(peak)), clipped: clipped as f32 }
    }

    /// Whether there is nothing that a person could hear: below -60 dBFS throughout.
    pub fn is_silent(&self) -> bool {
        self.peak < -60.0
    }

    /// Whether so much is clipped (1 in 100) that words suffer.
    pub fn is_clipped(&self) -> bool {
        self.clipped > 0.01
    }
}

/// The sum of the squares of samples: exact, and in steps that a compiler does several of at once.
pub(crate) fn square(samples: &[i16]) -> u64 {
    samples.iter().map(|sample| u64::from(u32::from(sample.unsigned_abs()).pow(2))).sum()
}

fn decibels(amplitude: f64) -> f32 {
    ((20.0 * (amplitude / 32_768.0).log10()) as f32).max(SILENCE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(samples: Vec<i16>) -> Levels {
        Levels::of(&Audio::mono_i16(16_000, samples))
    }

    #[test]
    fn silence_is_silent_and_no_sound_is_too() {
        for levels in [of(vec![0; 100]), of(Vec::new()), of(vec![20; 100])] {
            assert!(levels.is_silent() && levels.rms.is_finite(), "{levels:?}");
        }
        assert_eq!((of(vec![0]).rms, of(vec![0]).peak), (SILENCE, SILENCE));
        assert!(!of(vec![0, 0, 400]).is_silent());
    }

    #[test]
    fn a_sine_is_3_decibels_below_its_peak() {
        let sine = |n| (f64::from(n) * 0.05).sin() * 20_000.0;
        let levels = of((0..12_566).map(|n| sine(n) as i16).collect());
        assert!((levels.peak - levels.rms - 3.01).abs() < 0.01, "{levels:?}");
    }

    #[test]
    fn clipping_is_more_than_one_loud_sample() {
        assert_eq!(of(vec![0, i16::MAX, 0, i16::MIN, i16::MAX, 0]).clipped, 0.0);
        let levels = of([vec![0; 90], vec![i16::MAX; 5], vec![i16::MIN; 5]].concat());
        assert!((levels.clipped - 0.09).abs() < 1e-6 && levels.is_clipped(), "{levels:?}");
    }
}
