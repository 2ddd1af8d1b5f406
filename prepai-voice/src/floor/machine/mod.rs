//! The state machine.

mod due;
mod hear;
mod turns;

use std::time::Duration;

use prepai_core::session::Mode;

use self::turns::{Dropped, OpenTurn, Overlap};
use super::gate::SpeechGate;
use super::pace::Pace;
use super::{FloorSettings, FloorSignal, FloorState, Nudge, Observation, Question};

/// Without frames for this long the silence counts: a client may stop sending when nobody speaks.
const STALL: Duration = Duration::from_millis(400);

/// Decides who has the floor.
///
/// ```
/// use std::time::Duration;
/// use prepai_voice::floor::{Floor, FloorSettings, FloorSignal, Frame, Observation, Words};
///
/// let mut floor = Floor::new(FloorSettings::default());
/// let mut signals = Vec::new();
/// for frame in 1..=200u32 {
///     let at = Duration::from_millis(16) * frame;
///     let speech = if frame <= 100 { 0.9 } else { 0.0 };
///     signals.extend(floor.take(at, Observation::Frame(Frame::of_speech(speech))));
///     if frame == 110 {
///         let text = "we moved it to the cloud and that cut our costs in half".to_owned();
///         signals.extend(floor.take(at, Observation::Words(Words { text, until: None })));
///     }
/// }
/// assert!(matches!(
///     signals[..],
///     [FloorSignal::SpeechStarted { .. }, FloorSignal::SpeechPaused { .. }, FloorSignal::TurnEnds { .. }]
/// ));
/// ```
#[derive(Debug, Clone)]
pub struct Floor {
    settings: FloorSettings,
    state: FloorState,
    now: Duration,
    gate: SpeechGate,
    last_frame: Duration,
    muted: bool,
    paused: bool,
    button: bool,
    keys: Option<Duration>,
    question: Question,
    turn: Option<OpenTurn>,
    overlap: Option<Overlap>,
    dropped: Option<Dropped>,
    /// New speech does not count before this time: a murmur goes on, or somebody is being cut in on.
    deaf_until: Option<Duration>,
    /// Since when nobody makes a sound.
    quiet: Duration,
    nudged: Option<Nudge>,
    pace: Pace,
    /// End of the last turn's speech and its words, while nothing of an answer was heard.
    answered: Option<(Duration, String)>,
    /// Mean level of the candidate's voice in dB, and of how many frames.
    level: (f32, u32),
    /// Whether words ever came while somebody spoke.
    partials: bool,
}

impl Floor {
    /// An idle floor. Settings that do not make sense are used as far as they do; see [`FloorSettings::check`].
    pub fn new(settings: FloorSettings) -> Floor {
        Floor {
            settings,
            state: FloorState::Idle,
            now: Duration::ZERO,
            gate: SpeechGate::default(),
            last_frame: Duration::ZERO,
            muted: false,
            paused: false,
            button: false,
            keys: None,
            question: Question::default(),
            turn: None,
            overlap: None,
            dropped: None,
            deaf_until: None,
            quiet: Duration::ZERO,
            nudged: None,
            pace: Pace::default(),
            answered: None,
            level: (0.0, 0),
            partials: false,
        }
    }

    /// Decides by other settings from now on; what was observed stands.
    pub fn set(&mut self, settings: FloorSettings) {
        self.settings = settings;
    }

    /// The settings it decides by.
    pub fn settings(&self) -> &FloorSettings {
        &self.settings
    }

    /// Whether a turn of the candidate is open.
    pub fn is_open(&self) -> bool {
        self.turn.is_some()
    }

    /// Who has the floor.
    pub fn state(&self) -> FloorState {
        self.state
    }

    /// Takes an observation made at a time since the conversation began. Observations may come out of order: a time before the
    /// latest one counts as the latest, and a frame that is not newer than the newest is ignored.
    pub fn take(&mut self, at: Duration, observation: Observation) -> Vec<FloorSignal> {
        let mut out = Vec::new();
        if self.state == FloorState::Closing {
            return out;
        }
        if let Observation::Frame(frame) = observation {
            self.frame(at, frame, &mut out);
        } else {
            self.now = self.now.max(at);
            self.other(observation, &mut out);
        }
        self.due(&mut out);
        out
    }

    /// Lets time pass without an observation; call it at [`Floor::next_deadline`] or later.
    pub fn poll(&mut self, at: Duration) -> Vec<FloorSignal> {
        let mut out = Vec::new();
        self.now = self.now.max(at);
        self.due(&mut out);
        out
    }

    fn other(&mut self, observation: Observation, out: &mut Vec<FloorSignal>) {
        match observation {
            Observation::Frame(_) => {}
            Observation::Words(words) => self.words(words, out),
            Observation::Editor => {
                self.keys = Some(self.now);
                self.quiet = self.now;
            }
            Observation::PushToTalk { down } => self.push_to_talk(down, out),
            Observation::Mute(muted) => {
                self.muted = muted;
                if muted {
                    self.falls_silent(out);
                }
            }
            Observation::Asked(question) => {
                self.question = question;
                self.nudged = None;
                self.quiet = self.now;
            }
            Observation::Interviewer(interviewer) => self.interviewer(interviewer, out),
            Observation::Pause => {
                if self.state == FloorState::Interrupted {
                    self.resume_playback(out);
                }
                self.falls_silent(out);
                self.paused = true;
            }
            Observation::Resume => {
                self.paused = false;
                self.quiet = self.now;
                if let Some(turn) = &mut self.turn {
                    turn.not_before = self.now;
                }
            }
            Observation::Close => {
                self.end(super::TurnEnd::Closing, out);
                self.state = FloorState::Closing;
            }
        }
    }

    fn typing(&self) -> bool {
        self.keys.is_some_and(|at| self.now.saturating_sub(at) < self.settings.endpointing.typing)
    }

    fn thinking_time(&self) -> f64 {
        self.settings.endpointing.thinking_time.clamp(1.0, 4.0)
    }

    fn real(&self) -> bool {
        self.settings.mode == Mode::Real
    }
}

#[cfg(test)]
mod random;
#[cfg(test)]
mod tests;
