//! From the rate of a backend to the rate of a client.

use prepai_core::Result;
use prepai_core::speech::{Audio, sample_to_i16};

use crate::audio::Resampler;

/// Makes mono 16-bit sound of one rate from pieces of any sound of another.
pub(super) struct Converter(Option<Resampler>);

impl Converter {
    /// # Errors
    /// A rate that cannot be.
    pub(super) fn new(from: u32, to: u32) -> Result<Self> {
        Ok(Converter(if from == to { None } else { Some(Resampler::new(from, to)?) }))
    }

    pub(super) fn push(&mut self, audio: &Audio) -> Result<Vec<i16>> {
        let mono = audio.mono();
        match &mut self.0 {
            None => Ok(mono.to_i16().to_vec()),
            Some(resampler) => Ok(resampler.push(&mono.to_f32())?.into_iter().map(sample_to_i16).collect()),
        }
    }

    /// What is left in the filter.
    pub(super) fn finish(self) -> Result<Vec<i16>> {
        match self.0 {
            None => Ok(Vec::new()),
            Some(mut resampler) => Ok(resampler.finish()?.into_iter().map(sample_to_i16).collect()),
        }
    }
}
