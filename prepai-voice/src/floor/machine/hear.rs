//! Frames, words and the button.

use std::time::Duration;

use super::super::gate::Edge;
use super::super::words;
use super::super::{FloorSignal, FloorState, Frame, TurnEnd, Words};
use super::Floor;
use super::due::UP_TO_DATE;

/// Frames of the candidate's voice before its level is believed: 1 s.
const ENOUGH: u32 = 62;

impl Floor {
    pub(super) fn frame(&mut self, at: Duration, frame: Frame, out: &mut Vec<FloorSignal>) {
        if self.paused || at <= self.last_frame {
            return;
        }
        self.now = self.now.max(at);
        self.last_frame = at;
        let over = matches!(self.state, FloorState::Speaking | FloorState::Interrupted);
        let gate = &self.settings.gate;
        let far = over && self.level.1 >= ENOUGH && frame.level_dbfs < self.level.0 - gate.far_below_db;
        let voiced = !self.muted && frame.speech >= gate.voiced && frame.echo.max(0.0) <= gate.echo && !far;
        let begin = if self.typing() {
            gate.begin_over_keys
        } else if over {
            gate.begin_over_speech
        } else {
            gate.begin
        };
        if voiced
            && self.deaf()
            && let Some(dropped) = &mut self.dropped
        {
            dropped.reaches = at;
        }
        match self.gate.push(at, voiced, begin, gate.pause) {
            Some(Edge::Began(from)) => self.began(from, out),
            Some(Edge::Paused(since)) => {
                self.deaf_until = self.deaf_until.filter(|until| *until != Duration::MAX);
                if let Some(turn) = &mut self.turn {
                    turn.until = turn.until.max(since);
                    turn.paused = true;
                    out.push(FloorSignal::SpeechPaused { since });
                }
            }
            None => {}
        }
        if self.gate.speaking() {
            self.quiet = self.now;
            let last = self.gate.last_voice();
            if let Some(turn) = &mut self.turn {
                turn.until = turn.until.max(last);
            }
            if voiced && self.state == FloorState::Listening && frame.level_dbfs.is_finite() {
                let (mean, count) = self.level;
                let weight = 1.0 / (count.min(500) + 1) as f32;
                self.level = (mean + (frame.level_dbfs - mean) * weight, count.saturating_add(1));
            }
        }
    }

    /// Whoever speaks is not heard any more, from now on: no frame may come that says so.
    pub(super) fn falls_silent(&mut self, out: &mut Vec<FloorSignal>) {
        self.pauses(out);
        self.forget_speech();
    }

    /// Whoever speaks in the open turn pauses, before the gate forgets it: it would not notice that any more.
    pub(super) fn pauses(&mut self, out: &mut Vec<FloorSignal>) {
        if self.gate.speaking()
            && let Some(turn) = &mut self.turn
            && !turn.paused
        {
            turn.until = turn.until.max(self.gate.last_voice());
            turn.paused = true;
            out.push(FloorSignal::SpeechPaused { since: turn.until });
        }
    }

    fn began(&mut self, from: Duration, out: &mut Vec<FloorSignal>) {
        if let Some(turn) = &mut self.turn
            && turn.paused
        {
            turn.paused = false;
            self.pace.paused(from.saturating_sub(turn.until.max(turn.not_before)));
            turn.until = turn.until.max(from);
            out.push(FloorSignal::SpeechResumed { at: from });
        }
        match self.state {
            FloorState::Idle => self.open(from, out),
            FloorState::Speaking if !self.deaf() => self.overlap(from, out),
            // While the interviewer thinks, speech has to last a little: see `due`.
            _ => {}
        }
    }

    pub(super) fn deaf(&self) -> bool {
        self.deaf_until.is_some_and(|until| self.now < until)
    }

    /// Whether a murmur that was taken for nothing goes on.
    pub fn murmurs(&self) -> bool {
        self.dropped.is_some_and(|dropped| self.deaf() && self.now <= dropped.reaches + UP_TO_DATE)
    }

    pub(super) fn words(&mut self, words: Words, out: &mut Vec<FloorSignal>) {
        let lag = self.settings.endpointing.words_lag;
        let until = words.until.unwrap_or_else(|| self.now.saturating_sub(lag));
        let said = !words.text.trim().is_empty();
        if let Some(turn) = &mut self.turn {
            self.partials |= said;
            turn.text.clone_from(&words.text);
            let all = turn.all();
            turn.words = said.then(|| words::read(&all, self.question.kind, self.settings.language));
            turn.heard = Some(until);
        }
        if let Some(overlap) = &mut self.overlap {
            overlap.words = said.then_some((words.text, until));
        } else if self.state == FloorState::Speaking
            && self.turn.is_none()
            && said
            && !words::is_backchannel(&words.text, self.settings.language)
            && let Some(dropped) = self.dropped.filter(|dropped| self.now <= dropped.words_until)
            // From then on only the interviewer speaks, whose words may come back.
            && until <= dropped.reaches + UP_TO_DATE
        {
            // What was taken for a murmur were words.
            self.overlap(dropped.from, out);
            if let Some(turn) = &mut self.turn {
                turn.until = turn.until.max(dropped.until);
                turn.paused = !self.gate.speaking();
                turn.words = Some(words::read(&words.text, self.question.kind, self.settings.language));
                turn.heard = Some(until);
                turn.text = words.text;
            }
            self.interrupt(out);
            if !self.gate.speaking() {
                out.push(FloorSignal::SpeechPaused { since: dropped.until });
            }
        }
    }

    pub(super) fn push_to_talk(&mut self, down: bool, out: &mut Vec<FloorSignal>) {
        if down == self.button || (down && self.paused) {
            return;
        }
        self.button = down;
        if !down {
            if self.state == FloorState::Listening {
                self.end(TurnEnd::Released, out);
            }
            return;
        }
        match self.state {
            FloorState::Idle | FloorState::Thinking => self.open(self.now, out),
            FloorState::Speaking => {
                self.overlap(self.now, out);
                self.interrupt(out);
            }
            FloorState::Interrupted => self.interrupt(out),
            FloorState::Listening | FloorState::Closing => {}
        }
    }
}
