//! Whether the microphone hears anything but the interviewer's own voice coming back.

mod bank;
mod ceiling;
mod history;
mod past;
mod path;
mod steps;

use std::time::Duration;

use self::bank::{BANDS, Bank, Energies, HOP, decibels, energy};
use self::history::History;
use self::path::{Path, QUIET};
use crate::audio::square;

/// Samples in a frame.
const FRAME: usize = 256;
/// How alike envelopes must be to be the same voice.
const ALIKE: f32 = 0.55;
/// How unlike they are when they are not.
const UNLIKE: f32 = 0.35;
/// Steps of 8 ms before likeness is believed.
const ENOUGH: f32 = 25.0;
/// Steps after which unlikeness is believed.
const PLENTY: f32 = 60.0;
/// Nobody speaks as softly as this in dB. A detector of activity looks back a little: where the interviewer falls silent it
/// still says speech for a moment, and the room sounds no more.
const FAINT: f32 = -60.0;
/// A voice on top makes the sound this much louder than the echo alone, in dB.
const ON_TOP: f32 = 5.5;
/// Width of the step from echo to voice in dB.
const WIDTH: f32 = 1.2;

/// One frame as the detector heard it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Heard {
    /// How likely it is that the frame holds nothing but the interviewer's voice coming back, 0.0 to 1.0.
    pub echo: f32,
    /// Root mean square in dB of full scale, -90 for silence.
    pub level_dbfs: f32,
}

/// Compares the microphone's envelope in four bands with what was played.
///
/// Both are streams at 16 kHz on one timeline, the microphone's: sample 0 is the beginning of the conversation. The delay is
/// searched from 0 to 630 ms by the correlation of the envelopes, the gain is followed band by band. A frame is echo when its
/// energy is explained by what was played so long ago and so loud; a voice on top of it is not. Until the way is known,
/// what comes back after each delay is believed to be at most as loud as it was played, and as what ever came back so late; a
/// likeness by chance, at a delay after which nothing comes back, is not believed. Envelopes tolerate what sample-wise cancellation does
/// not: clocks that drift, players that stretch. The work for each frame is constant, and next to none while nothing is played.
#[derive(Debug, Clone)]
pub struct EchoDetector {
    history: History,
    path: Path,
    bank: Bank,
    heard: u64,
    /// The step and the frame under way.
    step: Energies,
    power: f32,
    sum: f32,
    frame: [f32; 2],
    /// Where the last sound ends that was to be played.
    last_played: u64,
    /// How alike both sides are at their best delay, when that was looked up last.
    alike: f32,
}

impl Default for EchoDetector {
    fn default() -> Self {
        EchoDetector::new()
    }
}

impl EchoDetector {
    /// Knows nothing of the room yet.
    pub fn new() -> EchoDetector {
        EchoDetector {
            history: History::new(),
            path: Path::new(),
            bank: Bank::new(),
            heard: 0,
            step: [0.0; BANDS],
            power: 0.0,
            sum: 0.0,
            frame: [0.0; 2],
            last_played: 0,
            alike: -1.0,
        }
    }

    /// Tells what leaves the loudspeaker at a sample of the microphone's timeline, as early as is known; up to 7 s ahead. A
    /// client's network and buffers may make it up to 630 ms later, but not earlier.
    pub fn play(&mut self, at_sample: u64, samples: &[i16]) {
        self.history.add(at_sample, samples);
        self.last_played = self.last_played.max(at_sample.saturating_add(samples.len() as u64));
    }

    /// What was to be played from this sample on will not be: playback was paused or flushed.
    pub fn stop(&mut self, at_sample: u64) {
        self.history.cut(at_sample);
        self.last_played = self.last_played.min(at_sample);
    }

    /// The microphone is that many samples behind of where it seemed, a number of whole frames: what it hears next it heard so
    /// much earlier. False when it has not heard so many.
    pub fn rewind(&mut self, samples: u64) -> bool {
        let heard = self.heard.checked_sub(samples / FRAME as u64 * FRAME as u64);
        self.heard = heard.unwrap_or(self.heard);
        heard.is_some()
    }

    /// Hears the next samples of the microphone, any number; one judgement for each 256 that were completed.
    pub fn hear(&mut self, samples: &[i16]) -> Vec<Heard> {
        let mut out = Vec::with_capacity(samples.len() / FRAME + 1);
        let mut rest = samples;
        while !rest.is_empty() {
            let room = (HOP - self.heard % HOP) as usize;
            let (now, later) = rest.split_at(room.min(rest.len()));
            self.power += square(now) as f32 / 32_768.0_f32.powi(2);
            if self.listens() {
                self.bank.add(now, &mut self.step);
            }
            self.heard += now.len() as u64;
            rest = later;
            if self.heard.is_multiple_of(HOP) {
                let power = std::mem::take(&mut self.power);
                let excess = self.judge(decibels(power / HOP as f32));
                self.sum += power;
                let second = self.heard.is_multiple_of(FRAME as u64);
                if let Some(place) = self.frame.get_mut(usize::from(second)) {
                    *place = excess;
                }
                if second {
                    out.push(self.complete());
                }
            }
        }
        out
    }

    /// The delay of the interviewer's voice on its way through the room and back, if it was found.
    pub fn delay(&self) -> Option<Duration> {
        self.path.lag().map(|lag| Duration::from_millis(lag as u64 * 8))
    }

    /// Whether something was played lately that could still be heard.
    fn listens(&self) -> bool {
        self.heard < self.last_played + 16_000
    }

    /// By how many dB the step, which is so loud, exceeds the echo.
    fn judge(&mut self, level: f32) -> f32 {
        if !self.listens() {
            return f32::INFINITY;
        }
        let heard = std::mem::take(&mut self.step).map(|sum| sum / HOP as f32);
        let played = self.history.step(self.heard / HOP - 1);
        self.path.step(played, heard);
        self.search();
        if self.last_played > 0 && level < FAINT {
            return f32::NEG_INFINITY;
        }
        let total: f32 = heard.iter().sum();
        let (expected, known) = match self.path.expected() {
            Some(expected) => (expected, true),
            None if self.path.weight() >= PLENTY && self.alike < UNLIKE => return f32::INFINITY,
            None => (self.path.loudest(), false),
        };
        if expected.iter().all(|level| *level <= QUIET) {
            return f32::INFINITY;
        }
        let explained: f32 = expected.map(energy).iter().sum();
        let mut excess = decibels(total) - decibels(explained);
        if known {
            // A voice on top rarely fills the same bands: the second best of them counts too.
            let mut bands = [0.0; BANDS];
            for ((band, heard), expected) in bands.iter_mut().zip(heard).zip(expected) {
                let level = decibels(heard);
                let strong = level > decibels(total) - 20.0 && level > QUIET + 8.0;
                *band = if strong { level - expected } else { -90.0 };
            }
            bands.sort_by(f32::total_cmp);
            excess = excess.max(bands.get(BANDS - 2).copied().unwrap_or_default() - 3.0);
            self.path.adapt(excess > ON_TOP);
        }
        excess
    }

    fn search(&mut self) {
        // Every 32 ms is often enough.
        if !(self.heard / HOP).is_multiple_of(4) || self.path.weight() < ENOUGH {
            return;
        }
        let (best, alike) = self.path.best();
        self.alike = alike;
        if self.path.lag().is_some_and(|lag| !self.path.possible(lag)) {
            self.path.unsettle();
        }
        if alike >= ALIKE
            && self.path.possible(best)
            && self.path.lag().is_none_or(|lag| lag.abs_diff(best) > 2)
        {
            self.path.settle(best);
        }
    }

    fn complete(&mut self) -> Heard {
        let level_dbfs = decibels(self.sum / FRAME as f32);
        self.sum = 0.0;
        let [first, second] = self.frame;
        let excess = first.max(second);
        let echo = 1.0 / (1.0 + ((excess - ON_TOP) / WIDTH).exp());
        Heard { echo: if excess.is_nan() { 0.0 } else { echo }, level_dbfs }
    }
}

#[cfg(test)]
mod tests;
