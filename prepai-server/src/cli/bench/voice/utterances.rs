//! What candidates say: recordings, of each of which it is known where the speech begins.

use std::sync::Arc;

use prepai_core::Result;
use prepai_voice::audio::{DecodeOptions, decode, pcm16};

use crate::cli::bench::wrong;

/// Samples at 16 kHz of a frame of 20 ms.
pub(super) const FRAME: usize = 320;

/// Frames of the recording before its speech.
pub(super) const BEFORE: u64 = 5;

/// The longest that is said at once: 2 s.
const LONGEST: usize = 32_000;

/// Samples of which levels are taken: 5 ms.
const STEP: usize = 80;

/// Speech begins at most this much below the loud parts of its utterance: 30 dB as a ratio of amplitudes.
const BELOW: f64 = 31.6;

/// A microphone is never silent: hiss of -75 dB of full scale.
const HISS: f64 = 10.0;

macro_rules! recordings {
    ($($name:literal)*) => {
        [$(($name, include_bytes!(concat!("speech/", $name)))),*]
    };
}

const RECORDINGS: [(&str, &[u8]); 24] = recordings![
    "browser_1.webm" "browser_2.webm" "espeak_01.ogg" "espeak_02.ogg" "espeak_03.ogg" "espeak_04.ogg"
    "espeak_05.ogg" "espeak_06.ogg" "espeak_07.ogg" "espeak_08.ogg" "espeak_09.ogg" "espeak_10.ogg"
    "espeak_11.ogg" "espeak_12.ogg" "espeak_13.ogg" "espeak_14.ogg" "espeak_15.ogg" "espeak_16.ogg"
    "espeak_17.ogg" "espeak_18.ogg" "espeak_19.ogg" "espeak_20.ogg" "espeak_21.ogg" "espeak_22.ogg"
];

/// Something to say.
#[derive(Debug)]
pub(super) struct Utterance {
    /// Its recording.
    pub(super) name: &'static str,
    /// PCM16 in whole frames; the speech begins with the first sample of the frame after [`BEFORE`] frames.
    sound: Vec<u8>,
}

/// All that there is to say.
#[derive(Debug)]
pub(super) struct Utterances(Vec<Utterance>, Vec<u8>);

impl Utterances {
    pub(super) fn load() -> Result<Arc<Utterances>> {
        let mut hiss = Hiss(1);
        let utterances: Result<Vec<Utterance>> =
            RECORDINGS.into_iter().map(|(name, file)| Utterance::new(name, file, &mut hiss)).collect();
        // A second of it, again and again.
        let silence = hiss.over(&[0; 50 * FRAME]);
        Ok(Arc::new(Utterances(utterances?, pcm16::bytes(&silence))))
    }

    /// One of them.
    pub(super) fn get(&self, number: usize) -> Result<&Utterance> {
        self.0.get(number % self.0.len().max(1)).ok_or_else(|| wrong("there is nothing to say"))
    }

    /// A frame in which nobody speaks.
    pub(super) fn silence(&self, number: u64) -> &[u8] {
        let number = usize::try_from(number % 50).unwrap_or(0);
        self.1.chunks(2 * FRAME).nth(number).unwrap_or_default()
    }
}

impl Utterance {
    fn new(name: &'static str, file: &[u8], hiss: &mut Hiss) -> Result<Utterance> {
        let samples = decode(file, DecodeOptions::default())?.to_i16();
        let onset = onset(&samples).ok_or_else(|| wrong("a recording without speech").with("name", name))?;
        let before = usize::try_from(BEFORE).unwrap_or(0) * FRAME;
        let mut said = vec![0; before.saturating_sub(onset)];
        let end = (onset + LONGEST).min(samples.len());
        said.extend_from_slice(samples.get(onset.saturating_sub(before)..end).unwrap_or_default());
        said.resize(said.len().next_multiple_of(FRAME), 0);
        Ok(Utterance { name, sound: pcm16::bytes(&hiss.over(&said)) })
    }

    /// One of its frames; none after its end.
    pub(super) fn frame(&self, number: u64) -> Option<&[u8]> {
        self.sound.chunks(2 * FRAME).nth(usize::try_from(number).ok()?)
    }

    /// How many frames it has.
    pub(super) fn frames(&self) -> u64 {
        (self.sound.len() / (2 * FRAME)) as u64
    }

    /// All of it.
    pub(super) fn sound(&self) -> &[u8] {
        &self.sound
    }
}

/// Where speech begins: at the first of 5 ms that are at most 30 dB below its loud parts (the level that one in twenty
/// exceeds), if at least five of the six that begin there are.
fn onset(samples: &[i16]) -> Option<usize> {
    let level = |step: &[i16]| {
        let power: f64 = step.iter().map(|sample| f64::from(*sample).powi(2)).sum();
        (power / step.len() as f64).sqrt()
    };
    let levels: Vec<f64> = samples.chunks(STEP).map(level).collect();
    let mut sorted = levels.clone();
    sorted.sort_by(f64::total_cmp);
    let loud = sorted.get(sorted.len() * 95 / 100).filter(|level| **level > 0.0)?;
    let begins = |six: &[f64]| {
        six.first().is_some_and(|first| first * BELOW >= *loud)
            && six.iter().filter(|level| **level * BELOW >= *loud).count() >= 5
    };
    levels.windows(6).position(begins).map(|step| step * STEP)
}

/// White noise, the same each time.
struct Hiss(u32);

impl Hiss {
    fn over(&mut self, samples: &[i16]) -> Vec<i16> {
        let mut noise = || {
            self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (f64::from(self.0 >> 16) / 32_768.0 - 1.0) * HISS
        };
        samples.iter().map(|sample| (f64::from(*sample) + noise()) as i16).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speech_begins_where_it_is_said_to() {
        let mut samples = vec![3_i16; 16_000];
        assert_eq!(onset(&vec![0; 800]), None);
        // A click of 5 ms is no speech.
        samples[4_000..4_080].fill(8_000);
        for (n, sample) in samples[8_000..].iter_mut().enumerate() {
            *sample = if n / 40 % 2 == 0 { 4_000 } else { -4_000 };
        }
        assert_eq!(onset(&samples), Some(8_000));
    }

    #[test]
    fn every_recording_is_silent_before_its_speech_and_loud_after_it() {
        let utterances = Utterances::load().unwrap();
        for number in 0..RECORDINGS.len() {
            let utterance = utterances.get(number).unwrap();
            let level = |frame| {
                let samples = pcm16::samples(utterance.frame(frame).unwrap());
                samples.iter().map(|sample| f64::from(*sample).abs()).sum::<f64>() / samples.len() as f64
            };
            let (before, after) = (level(BEFORE - 2), level(BEFORE).max(level(BEFORE + 1)));
            assert!(after > 2.0 * before, "{}: {before} {after}", utterance.name);
            assert!(utterance.frames() > 30, "{} is short", utterance.name);
        }
        assert_eq!(utterances.silence(77).len(), 2 * FRAME);
    }
}
