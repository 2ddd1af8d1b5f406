//! A small neural network in plain Rust, with its weights inside.

use std::fmt;

use prepai_core::speech::{Activity, Audio, Samples, VoiceActivity, sample_to_i16};
use prepai_core::{Error, Result};

/// Samples at 16 kHz that are judged together: 16 ms.
const FRAME: usize = 256;

/// Mean square of samples below which a frame holds no speech: -65 dB of full scale.
const FAINT: i64 = 340;

/// So many faint frames, and a judgement below this, let the network rest.
const ENOUGH: u32 = 8;
const SURE: f32 = 0.3;

/// Frames that it hears after all when it wakes: as many as it looks back.
const BACK: usize = 6;

/// Voice activity by the network of the crate `earshot`: one judgement for each 16 ms of sound, 0.5 is the border.
///
/// It costs about 0.3 ms of CPU time for a second of sound, and next to nothing where a microphone is as good as silent
/// (below -65 dB of full scale, as most are behind a browser's noise suppression): there the network rests. Speech in much
/// noise (5 dB) keeps it up too long.
///
/// ```
/// use prepai_core::speech::{Audio, VoiceActivity};
/// use prepai_voice::activity::Earshot;
/// let judged = Earshot::new().push(&Audio::mono_i16(16_000, vec![0; 16_000])).unwrap();
/// assert!(judged.len() == 62 && judged.iter().all(|activity| activity.speech < 0.5));
/// ```
pub struct Earshot {
    detector: Box<::earshot::Detector>,
    frame: Vec<i16>,
    /// Faint frames without a break, and the last judgement.
    faint: u32,
    last: f32,
    /// The last frames that the network did not hear.
    missed: Vec<i16>,
}

impl Earshot {
    /// One for a new stream.
    pub fn new() -> Self {
        Earshot {
            detector: ::earshot::Detector::default_boxed(),
            frame: Vec::with_capacity(FRAME),
            faint: 0,
            last: 0.0,
            missed: Vec::new(),
        }
    }

    fn take(&mut self, samples: impl Iterator<Item = i16>, judged: &mut Vec<Activity>) {
        for sample in samples {
            self.frame.push(sample);
            if self.frame.len() == FRAME {
                judged.push(Activity { speech: self.judge() });
                self.frame.clear();
            }
        }
    }

    fn judge(&mut self) -> f32 {
        let power: i64 = self.frame.iter().map(|sample| i64::from(*sample) * i64::from(*sample)).sum();
        self.faint = if power < FAINT * FRAME as i64 { self.faint.saturating_add(1) } else { 0 };
        if self.faint > ENOUGH && self.last < SURE {
            self.missed.drain(..self.missed.len().saturating_sub((BACK - 1) * FRAME));
            self.missed.extend_from_slice(&self.frame);
            return self.last;
        }
        for missed in self.missed.chunks(FRAME) {
            self.detector.predict_i16(missed);
        }
        self.missed.clear();
        self.last = self.detector.predict_i16(&self.frame).clamp(0.0, 1.0);
        self.last
    }
}

impl Default for Earshot {
    fn default() -> Self {
        Earshot::new()
    }
}

impl fmt::Debug for Earshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Earshot").field("waiting", &self.frame.len()).finish_non_exhaustive()
    }
}

impl VoiceActivity for Earshot {
    fn push(&mut self, sound: &Audio) -> Result<Vec<Activity>> {
        if sound.rate != 16_000 || sound.channels != 1 {
            let found = format!("{} Hz with {} channels", sound.rate, sound.channels);
            return Err(Error::invalid("sound", format!("must be mono at 16 kHz, not {found}")));
        }
        let mut judged = Vec::new();
        match &sound.samples {
            Samples::I16(samples) => self.take(samples.iter().copied(), &mut judged),
            Samples::F32(samples) => {
                self.take(samples.iter().map(|sample| sample_to_i16(*sample)), &mut judged);
            }
        }
        Ok(judged)
    }

    fn reset(&mut self) {
        self.detector.reset();
        self.frame.clear();
        self.missed.clear();
        (self.faint, self.last) = (0, 0.0);
    }
}
