//! What is due: ends of turns, decisions on overlaps, nudges.

use std::time::Duration;

use super::super::observation::FRAME;
use super::super::patience::{Known, required};
use super::super::words;
use super::super::{FloorSignal, FloorState, Nudge, QuestionKind, TurnEnd};
use super::{Floor, STALL};

/// Words are up to date when they were heard up to so shortly before the end of speech: detectors of activity hold on that long.
pub(super) const UP_TO_DATE: Duration = FRAME.saturating_mul(8);

impl Floor {
    /// When [`Floor::poll`] can bring a signal at the earliest if nothing is observed before; `None` when it cannot.
    pub fn next_deadline(&self) -> Option<Duration> {
        if self.paused {
            return None;
        }
        let at = match self.state {
            FloorState::Idle => self.next_nudge().map(|(_, at)| at),
            FloorState::Listening => {
                let ends = self.ends_at().map(|at| if at <= self.last_frame { at } else { at + STALL });
                let nudge = self.nudge_inside().map(|(_, at)| at);
                [ends, nudge, self.cut_in_at()].into_iter().flatten().min()
            }
            FloorState::Interrupted => {
                self.overlap.as_ref().map(|overlap| overlap.since + self.settings.barge_in.decide)
            }
            FloorState::Thinking | FloorState::Speaking | FloorState::Closing => None,
        };
        at.map(|at| at.max(self.now))
    }

    /// Gives the signals that are due now.
    pub(super) fn due(&mut self, out: &mut Vec<FloorSignal>) {
        if self.paused {
            return;
        }
        match self.state {
            FloorState::Idle => {
                let nudge = self.next_nudge();
                self.nudge(nudge, out);
            }
            FloorState::Thinking if !self.deaf() => {
                let lasted = self.gate.last_voice().saturating_sub(self.gate.began());
                if self.gate.speaking() && lasted >= self.settings.barge_in.goes_on {
                    self.open(self.gate.began(), out);
                }
            }
            FloorState::Listening => {
                let nudge = self.nudge_inside();
                self.nudge(nudge, out);
                self.due_end(out);
            }
            FloorState::Interrupted => self.due_overlap(out),
            FloorState::Thinking | FloorState::Speaking | FloorState::Closing => {}
        }
    }

    fn due_end(&mut self, out: &mut Vec<FloorSignal>) {
        if let Some((over, budget)) = self.over_budget() {
            let policy = &self.settings.silence;
            let past = |part: f64| over >= budget.mul_f64(part.max(0.0));
            if past(policy.cut_in_anyway) || (past(policy.cut_in_at_pause) && !self.gate.speaking()) {
                out.push(FloorSignal::CutIn { over });
                self.end(TurnEnd::CutIn, out);
                return;
            }
        }
        // Without frames it is unknown whether somebody speaks, until there are none for a while.
        let heard = self.last_frame.max(self.now.saturating_sub(STALL));
        if self.ends_at().is_some_and(|at| heard >= at) {
            let complete = matches!(self.known(), Known::Words(reading) if reading.completeness >= 0.5);
            self.end(if complete { TurnEnd::Complete } else { TurnEnd::Silence }, out);
        }
    }

    fn due_overlap(&mut self, out: &mut Vec<FloorSignal>) {
        let Some(overlap) = &self.overlap else { return };
        let settings = &self.settings.barge_in;
        let last = self.gate.last_voice().max(overlap.from);
        let due = self.now >= overlap.since + settings.decide;
        let over = due || self.now.saturating_sub(last) >= settings.over;
        let lasted = last - overlap.from;
        let interrupts = match &overlap.words {
            // A murmur, and nothing said since that the words do not cover.
            Some((text, heard)) if words::is_backchannel(text, self.settings.language) => {
                let uncovered = last.saturating_sub((*heard).max(overlap.from));
                if !over {
                    return;
                }
                uncovered >= settings.uncovered
            }
            Some(_) => true,
            // Playback is paused already: waiting for words costs nothing.
            None if self.partials && !over => return,
            None if lasted >= settings.speech => true,
            None if over => false,
            None => return,
        };
        if interrupts {
            self.interrupt(out);
        } else {
            self.resume_playback(out);
        }
    }

    pub(super) fn known(&self) -> Known {
        let Some(turn) = &self.turn else { return Known::Nothing };
        match (turn.words, turn.heard) {
            (Some(reading), Some(heard)) if heard + UP_TO_DATE >= turn.until => Known::Words(reading),
            _ => Known::Nothing,
        }
    }

    /// When the open turn ends if nobody speaks.
    fn ends_at(&self) -> Option<Duration> {
        let turn = self.turn.as_ref()?;
        if self.button || self.gate.speaking() {
            return None;
        }
        let settings = &self.settings.endpointing;
        let pace = if settings.adapts { self.pace.factor() } else { 1.0 };
        let silence = turn.until.max(turn.not_before) + required(settings, pace, self.known());
        let keys = self.keys.map_or(Duration::ZERO, |keys| keys + settings.typing);
        Some(silence.max(keys))
    }

    /// By how much the open turn exceeds which budget, where that matters.
    fn over_budget(&self) -> Option<(Duration, Duration)> {
        let turn = self.turn.as_ref().filter(|_| self.real() && !self.button)?;
        let budget = self.question.budget?;
        Some((self.now.saturating_sub(turn.from).checked_sub(budget)?, budget))
    }

    fn cut_in_at(&self) -> Option<Duration> {
        let turn = self.turn.as_ref().filter(|_| self.real() && !self.button)?;
        let policy = &self.settings.silence;
        let part = if self.gate.speaking() { policy.cut_in_anyway } else { policy.cut_in_at_pause };
        let budget = self.question.budget?;
        Some(turn.from + budget + budget.mul_f64(part.max(0.0)))
    }

    fn nudge(&mut self, nudge: Option<(Nudge, Duration)>, out: &mut Vec<FloorSignal>) {
        if let Some((nudge, at)) = nudge
            && self.now >= at
        {
            self.nudged = Some(nudge);
            out.push(FloorSignal::Silence(nudge));
        }
    }

    /// Somebody asked for time and takes it: that is a silence inside a turn.
    fn nudge_inside(&self) -> Option<(Nudge, Duration)> {
        let asked = matches!(self.known(), Known::Words(reading) if reading.asks_for_time);
        let quiet = asked && !self.gate.speaking() && !self.button && self.nudged.is_none();
        quiet.then(|| self.next_nudge()).flatten()
    }

    fn next_nudge(&self) -> Option<(Nudge, Duration)> {
        let policy = &self.settings.silence;
        let (nudge, after) = match self.nudged {
            None => (Nudge::TakeYourTime, policy.take_your_time),
            Some(Nudge::TakeYourTime) if !self.real() => (Nudge::OfferHint, policy.offer_hint),
            Some(Nudge::TakeYourTime | Nudge::OfferHint) => (Nudge::StillThere, policy.still_there),
            Some(Nudge::StillThere) => return None,
        };
        let coding = if self.question.kind == QuestionKind::Coding { policy.coding } else { 1 };
        Some((nudge, self.quiet + after.mul_f64(self.thinking_time()).saturating_mul(coding)))
    }
}
