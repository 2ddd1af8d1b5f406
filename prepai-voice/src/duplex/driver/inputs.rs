//! What comes from the client.

use std::sync::Arc;

use prepai_core::speech::Audio;
use prepai_core::turn::TurnInput;

use super::Machine;
use crate::duplex::ear::Ear;
use crate::duplex::hints::hints;
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
                    // Nobody holds the key of a client that is gone, and nobody ends its utterance.
                    self.observe(Observation::PushToTalk { down: false });
                    self.no_utterance();
                }
                self.stand(away, self.paused);
            }
            VoiceInput::Anew => {
                self.mute(false);
                self.stand(self.away, false);
            }
            VoiceInput::Sound { missing, samples } => self.sound(missing, &samples),
            VoiceInput::SpeechStart => self.utterance_begins(),
            VoiceInput::Utterance(utterance) => self.utterance(utterance),
            VoiceInput::Played { turn, samples } => {
                if let Some(mouth) = &self.mouth {
                    mouth.reported();
                }
                self.sends.push(TurnInput::Played { turn, samples });
            }
            VoiceInput::Mute(muted) => self.mute(muted),
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
        let thinks = self.floor.state() == FloorState::Thinking && self.ending.is_none();
        self.sends.speaks() || (thinks && !self.sends.has_words())
    }

    fn mute(&mut self, muted: bool) {
        self.muted = muted;
        self.observe(Observation::Mute(muted));
    }

    fn joined(&mut self, form: Form, rate: u32) {
        self.form = form;
        if let Some(mouth) = &self.mouth {
            mouth.set(form.pace(&self.setup, rate));
            mouth.close(false);
        }
        self.sends.push(TurnInput::Speaking(form.speaking(&self.setup)));
        if form == Form::Duplex && self.microphone.is_none() && self.backend.is_some() {
            match (self.setup.activity)() {
                Ok(activity) => self.microphone = Some(Microphone::new(activity, self.now())),
                Err(error) => self.tell(VoiceEvent::Failed(error)),
            }
            self.ear = self.backend.clone().map(Ear::new);
            if let (Some(ear), Some(session)) = (&mut self.ear, &self.session) {
                ear.hints = hints(session);
            }
        }
        if self.session.is_none() {
            self.look_up();
        }
        self.observe(Observation::PushToTalk { down: false });
        self.no_utterance();
        self.stand(false, self.paused);
    }

    fn sound(&mut self, missing: u64, samples: &Arc<[i16]>) {
        self.waiting.leave();
        let now = self.now();
        self.forget(now);
        let Some(microphone) = &mut self.microphone else { return };
        if self.away || self.paused {
            // Nobody is meant to hear it: it is as if it had never come.
            self.missed += missing + samples.len() as u64;
            return;
        }
        let missing = missing + std::mem::take(&mut self.missed);
        let samples = &if self.muted { vec![0; samples.len()].into() } else { Arc::clone(samples) };
        let frames = match microphone.push(now, missing, samples) {
            Ok(frames) => frames,
            Err(error) => {
                self.tell(VoiceEvent::Failed(error));
                Vec::new()
            }
        };
        if let Some(ear) = &mut self.ear {
            ear.hear(&Audio::mono_i16(RATE, Arc::clone(samples)));
        }
        for (at, frame) in frames {
            let signals = self.floor.take(at, Observation::Frame(frame));
            self.act(signals);
        }
        self.rest();
        self.tape(now);
    }
}
