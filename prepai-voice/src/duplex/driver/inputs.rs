//! What comes from the client.

use std::sync::Arc;
use std::time::Duration;

use prepai_core::session::Said;
use prepai_core::speech::Audio;
use prepai_core::turn::TurnInput;

use super::Machine;
use crate::duplex::ear::Ear;
use crate::duplex::hints::hints;
use crate::duplex::microphone::{Microphone, RATE};
use crate::duplex::recording::Tape;
use crate::duplex::{Form, VoiceEvent, VoiceInput};
use crate::floor::{FloorState, Observation};

/// Sound so new may yet change its place.
const LATE: Duration = Duration::from_secs(2);

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

    /// The interview stands still while the client is away or wants it to.
    fn stand(&mut self, away: bool, paused: bool) {
        let stood = self.away || self.paused;
        (self.away, self.paused) = (away, paused);
        self.hush &= paused;
        let stands = away || paused;
        self.observe(if stands { Observation::Pause } else { Observation::Resume });
        let now = self.now();
        if let Some(ear) = self.ear.as_mut().filter(|_| self.floor.is_open()) {
            if stands {
                ear.stand_still();
            } else if stood {
                ear.go_on(now);
            }
        }
        let consents = self.consents();
        match (&mut self.tape, &self.microphone) {
            (Some(tape), Some(microphone)) if stands && consents => tape.take(microphone, now),
            (Some(tape), _) if stood && !stands => tape.skip(now),
            _ => {}
        }
    }

    /// What is known of the candidate's turn while it stands still.
    pub(super) fn standing(&self) -> Option<Said> {
        let ear = self.ear.as_ref().filter(|_| (self.away || self.paused) && self.floor.is_open())?;
        let (words, microphone) = (ear.standing()?, self.microphone.as_ref()?);
        let audio = Some(self.passed(microphone.at(self.turn_from), microphone.end()));
        Some(Said { text: words.text, audio, confidence: words.confidence })
    }

    /// Something else had that stored: what follows is a turn of its own.
    pub(super) fn standing_is_stored(&mut self) {
        let (from, now) = (self.turn_from, self.now());
        if let Some(ear) = &mut self.ear {
            ear.forget_parts();
        }
        let tape = self.tape.take().filter(|_| self.consents());
        if let (Some(tape), Some(microphone)) = (tape, &self.microphone) {
            let sound = tape.end(microphone, from);
            if sound.frames() > 0 {
                self.record(sound, from);
            }
        }
        (self.turn_from, self.tape) = (now, Some(Tape::new(now)));
    }

    /// Keeps what the microphone will forget before the turn is over, if it is to be recorded.
    fn tape(&mut self, now: Duration) {
        let consents = self.consents();
        if let (Some(tape), Some(microphone)) = (&mut self.tape, &self.microphone)
            && consents
            && tape.lags(now)
        {
            tape.take(microphone, now.saturating_sub(LATE));
        }
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
