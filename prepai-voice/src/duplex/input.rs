//! What comes into a voice conversation beside typed input.

use std::sync::Arc;

use prepai_core::speech::Audio;
use prepai_core::turn::Speaking;

use super::mouth::Pace;
use super::{Held, Setup};

/// How a client takes part.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Form {
    /// It types and reads.
    #[default]
    Typed,
    /// It sends whole utterances and plays whole sentences; it does not report playback.
    Sentences,
    /// Sound flows both ways, and the client reports what it has played.
    Duplex,
}

impl Form {
    pub(super) fn pace(self, setup: &Setup, rate: u32) -> Pace {
        Pace { rate, lead: (self == Form::Duplex).then_some(setup.lead) }
    }

    pub(super) fn speaking(self, setup: &Setup) -> Speaking {
        let spoken = self != Form::Typed;
        let filler_after = setup.filler_after.filter(|_| spoken);
        let phrases = Arc::clone(&setup.phrases);
        Speaking { spoken, reports_playback: self == Form::Duplex, filler_after, phrases }
    }
}

/// A whole utterance of a client that says itself where it begins and ends.
#[derive(Debug, Clone)]
pub struct Utterance {
    /// Mono at 16 kHz.
    pub sound: Audio,
    /// Its share of what may wait, kept until it is transcribed and answered.
    pub held: Option<Arc<Held>>,
}

impl From<Audio> for Utterance {
    /// One that nobody counts.
    fn from(sound: Audio) -> Self {
        Utterance { sound, held: None }
    }
}

/// Something from the client.
#[derive(Debug, Clone)]
pub enum VoiceInput {
    /// How the client takes part, and the rate at which it wants to be spoken to.
    Joined {
        /// How.
        form: Form,
        /// Samples per second of [`VoiceEvent::Sound`](super::VoiceEvent::Sound).
        rate: u32,
    },
    /// Whoever joins now knows nothing of the client before: the microphone is on, and nothing is paused. Without it both stay as
    /// they were, as for a client whose connection dropped.
    Anew,
    /// The client is away (its connection dropped) or back: meanwhile nothing is said and silence does not count.
    Away(bool),
    /// The next sound of the microphone, mono at 16 kHz.
    Sound {
        /// Samples that never came, right before this.
        missing: u64,
        /// The samples.
        samples: Arc<[i16]>,
    },
    /// Somebody begins to speak and says so ([`Form::Sentences`]): the turn that runs is over, and nothing is said before the next
    /// [`VoiceInput::Utterance`]. What was said before and has no answer yet is answered together with it.
    SpeechStart,
    /// A whole utterance; without samples when nothing came of the speech that began.
    Utterance(Utterance),
    /// So many samples of a turn's speech were played.
    Played {
        /// The turn.
        turn: u32,
        /// Samples since the turn's first.
        samples: u64,
    },
    /// The microphone is off (`true`) or on.
    Mute(bool),
    /// The key that decides by itself who has the floor is down or up.
    PushToTalk(bool),
    /// Keys were pressed in the editor.
    Editor,
    /// The interview stands still (`true`) or goes on.
    Pause(bool),
}
