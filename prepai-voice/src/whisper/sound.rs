//! What is given, as the engine wants it.

use prepai_core::speech::{Audio, Samples};
use prepai_core::{Error, Result};

use super::RATE;
use crate::audio::Resampler;

/// Rates that are taken, in samples per second.
const RATES: std::ops::RangeInclusive<u32> = 4_000..=384_000;

/// Mono floats at 16 kHz.
///
/// # Errors
/// `invalid_input` for sound without channels or with a rate out of bounds.
pub(super) fn at_16_khz(sound: &Audio) -> Result<Vec<f32>> {
    let mut ear = Canal::new(sound.rate)?;
    let mut samples = ear.push(sound)?;
    samples.extend(ear.finish()?);
    Ok(samples)
}

/// Brings the sound of one utterance, which comes in pieces, to mono floats at 16 kHz.
#[derive(Debug)]
pub(super) struct Canal {
    rate: u32,
    resampler: Option<Resampler>,
}

impl Canal {
    /// For pieces of this rate.
    ///
    /// # Errors
    /// `invalid_input` for a rate out of bounds.
    pub(super) fn new(rate: u32) -> Result<Canal> {
        if !RATES.contains(&rate) {
            let bounds = format!("must be {} to {} samples per second", RATES.start(), RATES.end());
            return Err(Error::invalid("rate", bounds).with("rate", rate));
        }
        let resampler = match rate as usize {
            RATE => None,
            _ => Some(Resampler::new(rate, RATE as u32)?),
        };
        Ok(Canal { rate, resampler })
    }

    /// The rate of the pieces.
    pub(super) fn rate(&self) -> u32 {
        self.rate
    }

    /// The next samples; some stay behind until more come.
    pub(super) fn push(&mut self, sound: &Audio) -> Result<Vec<f32>> {
        if sound.rate != self.rate {
            return Err(Error::invalid("rate", "must be the same in all pieces of an utterance"));
        }
        let mono = mono(sound)?;
        match &mut self.resampler {
            None => Ok(mono),
            Some(resampler) => resampler.push(&mono),
        }
    }

    /// What stayed behind.
    pub(super) fn finish(&mut self) -> Result<Vec<f32>> {
        self.resampler.as_mut().map_or_else(|| Ok(Vec::new()), Resampler::finish)
    }
}

/// Channels averaged, what is no number silenced.
fn mono(sound: &Audio) -> Result<Vec<f32>> {
    if sound.channels == 0 {
        return Err(Error::invalid("channels", "must be at least 1"));
    }
    let clean = |sample: &f32| if sample.is_finite() { sample.clamp(-1.0, 1.0) } else { 0.0 };
    match sound.mono().samples {
        samples @ Samples::I16(_) => Ok(Audio { rate: sound.rate, channels: 1, samples }.to_f32().to_vec()),
        Samples::F32(samples) => Ok(samples.iter().map(clean).collect()),
    }
}

/// A position at 16 kHz as one at `rate`, at most `frames`.
pub(super) fn scaled(sample: u64, rate: u32, frames: u64) -> u64 {
    (sample.saturating_mul(u64::from(rate)) / RATE as u64).min(frames)
}
