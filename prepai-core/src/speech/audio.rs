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
