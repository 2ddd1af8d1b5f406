//! What the floor decides, done.

use std::time::Duration;

use prepai_core::turn::TurnInput;

use super::{Ending, Machine};
use crate::duplex::VoiceEvent;
use crate::duplex::ear::{Heard, Words};
use crate::duplex::recording::Tape;
use crate::floor::{self, FloorSignal, FloorState, Observation, TurnEnd};

/// Sound before the speech that was noticed, and after its end, which a transcription needs.
const BEFORE: Duration = Duration::from_millis(240);
pub(super) const AFTER: Duration = Duration::from_millis(160);

impl Machine {
    pub(super) fn act(&mut self, signals: Vec<FloorSignal>) {
        for signal in signals {
            match signal {
                FloorSignal::SpeechStarted { at, during } => self.speech_started(at, during),
                FloorSignal::SpeechPaused { since } => {
                    if let (Some(ear), Some(microphone)) = (&mut self.ear, &self.microphone) {
                        ear.pause(since, microphone.cut(ear.from(), since + AFTER));
                    }
                }
                FloorSignal::SpeechResumed { .. } => {
                    if let (Some(ear), Some(microphone)) = (&mut self.ear, &self.microphone) {
                        ear.resume(|from| microphone.cut(from, Duration::MAX));
                    }
                }
                FloorSignal::TurnEnds { reason, until, .. } => self.turn_ends(reason, until),
                FloorSignal::PausePlayback => {
                    let now = self.now();
                    self.player.pause(now, self.microphone.as_mut());
                    self.tell(VoiceEvent::Pause { turn: self.player.turn });
                }
                FloorSignal::ResumePlayback => {
                    let turn = self.player.turn;
                    self.tell(VoiceEvent::Resume { turn });
                    let now = self.now();
                    for held in self.player.resume(now, self.microphone.as_mut()) {
                        self.tell(held);
                    }
                    if !self.floor.is_open() {
                        self.dropped(now);
                    }
                }
                FloorSignal::Interrupt => self.break_off(),
                FloorSignal::Silence(_) if self.running.is_none() && !self.utterances.are_awaited() => {
                    self.sends.push(TurnInput::Silence);
                }
                FloorSignal::Silence(_) | FloorSignal::CutIn { .. } => {}
            }
        }
    }

    /// What opened the turn was nothing. Its sound is kept for as long as late words may show that it was
    /// something.
    fn dropped(&mut self, now: Duration) {
        self.forget_at = Some(now + self.floor.settings().barge_in.late_words);
        self.rest();
    }

    /// What was dropped is not listened to any more, unless it goes on over the voice that plays again.
    pub(super) fn rest(&mut self) {
        if let Some(ear) = &mut self.ear
            && self.forget_at.is_some()
            && !self.floor.murmurs()
        {
            ear.rest();
        }
    }

    /// Forgets the sound of a turn that was nothing.
    pub(super) fn forget(&mut self, now: Duration) {
        if self.forget_at.take_if(|at| *at < now).is_none() {
            return;
        }
        if let Some(ear) = &mut self.ear {
            ear.close();
        }
        if let Some(microphone) = &mut self.microphone {
            microphone.need(None);
        }
        (self.tape, self.still) = (None, None);
    }

    fn speech_started(&mut self, at: Duration, during: FloorState) {
        self.tell(VoiceEvent::SpeechStarted);
        self.forget_at = None;
        if during == FloorState::Thinking {
            if self.ending.take().is_some() {
                // Its words are not stored yet: it is the same turn that goes on.
                if let (Some(ear), Some(microphone)) = (&mut self.ear, &self.microphone) {
                    ear.resume(|from| microphone.cut(from, Duration::MAX));
                }
                return;
            }
            self.break_off();
        }
        self.turn_from = at.saturating_sub(BEFORE);
        (self.tape, self.still) = (Some(Tape::new(self.turn_from)), None);
        if let Some(microphone) = &mut self.microphone {
            microphone.need(Some(self.turn_from));
        }
        if let (Some(ear), Some(microphone)) = (&mut self.ear, &self.microphone) {
            ear.open(self.turn_from);
            // What was spoken until it was noticed; its beginning is most of a short answer.
            ear.hear(&microphone.cut(self.turn_from, Duration::MAX));
        }
    }

    /// The turn that runs is over: no sound of it goes out any more.
    pub(super) fn break_off(&mut self) {
        let now = self.now();
        if self.player.kill(now, self.microphone.as_mut()) {
            let turn = self.player.turn;
            self.tell(VoiceEvent::Flush { turn });
        }
        if let Some(mouth) = &self.mouth {
            mouth.reset();
        }
        self.filling = false;
        if self.running.is_some() {
            self.sends.push(TurnInput::BargeIn);
        }
    }

    fn turn_ends(&mut self, reason: TurnEnd, until: Duration) {
        if reason == TurnEnd::Closing {
            return;
        }
        self.forget_at = None;
        self.ending = Some(Ending { reason, until, decided: self.now() });
        match (&mut self.ear, &self.microphone) {
            (Some(ear), Some(microphone)) => {
                let from = ear.from();
                ear.finish(until, || microphone.cut(from, until + AFTER));
            }
            _ => self.words(Words::default(), None),
        }
    }

    pub(super) fn heard(&mut self, heard: Heard) {
        match heard {
            Heard::Partial { text, stable, until } => {
                self.observe(Observation::Words(floor::Words { text: text.clone(), until }));
                if !text.is_empty() {
                    self.tell(VoiceEvent::Partial { text, stable });
                }
            }
            Heard::Final { words, failed } => self.words(words, failed.as_ref()),
        }
    }
}
