//! Voice activity that a test can foresee.

use std::collections::VecDeque;

use crate::error::{Error, Result};
use crate::speech::{Activity, Audio, Samples, VoiceActivity};

/// Samples at 16 kHz that are judged together: 16 ms.
const FRAME: usize = 256;

/// Judges frames of 16 ms: by a script while it lasts, then by loudness: speech is whatever has a sample of at least a
/// hundredth of full scale.
#[derive(Debug, Clone, Default)]
pub struct ScriptedVoiceActivity {
    script: Vec<f32>,
    left: VecDeque<f32>,
    frame: Vec<f32>,
}

impl ScriptedVoiceActivity {
    /// Loudness only.
    pub fn new() -> Self {
        ScriptedVoiceActivity::default()
    }

    /// These probabilities first, one a frame; a reset begins with them again.
    pub fn scripted(probabilities: impl IntoIterator<Item = f32>) -> Self {
        let script: Vec<_> = probabilities.into_iter().collect();
        ScriptedVoiceActivity { left: script.iter().copied().collect(), script, frame: Vec::new() }
    }

    fn judge(&mut self) -> Activity {
        let loud = self.frame.iter().any(|sample| sample.abs() >= 0.01);
        self.frame.clear();
        Activity { speech: self.left.pop_front().unwrap_or(if loud { 1.0 } else { 0.0 }) }
    }
}

impl VoiceActivity for ScriptedVoiceActivity {
    fn push(&mut self, sound: &Audio) -> Result<Vec<Activity>> {
        if sound.rate != 16_000 || sound.channels != 1 {
            return Err(Error::invalid("sound", "must be mono at 16 kHz"));
        }
        let samples: Vec<f32> = match &sound.samples {
            Samples::I16(samples) => samples.iter().map(|sample| f32::from(*sample) / 32_768.0).collect(),
            Samples::F32(samples) => samples.to_vec(),
        };
        let mut judged = Vec::new();
        for sample in samples {
            self.frame.push(sample);
            if self.frame.len() == FRAME {
                judged.push(self.judge());
            }
        }
        Ok(judged)
    }

    fn reset(&mut self) {
        self.frame.clear();
        self.left = self.script.iter().copied().collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_comes_first_and_again_after_a_reset() {
        let mut activity = ScriptedVoiceActivity::scripted([0.25, 0.75]);
        let loud = Audio::mono_i16(16_000, vec![9_000; 3 * FRAME]);
        let mut judge = |reset: bool| {
            if reset {
                activity.reset();
            }
            activity.push(&loud).unwrap().iter().map(|activity| activity.speech).collect::<Vec<_>>()
        };
        assert_eq!((judge(false), judge(false)), (vec![0.25, 0.75, 1.0], vec![1.0; 3]));
        assert_eq!(judge(true), [0.25, 0.75, 1.0]);
    }
}
