//! The interview stands still: what becomes of the turn that is open.

use std::time::Duration;

use prepai_core::session::Said;

use super::Machine;
use crate::duplex::recording::Tape;
use crate::floor::Observation;

/// Sound so new may yet change its place.
const LATE: Duration = Duration::from_secs(2);

impl Machine {
    /// The interview stands still while the client is away or wants it to.
    pub(super) fn stand(&mut self, away: bool, paused: bool) {
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

    /// Something else had these words of it stored: what follows is a turn of its own.
    pub(super) fn standing_is_stored(&mut self, text: &str) {
        let (from, now) = (self.turn_from, self.now());
        if let Some(ear) = &mut self.ear {
            ear.forget(text);
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
    pub(super) fn tape(&mut self, now: Duration) {
        let consents = self.consents();
        if let (Some(tape), Some(microphone)) = (&mut self.tape, &self.microphone)
            && consents
            && tape.lags(now)
        {
            tape.take(microphone, now.saturating_sub(LATE));
        }
    }
}
