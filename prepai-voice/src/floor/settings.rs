//! The few numbers behind the decisions.

use std::time::Duration;

use prepai_core::session::Mode;
use prepai_core::{Error, Result};

use super::Language;

const fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// How patient, how quick.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FloorSettings {
    /// Practice offers hints; real cuts in.
    pub mode: Mode,
    /// In which the candidate's words are read.
    pub language: Language,
    /// Speech and pauses from single frames.
    pub gate: Gate,
    /// The end of a turn.
    pub endpointing: Endpointing,
    /// Speech over the interviewer.
    pub barge_in: BargeIn,
    /// Silence while the candidate has the floor.
    pub silence: SilencePolicy,
}

/// When frames become speech, and speech a pause.
#[derive(Debug, Clone, PartialEq)]
pub struct Gate {
    /// A frame whose [`super::Frame::speech`] is at least this is voiced.
    pub voiced: f32,
    /// Voiced frames, out of one more, that begin speech.
    pub begin: u32,
    /// The same over the interviewer's voice.
    pub begin_over_speech: u32,
    /// The same while keys are pressed.
    pub begin_over_keys: u32,
    /// Silence that makes a pause.
    pub pause: Duration,
    /// A frame with more [`super::Frame::echo`] is not the candidate.
    pub echo: f32,
    /// Over the interviewer, frames this much below the candidate's usual level, in dB, are not the candidate.
    pub far_below_db: f32,
}

impl Default for Gate {
    fn default() -> Self {
        Gate {
            voiced: 0.5,
            begin: 3,
            begin_over_speech: 3,
            begin_over_keys: 6,
            pause: ms(96),
            echo: 0.5,
            far_below_db: 20.0,
        }
    }
}

/// How much silence ends a turn; the formula is in the documentation of [the module](super).
#[derive(Debug, Clone, PartialEq)]
pub struct Endpointing {
    /// 1.0 to 4.0: how much longer than usual people may think.
    pub thinking_time: f64,
    /// Silence after words that are surely complete.
    pub quick: Duration,
    /// What each step of thinking time adds to it.
    pub more: Duration,
    /// Nobody waits longer for words that surely go on.
    pub slow: Duration,
    /// The median of pauses inside sentences.
    pub pause: Duration,
    /// The standard deviation of their logarithm.
    pub spread: f64,
    /// How much a cut-off weighs against waiting, as a logarithm: words count as whole from this log-odds of completeness on.
    pub caution: f64,
    /// What each doubling of thinking time adds to it.
    pub more_caution: f64,
    /// Silence when no words are known.
    pub blind: Duration,
    /// Silence after somebody asked for time ("let me think").
    pub asked_for_time: Duration,
    /// No turn outlives this silence, multiplied by the thinking time, unless keys are pressed.
    pub longest: Duration,
    /// How long after the last key the editor counts as in use.
    pub typing: Duration,
    /// How far words lag behind the sound where a backend does not tell.
    pub words_lag: Duration,
    /// Whether to learn from the pauses this person made.
    pub adapts: bool,
}

impl Default for Endpointing {
    fn default() -> Self {
        Endpointing {
            thinking_time: 1.0,
            quick: ms(160),
            more: ms(300),
            slow: ms(3_200),
            pause: ms(650),
            spread: 0.6,
            caution: 1.25,
            more_caution: 2.5,
            blind: ms(900),
            asked_for_time: ms(15_000),
            longest: ms(15_000),
            typing: ms(3_000),
            words_lag: ms(300),
            adapts: true,
        }
    }
}

/// What happens when somebody speaks over the interviewer.
#[derive(Debug, Clone, PartialEq)]
pub struct BargeIn {
    /// The decision falls at the latest this long after playback was paused. Who listens at the other end of a wire learns of it two
    /// frames later, and 600 ms are promised there.
    pub decide: Duration,
    /// Speech that lasts longer is an interruption unless its words say otherwise.
    pub speech: Duration,
    /// Silence after which short speech is over.
    pub over: Duration,
    /// Speech after the last known word that is too long to be part of a murmur.
    pub uncovered: Duration,
    /// For how long after playback went on a murmur may go on too.
    pub murmur: Duration,
    /// For how long after playback went on words may still turn out to be an interruption.
    pub late_words: Duration,
    /// Speech that takes a turn back while the interviewer thinks.
    pub goes_on: Duration,
}

impl Default for BargeIn {
    fn default() -> Self {
        BargeIn {
            decide: ms(560),
            speech: ms(480),
            over: ms(200),
            uncovered: ms(400),
            murmur: ms(700),
            late_words: ms(1_500),
            goes_on: ms(160),
        }
    }
}

/// When silence calls for a word. All times count from the last sound of either side and are multiplied by the thinking time; keys in the editor start them anew.
#[derive(Debug, Clone, PartialEq)]
pub struct SilencePolicy {
    /// Silence after a question until "take your time".
    pub take_your_time: Duration,
    /// Until the offer of a hint (practice mode).
    pub offer_hint: Duration,
    /// Until "are you still there?".
    pub still_there: Duration,
    /// Factor for coding questions: silence is work.
    pub coding: u32,
    /// Real mode: part of the budget by which it may be exceeded before a pause is used to cut in.
    pub cut_in_at_pause: f64,
    /// Real mode: part of the budget by which it may be exceeded at all.
    pub cut_in_anyway: f64,
}

impl Default for SilencePolicy {
    fn default() -> Self {
        SilencePolicy {
            take_your_time: ms(8_000),
            offer_hint: ms(25_000),
            still_there: ms(60_000),
            coding: 3,
            cut_in_at_pause: 0.5,
            cut_in_anyway: 1.0,
        }
    }
}

impl FloorSettings {
    /// Settings of a session: its mode and its thinking time.
    pub fn new(mode: Mode, thinking_time: f64) -> FloorSettings {
        FloorSettings {
            mode,
            endpointing: Endpointing { thinking_time, ..Endpointing::default() },
            ..FloorSettings::default()
        }
    }

    /// Whether the numbers make sense.
    ///
    /// # Errors
    /// [`prepai_core::ErrorKind::InvalidInput`] names the field.
    pub fn check(&self) -> Result<()> {
        if !(1.0..=4.0).contains(&self.endpointing.thinking_time) {
            return Err(Error::invalid("thinking_time", "must be 1.0 to 4.0"));
        }
        if !(0.0..=1.0).contains(&self.gate.voiced) {
            return Err(Error::invalid("gate.voiced", "must be 0.0 to 1.0"));
        }
        for (name, frames) in [
            ("gate.begin", self.gate.begin),
            ("gate.begin_over_speech", self.gate.begin_over_speech),
            ("gate.begin_over_keys", self.gate.begin_over_keys),
        ] {
            if !(1..=30).contains(&frames) {
                return Err(Error::invalid(name, "must be 1 to 30 frames"));
            }
        }
        if self.barge_in.decide < self.barge_in.speech {
            return Err(Error::invalid("barge_in.decide", "must not be shorter than barge_in.speech"));
        }
        if !(self.endpointing.spread > 0.0 && self.endpointing.spread <= 3.0) {
            return Err(Error::invalid("endpointing.spread", "must be above 0 and at most 3.0"));
        }
        for (name, odds) in [
            ("endpointing.caution", self.endpointing.caution),
            ("endpointing.more_caution", self.endpointing.more_caution),
        ] {
            if !(-20.0..=20.0).contains(&odds) {
                return Err(Error::invalid(name, "must be -20.0 to 20.0"));
            }
        }
        Ok(())
    }
}
