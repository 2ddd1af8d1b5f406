//! What comes from the client.

use std::sync::Arc;
use std::time::Duration;

use prepai_core::speech::Audio;
use prepai_core::turn::TurnInput;
use prepai_core::{Error, ErrorKind, Result};

use super::{Committing, Machine, UTTERANCES, WAITING, deaf, not_understood};
use crate::duplex::ear::{Ear, Words};
use crate::duplex::event::Listened;
use crate::duplex::microphone::{Microphone, RATE};
use crate::duplex::{Form, VoiceEvent, VoiceInput};
use crate::floor::{FloorState, Observation};

impl Machine {
    pub(super) fn input(&mut self, input: VoiceInput) {
        match input {
            VoiceInput::Joined { form, rate } => self.joined(form, rate),
            VoiceInput::Away(away) => {
                if let Some(mouth) = &self.mouth {
                    mouth.close(away);
                }
                if away {
                    // Nobody holds the key of a client that is gone.
                    self.observe(Observation::PushToTalk { down: false });
                }
                self.stand(away, self.paused);
            }
            VoiceInput::Anew => {
                self.observe(Observation::Mute(false));
                self.stand(self.away, false);
            }
            VoiceInput::Sound { missing, samples } => self.sound(missing, &samples),
            VoiceInput::SpeechStart => self.break_off(),
            VoiceInput::Utterance(sound) => self.utterance(sound),
            VoiceInput::Played { turn, samples } => {
                if let Some(mouth) = &self.mouth {
                    mouth.reported();
                }
                self.send(TurnInput::Played { turn, samples });
            }
            VoiceInput::Mute(muted) => self.observe(Observation::Mute(muted)),
            VoiceInput::PushToTalk(down) => self.observe(Observation::PushToTalk { down }),
            VoiceInput::Editor => self.observe(Observation::Editor),
            VoiceInput::Pause(true) => {
                self.stand(self.away, true);
                self.hush = self.running.is_none() && self.answers_words();
                self.break_off();
            }
            VoiceInput::Pause(false) => self.stand(self.away, false),
        }
    }

    /// Whether spoken words are on their way to an answer, or with those who make it.
    fn answers_words(&self) -> bool {
        let spoken = |sending: &super::Sending| sending.committing.is_some();
        let thinks = self.floor.state() == FloorState::Thinking && self.ending.is_none();
        self.sending.as_ref().is_some_and(|(sending, _)| spoken(sending))
            || (thinks && !self.sends.iter().any(spoken))
    }

    /// The interview stands still while the client is away or wants it to.
    fn stand(&mut self, away: bool, paused: bool) {
        (self.away, self.paused) = (away, paused);
        self.hush &= paused;
        self.observe(if away || paused { Observation::Pause } else { Observation::Resume });
    }

    fn joined(&mut self, form: Form, rate: u32) {
        self.form = form;
        if let Some(mouth) = &self.mouth {
            mouth.set(form.pace(&self.setup, rate));
            mouth.close(false);
        }
        self.send(TurnInput::Speaking(form.speaking(&self.setup)));
        if form == Form::Duplex && self.microphone.is_none() && self.backend.is_some() {
            match (self.setup.activity)() {
                Ok(activity) => self.microphone = Some(Microphone::new(activity, self.now())),
                Err(error) => self.tell(VoiceEvent::Failed(error)),
            }
            self.ear = self.backend.clone().map(Ear::new);
        }
        if self.session.is_none() {
            self.look_up();
        }
        self.observe(Observation::PushToTalk { down: false });
        self.stand(false, self.paused);
    }

    fn sound(&mut self, missing: u64, samples: &Arc<[i16]>) {
        self.waiting.leave();
        let now = self.now();
        self.forget(now);
        let Some(microphone) = &mut self.microphone else { return };
        let frames = match microphone.push(now, missing, samples) {
            Ok(frames) => frames,
            Err(error) => return self.tell(VoiceEvent::Failed(error)),
        };
        if let Some(ear) = &mut self.ear {
            ear.hear(&Audio::mono_i16(RATE, Arc::clone(samples)));
        }
        for (at, frame) in frames {
            let signals = self.floor.take(at, Observation::Frame(frame));
            self.act(signals);
        }
        self.rest();
    }

    fn utterance(&mut self, sound: Audio) {
        if self.backend.is_none() {
            return self.tell(VoiceEvent::Failed(deaf()));
        }
        let before = self.utterances.iter().chain(self.utterance.as_ref().map(|(sound, _)| sound));
        let before: Duration = before.map(Audio::duration).sum();
        let full = before > Duration::ZERO && before + sound.duration() > WAITING;
        if full || self.utterances.len() >= UTTERANCES {
            let message = "too many utterances wait to be transcribed: wait for the answer to the last one";
            return self.tell(VoiceEvent::Failed(Error::new(ErrorKind::Busy, message)));
        }
        if sound.frames() > 0 {
            self.utterances.push_back(sound);
        }
    }

    /// A whole utterance was transcribed. One without words is no answer, and nothing is said to it.
    pub(super) fn utterance_heard(&mut self, words: Result<Words>) {
        let Some((sound, _)) = self.utterance.take() else { return };
        let words = match words {
            Ok(words) => words,
            Err(error) => return self.tell(VoiceEvent::Failed(not_understood(&error))),
        };
        if words.text.is_empty() {
            return;
        }
        let from = self.now().saturating_sub(sound.duration());
        let audio = Some(self.record(sound, from));
        let said =
            prepai_core::session::Said { text: words.text.clone(), audio, confidence: words.confidence };
        let stages = Listened { endpointing: Duration::ZERO, transcription: Duration::ZERO };
        self.say(said, Committing { text: words.text, reason: "utterance", stages }, None);
    }
}
