//! From a session to the state of one turn. Pure.

use std::sync::Arc;

use super::{Briefing, Library, PhaseState, TurnCause, plan};
use crate::clock::Timestamp;
use crate::session::{Asked, AskedBy, Cause, ExchangeRole, Mode, Session};

/// The state of the interview in the turn that `cause` opened, at `offset_us` of the session's monotonic time.
pub fn brief(
    session: &Session,
    library: &Library,
    cause: TurnCause,
    now: Timestamp,
    offset_us: u64,
) -> Briefing {
    let kind = library.kinds().resolve(&session.created.kind);
    let phases = plan(kind, session.created.duration_minutes);
    let index = phases.iter().position(|phase| Some(phase.name.as_str()) == session.phase_name());
    let main = session.asked.iter().rev().find(|asked| asked.by == AskedBy::Main);
    let follow_up = |asked: &&Asked| asked.by == AskedBy::FollowUp;
    let open = open_question(session);
    let hints = session.hints.iter().filter(|hint| Some(hint.question.as_str()) == open);
    let submission = match &cause {
        TurnCause::Prompted(Cause::Code { submission }) => {
            session.submissions.iter().rev().find(|one| one.submitted.submission == *submission).cloned()
        }
        _ => None,
    };
    let hint = match &cause {
        TurnCause::Prompted(Cause::Hint) => hints.clone().next_back().map(|hint| hint.text.clone()),
        _ => None,
    };
    let phase = session.phase.as_ref().zip(index).and_then(|((present, began_us), index)| {
        let planned = phases.get(index)?;
        let put = |asked: &&Asked| asked.by == AskedBy::Main && asked.phase == present.phase;
        Some(PhaseState {
            name: present.phase.clone(),
            index,
            budget_s: present.budget_s,
            elapsed_s: seconds(offset_us.saturating_sub(*began_us)),
            questions: planned.questions,
            asked: count(session.asked.iter().filter(put).count()),
        })
    });
    let answers = session.transcript.iter().filter(|entry| entry.role == ExchangeRole::User);
    Briefing {
        candidate: session.created.candidate.name.clone(),
        interview_type: session.created.interview_type.clone(),
        kind: Arc::clone(kind),
        mode: session.created.mode,
        phase,
        next_phase: index.and_then(|index| phases.get(index + 1)).map(|next| next.name.as_str().to_owned()),
        elapsed_s: seconds(offset_us),
        planned_s: session.created.duration_minutes.saturating_mul(60),
        question: main
            .filter(|main| !main.coding)
            .and_then(|main| library.bank().question(&main.question))
            .cloned(),
        follow_ups: count(session.asked.iter().rev().take_while(follow_up).count()),
        exercise: session
            .coding
            .as_ref()
            .and_then(|open| library.bank().exercise(&open.question_id))
            .cloned(),
        hints: count(hints.count()),
        hint,
        submission,
        submissions: count(session.submissions.len()),
        last_reply: session.last_reply().map(|entry| entry.content.clone()),
        answers: answers
            .filter(|entry| entry.turn < session.turn)
            .map(|entry| entry.content.clone())
            .collect(),
        asked: session.asked.clone(),
        seed: seed(session.id.as_str()),
        cause,
        now,
    }
}

/// The hint ladder of the open exercise or question: its id and its steps. None in real mode.
pub fn hint_ladder(session: &Session, library: &Library) -> Option<(String, Vec<String>)> {
    if session.created.mode == Mode::Real {
        return None;
    }
    let id = open_question(session)?;
    let exercise = library.bank().exercise(id).map(|exercise| exercise.hints.clone());
    let hints = exercise.or_else(|| library.bank().question(id).map(|question| question.hints.clone()))?;
    Some((id.to_owned(), hints))
}

/// The id of the exercise that is open, else of the main question that was put last.
fn open_question(session: &Session) -> Option<&str> {
    let exercise = session.coding.as_ref().map(|open| open.question_id.as_str());
    let main = session.asked.iter().rev().find(|asked| asked.by == AskedBy::Main);
    exercise.or(main.map(|asked| asked.question.as_str()))
}

fn seconds(micros: u64) -> u32 {
    u32::try_from(micros / 1_000_000).unwrap_or(u32::MAX)
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// The same for the whole session, different between sessions (FNV-1a, 64 bit).
fn seed(id: &str) -> u64 {
    let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    id.bytes().fold(0xcbf2_9ce4_8422_2325, mix)
}
