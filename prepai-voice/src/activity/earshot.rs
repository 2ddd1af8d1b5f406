//! A small neural network in plain Rust, with its weights inside.

use std::fmt;

use prepai_core::speech::{Activity, Audio, Samples, VoiceActivity, sample_to_i16};
use prepai_core::{Error, Result};

use crate::audio::square;

/// Samples at 16 kHz that are judged together: 16 ms.
const FRAME: usize = 256;

/// Mean square of samples below which a frame holds no speech: -65 dB of full scale.
const FAINT: u64 = 340;

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
            frame: Vec::new(),
            faint: 0,
            last: 0.0,
            missed: Vec::new(),
        }
    }

    fn take(&mut self, samples: &[i16], judged: &mut Vec<Activity>) {
        let mut rest = samples;
        while !rest.is_empty() {
            let (now, later) = rest.split_at((FRAME - self.frame.len()).min(rest.len()));
            rest = later;
            if now.len() == FRAME {
                judged.push(Activity { speech: self.judge(now) });
                continue;
            }
            self.frame.extend_from_slice(now);
            if self.frame.len() == FRAME {
                let mut frame = std::mem::take(&mut self.frame);
                judged.push(Activity { speech: self.judge(&frame) });
                frame.clear();
                self.frame = frame;
            }
        }
    }

    fn judge(&mut self, frame: &[i16]) -> f32 {
        self.faint = if square(frame) < FAINT * FRAME as u64 { self.faint.saturating_add(1) } else { 0 };
        if self.faint > ENOUGH && self.last < SURE {
            self.missed.drain(..self.missed.len().saturating_sub((BACK - 1) * FRAME));
            self.missed.extend_from_slice(frame);
            return self.last;
        }
        for missed in self.missed.chunks(FRAME) {
            self.detector.predict_i16(missed);
        }
        self.missed.clear();
        self.last = self.detector.predict_i16(frame).clamp(0.0, 1.0);
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
            Samples::I16(samples) => self.take(samples, &mut judged),
            Samples::F32(samples) => {
                let samples: Vec<i16> = samples.iter().map(|sample| sample_to_i16(*sample)).collect();
                self.take(&samples, &mut judged);
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
