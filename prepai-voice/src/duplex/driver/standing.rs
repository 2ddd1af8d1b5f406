//! The interview stands still: what becomes of the turn that is open.

use std::time::Duration;

use prepai_core::session::Said;
use prepai_core::speech::AudioSpan;

use super::Machine;
use crate::duplex::microphone::RATE;
use crate::duplex::recording::Tape;
use crate::floor::Observation;

/// Sound so new may yet change its place.
const LATE: Duration = Duration::from_secs(2);

/// The sound of a turn until it stood still.
#[derive(Debug)]
pub(super) struct Still {
    pub(super) span: AudioSpan,
    /// Whether that is a recording of its own: the turn goes on in another.
    pub(super) recorded: bool,
}

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
        if stands && !stood {
            self.name_still();
        }
        if stood && !stands {
            self.went_on = now;
        }
    }

    /// What is known of the candidate's turn while it stands still.
    pub(super) fn standing(&self) -> Option<Said> {
        let ear = self.ear.as_ref().filter(|_| (self.away || self.paused) && self.floor.is_open())?;
        let (words, microphone) = (ear.standing()?, self.microphone.as_ref()?);
        let passed = || self.passed(microphone.at(self.turn_from), microphone.end());
        let audio = self.still.as_ref().map_or_else(passed, |still| still.span.clone());
        Some(Said { text: words.text, audio: Some(audio), confidence: words.confidence })
    }

    /// The sound of a turn that stands still from now on, which is not recorded before something is stored of it: it may go on.
    fn name_still(&mut self) {
        let length = self.tape.as_ref().filter(|_| self.consents()).map_or(0, Tape::frames);
        match &mut self.still {
            _ if length == 0 || !self.floor.is_open() => {}
            Some(still) if !still.recorded => still.span.end_sample = length,
            _ => {
                let stream = self.name(self.turn_from);
                let span = AudioSpan { stream, start_sample: 0, end_sample: length, rate: RATE };
                self.still = Some(Still { span, recorded: false });
            }
        }
    }

    /// Something else had these words of it stored: what follows is a turn of its own.
    pub(super) fn standing_is_stored(&mut self, text: &str) {
        let stands = self.away || self.paused;
        let now = self.now();
        if let Some(ear) = &mut self.ear {
            ear.forget(text);
        }
        if let (Some(still), Some(tape)) = (&mut self.still, &mut self.tape)
            && !std::mem::replace(&mut still.recorded, true)
        {
            let (name, sound) = (still.span.stream.clone(), tape.give(still.span.end_sample));
            self.record_as(name, sound);
        }
        self.turn_from = if stands { now } else { self.went_on };
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
