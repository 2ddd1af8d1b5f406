//! What the core's conversation tells, and what that means for the floor.

use prepai_core::interview::answer_budget;
use prepai_core::turn::{TurnEvent, TurnInput};

use super::Machine;
use crate::duplex::VoiceEvent;
use crate::floor::{FloorState, Interviewer, Observation, Question, QuestionKind};

impl Machine {
    pub(super) fn event(&mut self, event: TurnEvent) {
        match &event {
            TurnEvent::Transcript { turn, text } => {
                let (turn, text) = (*turn, text.clone());
                self.tell(VoiceEvent::Turn(event));
                return self.transcript(turn, &text);
            }
            TurnEvent::Thinking { turn } => self.thinking(*turn),
            TurnEvent::Audio { turn, unit, start_sample, audio } => {
                let now = self.now();
                let silent = matches!(self.floor.state(), FloorState::Thinking | FloorState::Listening);
                if (!self.player.began || silent) && self.player.is_live(*turn) && audio.frames() > 0 {
                    self.observe(Observation::Interviewer(Interviewer::Speaks));
                }
                self.filling = unit.is_none() && self.player.is_live(*turn);
                let frames = self.player.play(now, *turn, *start_sample, audio, self.microphone.as_mut());
                for frame in frames {
                    self.tell(frame);
                }
                return;
            }
            TurnEvent::Released { turn, text } if self.nudged != Some(*turn) => {
                let kind = QuestionKind::of(text);
                self.asked(kind);
            }
            TurnEvent::CodingQuestion(_) => self.asked(QuestionKind::Coding),
            TurnEvent::Completed { turn, .. } => self.turn_over(*turn),
            TurnEvent::Interrupted { turn, .. } => {
                let now = self.now();
                let told = self.player.turn == *turn && self.player.kill(now, self.microphone.as_mut());
                if told {
                    self.tell(VoiceEvent::Flush { turn: *turn });
                }
                // What it still gave out until now was never played.
                if let Some(mouth) = self.mouth.as_ref().filter(|_| self.running == Some(*turn)) {
                    mouth.reset();
                }
                self.turn_over(*turn);
            }
            _ => {}
        }
        self.tell(VoiceEvent::Turn(event));
    }

    fn transcript(&mut self, turn: u32, text: &str) {
        let (reason, stages) = self.sends.transcript(text).unwrap_or(("typed", None));
        if let Some(text) = self.sends.open_is_stored() {
            self.standing_is_stored(&text);
        }
        self.tell(VoiceEvent::Committed { turn, reason });
        if let Some(stages) = stages {
            self.tell(VoiceEvent::Listened { turn, stages });
        }
    }

    fn thinking(&mut self, turn: u32) {
        self.running = Some(turn);
        self.filling = false;
        self.player.open(turn);
        let nudges = self.sends.sending() == Some(&TurnInput::Silence);
        self.nudged = nudges.then_some(turn);
        if std::mem::take(&mut self.hush) {
            self.break_off();
        }
        // Words that the candidate spoke have ended their turn already; who speaks on by now must not be overtaken by it.
        let spoken = self.sends.speaks();
        // A kind word to who asked for time ends no turn either.
        let waits = nudges && self.floor.is_open();
        if !(spoken || waits) || self.floor.state() == FloorState::Idle {
            self.observe(Observation::Interviewer(Interviewer::Thinks));
        }
    }

    fn turn_over(&mut self, turn: u32) {
        if self.running != Some(turn) {
            return;
        }
        self.running = None;
        self.filling = false;
        self.observe(Observation::Interviewer(Interviewer::Listens));
        self.look_up();
    }

    /// A filler was played and the reply is not there: the interviewer thinks again, and who speaks now goes on with the answer.
    pub(super) fn filled(&mut self) {
        let over = self.filling && self.player.played_at().is_some_and(|at| at <= self.now());
        if over && self.floor.state() == FloorState::Speaking {
            self.filling = false;
            let waits = self.nudged == self.running && self.floor.is_open();
            let does = if waits { Interviewer::Listens } else { Interviewer::Thinks };
            self.observe(Observation::Interviewer(does));
        }
    }

    fn asked(&mut self, kind: QuestionKind) {
        let planned = || self.session.as_ref().map(|session| answer_budget(session, &self.library));
        let budget = self.setup.answer_budget.or_else(planned).filter(|_| kind != QuestionKind::Coding);
        self.observe(Observation::Asked(Question { kind, budget }));
    }
}
