//! A client's frames of sound, on their way to the ears.

use std::sync::Arc;

use prepai_core::speech::{sample_to_f32, sample_to_i16};
use prepai_core::{Error, ErrorKind, Result};
use prepai_voice::audio::{OpusPackets, Resampler, pcm16};
use prepai_voice::duplex::{Intake, VoiceInput};

use super::{Frame, Payload};

/// Samples per second of what the ears want.
const RATE: u32 = 16_000;

/// Puts frames in order and gives them the rate that the ears want.
pub(super) struct Listener {
    rate: u32,
    intake: Intake,
    opus: Option<OpusPackets>,
    resampler: Option<Resampler>,
    /// Whether the client was told that its frames come in disorder.
    told: bool,
}

impl Listener {
    /// Frames at the agreed rate.
    pub(super) fn new(rate: u32) -> Result<Self> {
        let resampler = if rate == RATE { None } else { Some(Resampler::new(rate, RATE)?) };
        Ok(Listener { rate, intake: Intake::new(rate), opus: None, resampler, told: false })
    }

    /// Takes a frame; gives what can be heard now.
    ///
    /// # Errors
    /// `invalid_content` for a packet that is no Opus, `too_large` for more than a second at once.
    pub(super) fn take(&mut self, frame: &Frame<'_>) -> Result<Vec<VoiceInput>> {
        let samples = match frame.kind {
            Payload::Pcm16 => pcm16::samples(frame.payload),
            Payload::Opus => {
                let opus = match &mut self.opus {
                    Some(opus) => opus,
                    None => self.opus.insert(OpusPackets::new(self.rate)?),
                };
                opus.push(frame.payload)?.to_i16().to_vec()
            }
        };
        if samples.len() > self.rate as usize {
            let message = "a frame of sound may hold a second: send 20 ms in each";
            return Err(Error::new(ErrorKind::TooLarge, message).during("frame.take"));
        }
        let pieces = self.intake.take(frame.start_sample, samples);
        pieces.into_iter().map(|piece| self.input(piece.missing, piece.samples)).collect()
    }

    fn input(&mut self, missing: u64, samples: Vec<i16>) -> Result<VoiceInput> {
        let Some(resampler) = &mut self.resampler else {
            return Ok(VoiceInput::Sound { missing, samples: samples.into() });
        };
        let floats: Vec<f32> = samples.into_iter().map(sample_to_f32).collect();
        let samples: Arc<[i16]> = resampler.push(&floats)?.into_iter().map(sample_to_i16).collect();
        let missing = missing * u64::from(RATE) / u64::from(self.rate);
        Ok(VoiceInput::Sound { missing, samples })
    }

    /// Frames that were doubled or late so far.
    pub(super) fn bad(&self) -> u64 {
        let faults = self.intake.faults();
        faults.late + faults.jumps
    }

    /// A sentence for the client, the first time that frames come in disorder.
    pub(super) fn complaint(&mut self) -> Option<&'static str> {
        if self.bad() == 0 || std::mem::replace(&mut self.told, true) {
            return None;
        }
        Some("frames of sound come doubled or too late: they are left out")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(start_sample: u64, payload: &[u8]) -> Frame<'_> {
        Frame { kind: Payload::Pcm16, flags: 0, turn: 0, seq: 0, start_sample, payload }
    }

    #[test]
    fn sound_of_any_rate_becomes_16_khz() {
        for rate in [8_000_u32, 16_000, 24_000, 48_000] {
            let mut listener = Listener::new(rate).unwrap();
            let payload = vec![0; rate as usize / 50 * 2];
            let mut heard = 0;
            for n in 0..100 {
                for input in listener.take(&frame(n * u64::from(rate) / 50, &payload)).unwrap() {
                    let VoiceInput::Sound { samples, .. } = input else { panic!() };
                    heard += samples.len();
                }
            }
            assert!((31_000..=32_000).contains(&heard), "{rate}: {heard}");
        }
    }

    #[test]
    fn disorder_is_counted_and_told_once() {
        let mut listener = Listener::new(16_000).unwrap();
        let payload = [0; 640];
        listener.take(&frame(0, &payload)).unwrap();
        assert_eq!((listener.bad(), listener.complaint()), (0, None));
        listener.take(&frame(0, &payload)).unwrap();
        assert!(listener.complaint().is_some());
        listener.take(&frame(0, &payload)).unwrap();
        assert_eq!((listener.bad(), listener.complaint()), (2, None));
    }

    #[test]
    fn what_is_no_sound_is_said() {
        let mut listener = Listener::new(16_000).unwrap();
        let opus = Frame { kind: Payload::Opus, ..frame(0, &[0xff; 3]) };
        assert_eq!(listener.take(&opus).unwrap_err().kind(), ErrorKind::InvalidContent);
        assert_eq!(listener.take(&frame(0, &[0; 40_000])).unwrap_err().kind(), ErrorKind::TooLarge);
    }
}
