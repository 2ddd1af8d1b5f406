//! The words of the candidate's turn, and its sound.

use std::time::Duration;

use prepai_core::Error;
use prepai_core::clock::Timestamp;
use prepai_core::interview::Phrases;
use prepai_core::session::Said;
use prepai_core::speech::{Audio, AudioSpan};

use super::sends::Spoken;
use super::signals::AFTER;
use super::{Machine, not_understood};
use crate::duplex::ear::Words;
use crate::duplex::event::Listened;
use crate::duplex::microphone::RATE;
use crate::duplex::{VoiceEvent, recording};
use crate::floor::{Interviewer, Observation, TurnEnd};

impl Machine {
    /// The words of a turn that is over, and why some of them are not known.
    pub(super) fn words(&mut self, words: Words, failed: Option<&Error>) {
        let Some(ending) = self.ending.take() else { return };
        if let Some(error) = failed {
            self.tell(VoiceEvent::Failed(not_understood(error, &words.text)));
        }
        let (from, until) = (self.turn_from, ending.until + AFTER);
        let (tape, still) = (self.tape.take().filter(|_| self.consents()), self.still.take());
        let sound = self.microphone.as_ref().zip(tape).map(|(microphone, tape)| tape.end(microphone, until));
        if let Some(microphone) = &mut self.microphone {
            microphone.need(None);
        }
        if words.text.is_empty() {
            if let Some(sound) = sound.filter(|_| failed.is_some()) {
                self.record(sound, from);
            }
            // Nothing to answer: the candidate still has the floor.
            if self.running.is_none() {
                self.observe(Observation::Interviewer(Interviewer::Listens));
            }
            return;
        }
        let stages = Listened {
            endpointing: ending.decided.saturating_sub(ending.until),
            transcription: self.now().saturating_sub(ending.decided),
        };
        let audio = match (sound, still) {
            // It is all from before a standstill.
            (Some(sound), Some(still)) if still.recorded && sound.frames() == 0 => Some(still.span),
            (Some(sound), Some(still)) if !still.recorded => Some(self.record_as(still.span.stream, sound)),
            (Some(sound), _) => Some(self.record(sound, from)),
            (None, _) => self.microphone.as_ref().map(|microphone| {
                let (start, end) = (microphone.at(from), microphone.at(until));
                self.passed(start, end.min(microphone.end()))
            }),
        };
        let said = Said { text: words.text, audio, confidence: words.confidence };
        if ending.reason == TurnEnd::Overtaken {
            return self.sends.carry(said);
        }
        let cut_in = (ending.reason == TurnEnd::CutIn).then(|| self.phrases()).flatten();
        let cut_in = cut_in.map(|phrases| phrases.cut_in.clone());
        self.sends.answer(said, Spoken { reason: ending.reason.code(), stages, cut_in });
    }

    fn phrases(&self) -> Option<&Phrases> {
        self.setup.phrases.of(&self.session.as_ref()?.created.language)
    }

    /// Whether sound may be kept.
    pub(super) fn consents(&self) -> bool {
        self.session.as_ref().is_some_and(|session| session.created.recording_consent)
    }

    /// A place in the stream that is not kept, which is called as the conversation.
    pub(super) fn passed(&self, start_sample: u64, end_sample: u64) -> AudioSpan {
        let stream = self.conversation.id().to_owned();
        AudioSpan { stream, start_sample, end_sample: end_sample.max(start_sample), rate: RATE }
    }

    /// Keeps the sound of an utterance in a file; gives where it is.
    pub(super) fn record(&mut self, sound: Audio, from: Duration) -> AudioSpan {
        let name = self.name(from);
        self.record_as(name, sound)
    }

    /// A name for the recording of what began at a time.
    pub(super) fn name(&mut self, from: Duration) -> String {
        let ago = self.now().saturating_sub(from);
        let began = i64::try_from(ago.as_micros()).unwrap_or(0);
        let now = self.clock.now().as_micros();
        let at = Timestamp::from_micros(now.saturating_sub(began));
        self.names.next(at)
    }

    /// Keeps it under a name.
    pub(super) fn record_as(&mut self, name: String, sound: Audio) -> AudioSpan {
        let (length, rate) = (sound.frames(), sound.rate);
        let (sessions, session) = (self.sessions.clone(), self.conversation.session_id().clone());
        let storing = recording::store(sessions, session, name.clone(), sound);
        self.recordings.push(Box::pin(storing));
        AudioSpan { stream: name, start_sample: 0, end_sample: length, rate }
    }
}
