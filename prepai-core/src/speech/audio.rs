//! Sound in memory.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Interleaved samples, shared and not copied.
#[derive(Debug, Clone, PartialEq)]
pub enum Samples {
    /// 16-bit integers.
    I16(Arc<[i16]>),
    /// Floats in -1.0 to 1.0.
    F32(Arc<[f32]>),
}

/// A piece of sound: samples per second, channels, interleaved samples.
#[derive(Debug, Clone, PartialEq)]
pub struct Audio {
    /// Samples per second and channel.
    pub rate: u32,
    /// Channels; 1 is mono.
    pub channels: u16,
    /// The samples.
    pub samples: Samples,
}

impl Audio {
    /// Mono 16-bit sound.
    pub fn mono_i16(rate: u32, samples: impl Into<Arc<[i16]>>) -> Self {
        Audio { rate, channels: 1, samples: Samples::I16(samples.into()) }
    }

    /// Mono sound in floats.
    pub fn mono_f32(rate: u32, samples: impl Into<Arc<[f32]>>) -> Self {
        Audio { rate, channels: 1, samples: Samples::F32(samples.into()) }
    }

    /// The same sound with one channel: the mean of all channels; shared when it is mono already.
    #[must_use]
    pub fn mono(&self) -> Self {
        let channels = usize::from(self.channels.max(1));
        if channels == 1 {
            return self.clone();
        }
        let samples = match &self.samples {
            Samples::I16(samples) => {
                let mean = |frame: &[i16]| frame.iter().map(|sample| i32::from(*sample)).sum::<i32>();
                let mean = |frame| mean(frame) / i32::from(self.channels);
                let mean = |frame| i16::try_from(mean(frame)).unwrap_or_default();
                Samples::I16(samples.chunks_exact(channels).map(mean).collect())
            }
            Samples::F32(samples) => {
                let mean = |frame: &[f32]| frame.iter().sum::<f32>() / f32::from(self.channels);
                Samples::F32(samples.chunks_exact(channels).map(mean).collect())
            }
        };
        Audio { rate: self.rate, channels: 1, samples }
    }

    /// The samples as 16-bit integers: 1.0 is 32,768, what is beyond full scale is clipped; shared when they are such already.
    pub fn to_i16(&self) -> Arc<[i16]> {
        match &self.samples {
            Samples::I16(samples) => Arc::clone(samples),
            Samples::F32(samples) => samples.iter().map(|sample| sample_to_i16(*sample)).collect(),
        }
    }

    /// The samples as floats: 32,768 is 1.0; shared when they are such already.
    pub fn to_f32(&self) -> Arc<[f32]> {
        match &self.samples {
            Samples::I16(samples) => samples.iter().map(|sample| sample_to_f32(*sample)).collect(),
            Samples::F32(samples) => Arc::clone(samples),
        }
    }

    /// Samples per channel.
    pub fn frames(&self) -> u64 {
        let all = match &self.samples {
            Samples::I16(samples) => samples.len(),
            Samples::F32(samples) => samples.len(),
        };
        all as u64 / u64::from(self.channels.max(1))
    }

    /// How long it plays.
    pub fn duration(&self) -> Duration {
        Duration::from_micros(self.frames().saturating_mul(1_000_000) / u64::from(self.rate.max(1)))
    }
}

/// A float as a 16-bit integer, rounded and clipped; not a number is silence.
pub fn sample_to_i16(sample: f32) -> i16 {
    // A cast from float saturates.
    (sample * 32_768.0).round() as i16
}

/// A 16-bit integer as a float; [`sample_to_i16`] gives the same integer back.
pub fn sample_to_f32(sample: i16) -> f32 {
    f32::from(sample) / 32_768.0
}

/// Where in a recorded stream words were spoken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AudioSpan {
    /// The name of the stream in the session's files.
    pub stream: String,
    /// First sample.
    pub start_sample: u64,
    /// One past the last sample.
    pub end_sample: u64,
    /// Samples per second.
    pub rate: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_integer_survives_the_way_through_floats() {
        assert!((i16::MIN..=i16::MAX).all(|sample| sample_to_i16(sample_to_f32(sample)) == sample));
        assert_eq!(
            [1.5, -7.0, f32::NAN, f32::INFINITY].map(sample_to_i16),
            [i16::MAX, i16::MIN, 0, i16::MAX]
        );
    }

    #[test]
    fn mono_is_the_mean_of_the_channels() {
        let stereo = Audio { channels: 2, ..Audio::mono_i16(8_000, vec![100, 300, i16::MAX, i16::MAX, 5]) };
        assert_eq!(stereo.mono(), Audio::mono_i16(8_000, vec![200, i16::MAX]));
        let floats = Audio { channels: 2, ..Audio::mono_f32(8_000, vec![0.5, -0.5, 1.0, 0.5]) };
        assert_eq!(floats.mono(), Audio::mono_f32(8_000, vec![0.0, 0.75]));
        assert_eq!(stereo.mono().to_f32().len(), 2);
    }
}
