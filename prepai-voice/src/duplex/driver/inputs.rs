//! What comes from the client.

use std::sync::Arc;
use std::time::Duration;

use prepai_core::session::Said;
use prepai_core::speech::Audio;
use prepai_core::turn::TurnInput;
use prepai_core::{Error, ErrorKind, Result};

use super::sends::Spoken;
use super::{Machine, UTTERANCES, WAITING, deaf, not_understood};
use crate::duplex::ear::{Ear, Words, join, mean};
use crate::duplex::event::Listened;
use crate::duplex::hints::hints;
use crate::duplex::microphone::{Microphone, RATE};
use crate::duplex::{Form, Utterance, VoiceEvent, VoiceInput};
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

    fn utterance(&mut self, utterance: Utterance) {
        let awaited = std::mem::take(&mut self.speaks);
        if self.waits(utterance) && awaited {
            self.awaited = self.utterances.len() + usize::from(self.utterance.is_some());
        }
        self.answer_utterances();
    }

    /// Has an utterance transcribed after those that wait; `false` when there is nothing to transcribe.
    fn waits(&mut self, utterance: Utterance) -> bool {
        if utterance.sound.frames() == 0 {
            return false;
        }
        if self.backend.is_none() {
            self.tell(VoiceEvent::Failed(deaf()));
            return false;
        }
        let before = self.utterances.iter().chain(self.utterance.as_ref().map(|(before, _)| before));
        let before = before.chain(self.unanswered.iter().map(|(before, _)| before));
        let before: Duration = before.map(|before| before.sound.duration()).sum();
        let full = before > Duration::ZERO && before + utterance.sound.duration() > WAITING;
        if full || self.utterances.len() >= UTTERANCES {
            let message = "too many utterances wait to be transcribed: wait for the answer to the last one";
            self.tell(VoiceEvent::Failed(Error::new(ErrorKind::Busy, message)));
            return false;
        }
        self.utterances.push_back(utterance);
        true
    }

    /// Somebody speaks and says so: nothing is said until their utterance is there and its words are known.
    fn utterance_begins(&mut self) {
        self.speaks = true;
        self.break_off();
        self.hush |= self.running.is_none() && self.sends.speaks();
    }

    /// Nobody speaks any more, and no utterance comes of it.
    fn no_utterance(&mut self) {
        self.speaks = false;
        self.answer_utterances();
    }

    /// Whether an answer would go out while somebody speaks, or before the words of what they said.
    pub(super) fn awaits_utterance(&self) -> bool {
        self.speaks || self.awaited > 0
    }

    /// A whole utterance was transcribed. One without words is no answer, and nothing is said to it.
    pub(super) fn utterance_heard(&mut self, words: Result<Words>) {
        let Some((utterance, _)) = self.utterance.take() else { return };
        self.awaited = self.awaited.saturating_sub(1);
        match words {
            Ok(words) if words.text.is_empty() => {}
            Ok(words) => self.unanswered.push((utterance, words)),
            Err(error) => {
                self.tell(VoiceEvent::Failed(not_understood(&error, "")));
                if self.consents() {
                    let from = self.now().saturating_sub(utterance.sound.duration());
                    self.record(utterance.sound, from);
                }
            }
        }
        self.answer_utterances();
    }

    /// What was said while an earlier utterance was transcribed goes with it: one answer to all of it.
    fn answer_utterances(&mut self) {
        if self.awaits_utterance() || self.unanswered.is_empty() {
            return;
        }
        let heard = std::mem::take(&mut self.unanswered);
        let text = join(heard.iter().map(|(_, words)| words.text.as_str()));
        let confidence = mean(heard.iter().filter_map(|(_, words)| words.confidence));
        let sound = match &heard[..] {
            [(one, _)] => one.sound.clone(),
            more => {
                let samples = more.iter().flat_map(|(one, _)| one.sound.to_i16().to_vec());
                Audio::mono_i16(RATE, samples.collect::<Vec<_>>())
            }
        };
        let from = self.now().saturating_sub(sound.duration());
        let length = sound.frames();
        let audio = Some(if self.consents() { self.record(sound, from) } else { self.passed(0, length) });
        let spoken = Spoken { reason: "utterance", stages: Listened::default(), cut_in: None };
        self.sends.answer(Said { text, audio, confidence }, spoken);
    }
}
