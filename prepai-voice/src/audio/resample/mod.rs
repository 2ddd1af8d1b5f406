//! Other rates, streaming and at once.

use std::fmt;

use prepai_core::speech::Audio;
use prepai_core::{Error, ErrorKind, Result};
use rubato::audioadapter_buffers::direct::InterleavedSlice;
use rubato::{Async, Fft, FixedAsync, FixedSync, Indexing, SincInterpolationParameters, WindowFunction};

/// The rates that are accepted.
const RATES: std::ops::RangeInclusive<u32> = 1_000..=384_000;

/// Resamples mono sound that comes in pieces.
///
/// The sound that comes out is as long as what went in: the ceiling of the number of samples times the ratio, of which
/// the first stands where the first stood. What is above half the lower rate is filtered out.
///
/// ```
/// use prepai_voice::audio::Resampler;
/// let mut resampler = Resampler::new(48_000, 16_000).unwrap();
/// let mut out = resampler.push(&[0.0; 1_000]).unwrap();
/// out.extend(resampler.finish().unwrap());
/// assert_eq!(out.len(), 334);
/// ```
pub struct Resampler {
    from: u32,
    to: u32,
    inner: Option<Box<dyn rubato::Resampler<f32>>>,
    /// What waits until there is enough for a step.
    waiting: Vec<f32>,
    step: Vec<f32>,
    /// Samples at the beginning that are the filter's delay.
    delay: usize,
    taken: u64,
    given: u64,
}

impl Resampler {
    /// From one rate to another, both in samples per second.
    ///
    /// # Errors
    /// `invalid_input` for rates below 1 kHz or above 384 kHz.
    pub fn new(from: u32, to: u32) -> Result<Self> {
        for (field, rate) in [("from", from), ("to", to)] {
            if !RATES.contains(&rate) {
                let (least, most) = RATES.into_inner();
                let remedy = format!("must be a rate of {least} to {most} samples a second, not {rate}");
                return Err(Error::invalid(field, remedy).during("audio.resample"));
            }
        }
        let mut resampler = Resampler {
            from,
            to,
            inner: None,
            waiting: Vec::new(),
            step: Vec::new(),
            delay: 0,
            taken: 0,
            given: 0,
        };
        if from != to {
            resampler.open()?;
        }
        Ok(resampler)
    }

    /// The rate of what goes in.
    pub(super) fn rate_in(&self) -> u32 {
        self.from
    }

    fn open(&mut self) -> Result<()> {
        let (from, to) = (self.from as usize, self.to as usize);
        // Steps of whole ratios of about 20 ms; rates with no short common measure are interpolated instead. An even
        // step has the middle of its filter on a sample, so that the sound is not moved by half of one.
        let measure = from / common(from, to);
        let measure = measure * (1 + measure % 2);
        let inner: Box<dyn rubato::Resampler<f32>> = if measure <= from / 10 {
            let chunk = measure * (from / 50).div_ceil(measure);
            let window = WindowFunction::BlackmanHarris2;
            Box::new(Fft::new_custom(from, to, chunk, 1, 1, window, FixedSync::Both).map_err(broken)?)
        } else {
            let parameters = SincInterpolationParameters::default();
            let ratio = f64::from(self.to) / f64::from(self.from);
            let chunk = from / 100;
            Box::new(Async::new_sinc(ratio, 1.0, &parameters, chunk, 1, FixedAsync::Input).map_err(broken)?)
        };
        self.delay = inner.output_delay();
        self.step = vec![0.0; inner.output_frames_max()];
        self.inner = Some(inner);
        Ok(())
    }

    /// Takes samples and gives those that they completed.
    ///
    /// # Errors
    /// `internal` if the resampler cannot go on, which no input brings about.
    pub fn push(&mut self, samples: &[f32]) -> Result<Vec<f32>> {
        self.taken += samples.len() as u64;
        if self.inner.is_none() {
            self.given += samples.len() as u64;
            return Ok(samples.to_vec());
        }
        self.waiting.extend_from_slice(samples);
        let mut out = Vec::new();
        let mut done = 0;
        while let Some(inner) = &self.inner {
            let needed = inner.input_frames_next();
            if self.waiting.len() - done < needed {
                break;
            }
            self.advance(done, None, &mut out)?;
            done += needed;
        }
        self.waiting.drain(..done);
        Ok(out)
    }

    /// Gives what is left and begins anew.
    ///
    /// # Errors
    /// As [`push`](Resampler::push).
    pub fn finish(&mut self) -> Result<Vec<f32>> {
        let all = (self.taken * u64::from(self.to)).div_ceil(u64::from(self.from));
        let mut out = Vec::new();
        let mut last = Some(self.waiting.len());
        while self.inner.is_some() && self.given < all {
            self.advance(0, last, &mut out)?;
            self.waiting.clear();
            last = Some(0);
        }
        out.truncate(out.len() - usize::try_from(self.given.saturating_sub(all)).unwrap_or(0).min(out.len()));
        self.waiting.clear();
        (self.taken, self.given) = (0, 0);
        if let Some(inner) = &mut self.inner {
            inner.reset();
            self.delay = inner.output_delay();
        }
        Ok(out)
    }

    /// One step on the samples that wait from `offset` on, all of them or the first few.
    fn advance(&mut self, offset: usize, partial: Option<usize>, out: &mut Vec<f32>) -> Result<()> {
        let Some(inner) = &mut self.inner else { return Ok(()) };
        let (frames_in, frames_out) = (self.waiting.len(), self.step.len());
        let input = InterleavedSlice::new(&self.waiting, 1, frames_in).map_err(broken)?;
        let mut output = InterleavedSlice::new_mut(&mut self.step, 1, frames_out).map_err(broken)?;
        let indexing = Indexing { input_offset: offset, partial_len: partial, ..Indexing::default() };
        let (_, made) = inner.process_into_buffer(&input, &mut output, Some(&indexing)).map_err(broken)?;
        let late = self.delay.min(made);
        self.delay -= late;
        let made = self.step.get(late..made).unwrap_or_default();
        self.given += made.len() as u64;
        out.extend_from_slice(made);
        Ok(())
    }
}

impl fmt::Debug for Resampler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Resampler").field("from", &self.from).field("to", &self.to).finish_non_exhaustive()
    }
}

/// The same sound, mono and at another rate; as it is when it is so already.
///
/// # Errors
/// As [`Resampler::new`].
pub fn resampled(sound: &Audio, rate: u32) -> Result<Audio> {
    let mono = sound.mono();
    if mono.rate == rate {
        return Ok(mono);
    }
    let mut resampler = Resampler::new(mono.rate, rate)?;
    let mut samples = resampler.push(&mono.to_f32())?;
    samples.extend(resampler.finish()?);
    let floats = Audio::mono_f32(rate, samples);
    match &mono.samples {
        prepai_core::speech::Samples::I16(_) => Ok(Audio::mono_i16(rate, floats.to_i16())),
        prepai_core::speech::Samples::F32(_) => Ok(floats),
    }
}

/// The greatest common divisor.
fn common(a: usize, b: usize) -> usize {
    if b == 0 { a } else { common(b, a % b) }
}

fn broken(error: impl fmt::Display) -> Error {
    Error::new(ErrorKind::Internal, format!("the resampler cannot go on: {error}")).during("audio.resample")
}

#[cfg(test)]
mod tests;
