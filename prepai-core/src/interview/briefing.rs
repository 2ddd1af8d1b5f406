//! The state of the interview in one turn, as data: what an agent of rules decides from and a prompt is written from.

use std::sync::Arc;

use super::{Exercise, Kind, Question};
use crate::clock::Timestamp;
use crate::session::{Asked, Cause, Mode, Submission};

/// What opened the turn.
#[derive(Debug, Clone, PartialEq)]
pub enum TurnCause {
    /// The candidate's words.
    Said(String),
    /// Something without words.
    Prompted(Cause),
}

/// One phase and how far it is used up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhaseState {
    /// Its name.
    pub name: String,
    /// Its place in the plan, from 0.
    pub index: usize,
    /// Seconds that the plan gives it.
    pub budget_s: u32,
    /// Seconds since it began.
    pub elapsed_s: u32,
    /// Main questions that the plan gives it at most.
    pub questions: u32,
    /// Main questions that were put in it.
    pub asked: u32,
}

/// The state of the interview in one turn.
#[derive(Debug, Clone, PartialEq)]
pub struct Briefing {
    /// The candidate's name as given.
    pub candidate: String,
    /// The kind as sent, for display.
    pub interview_type: String,
    /// The kind as resolved.
    pub kind: Arc<Kind>,
    /// Practice or real.
    pub mode: Mode,
    /// What opened the turn.
    pub cause: TurnCause,
    /// The phase; `None` before the first turn.
    pub phase: Option<PhaseState>,
    /// The name of the phase after it, if there is one.
    pub next_phase: Option<String>,
    /// Seconds of interview so far.
    pub elapsed_s: u32,
    /// Seconds that are planned.
    pub planned_s: u32,
    /// Questions that were put, in order.
    pub asked: Vec<Asked>,
    /// The main question that is open (the last that was put, if it is no exercise).
    pub question: Option<Arc<Question>>,
    /// Follow-ups that were put to it.
    pub follow_ups: u32,
    /// The exercise that is open.
    pub exercise: Option<Arc<Exercise>>,
    /// Hints that were given to the open question or exercise.
    pub hints: u32,
    /// The hint that this turn gives; it is recorded already and counted in `hints`.
    pub hint: Option<String>,
    /// The submission that opened the turn.
    pub submission: Option<Submission>,
    /// All submissions so far.
    pub submissions: u32,
    /// The interviewer's last words.
    pub last_reply: Option<String>,
    /// What the candidate said before this turn, oldest first.
    pub answers: Vec<String>,
    /// A number that is the same for the whole session and differs between sessions: choices that vary use it.
    pub seed: u64,
    /// When the turn began.
    pub now: Timestamp,
}
