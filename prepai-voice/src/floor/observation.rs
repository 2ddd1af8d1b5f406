//! What the floor is told.

use std::time::Duration;

use prepai_core::speech::Activity;

use super::Question;
use super::echo::Heard;

/// Length of a [`Frame`]: 256 samples at 16 kHz.
pub(crate) const FRAME: Duration = Duration::from_millis(16);

/// 16 ms of the candidate's microphone, judged.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    /// How likely it is that somebody speaks, 0.0 to 1.0, as in [`prepai_core::speech::Activity`]. Not a number counts as 0.
    pub speech: f32,
    /// Root mean square of the samples in dB of full scale; at most 0.
    pub level_dbfs: f32,
    /// How likely it is that this is only the interviewer's own voice coming back, 0.0 to 1.0; 0.0 where nobody looks.
    pub echo: f32,
}

impl Frame {
    /// Puts together what a [`prepai_core::speech::VoiceActivity`] and an [`super::echo::EchoDetector`] say of the same 256 samples.
    pub fn new(activity: Activity, heard: Heard) -> Frame {
        Frame { speech: activity.speech, level_dbfs: heard.level_dbfs, echo: heard.echo }
    }

    /// A frame where only the likelihood of speech is known.
    pub fn of_speech(speech: f32) -> Frame {
        Frame { speech, level_dbfs: -30.0, echo: 0.0 }
    }
}

/// What is known of the words of the open turn.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// All words since the turn's [`super::FloorSignal::SpeechStarted`], not only the new ones; empty when the speech was
    /// transcribed and held no words.
    pub text: String,
    /// Until when the sound was transcribed, since the conversation began. Where a backend does not tell, the floor assumes
    /// that what was said in the last [`super::Endpointing::words_lag`] is missing.
    pub until: Option<Duration>,
}

/// What the interviewer does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Interviewer {
    /// Works on an answer: also to typed words or code, and after a spoken filler.
    Thinks,
    /// Is heard: the first sample of a stretch of speech is played.
    Speaks,
    /// Has said everything and waits; or gave a turn back because it held no words.
    Listens,
}

/// Something that the floor should know.
#[derive(Debug, Clone, PartialEq)]
pub enum Observation {
    /// The next 16 ms of the microphone; the time that comes with it is the frame's **end**, counted in samples of the stream and
    /// not by arrival, so that a jittering network does not look like a pause.
    Frame(Frame),
    /// Partial or final words of the open turn, or of speech over the interviewer that just ended.
    Words(Words),
    /// Keys were pressed in the editor.
    Editor,
    /// The button that decides by itself who has the floor.
    PushToTalk {
        /// Whether it was pressed or released.
        down: bool,
    },
    /// The microphone was turned off (`true`) or on; while off, frames count as silence.
    Mute(bool),
    /// What the interviewer asked; forgets the nudges given for the question before.
    Asked(Question),
    /// What the interviewer does.
    Interviewer(Interviewer),
    /// The interview stands still: frames and time do not count.
    Pause,
    /// It goes on; silence is counted from here.
    Resume,
    /// The conversation ends. An open turn ends with it; after this there is no signal.
    Close,
}
