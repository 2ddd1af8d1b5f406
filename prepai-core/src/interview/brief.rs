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
    let open = open_question(session);
    let follow_up = |asked: &&Asked| asked.by == AskedBy::FollowUp;
    let hints = session.hints.iter().filter(|hint| open.is_some_and(|open| hint.question == open.question));
    let submission = match &cause {
        TurnCause::Prompted(Cause::Code { submission }) => {
            session.submissions.iter().rev().find(|one| one.submitted.submission == *submission).cloned()
        }
        _ => None,
    };
    let hint = match &cause {
        // It was recorded when the turn opened, so it is the last; in real mode nothing was.
        TurnCause::Prompted(Cause::Hint) if session.created.mode == Mode::Practice => {
            hints.clone().next_back().map(|hint| hint.text.clone())
        }
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
    let (question, exercise) = match open {
        Some(open) if open.coding => (None, library.bank().exercise(&open.question).cloned()),
        Some(open) => (library.bank().question(&open.question).cloned(), None),
        None => (None, None),
    };
    Briefing {
        candidate: session.created.candidate.name.clone(),
        interview_type: session.created.interview_type.clone(),
        kind: Arc::clone(kind),
        mode: session.created.mode,
        phase,
        next_phase: index.and_then(|index| phases.get(index + 1)).map(|next| next.name.as_str().to_owned()),
        elapsed_s: seconds(offset_us),
        planned_s: session.created.duration_minutes.saturating_mul(60),
        question,
        follow_ups: count(session.asked.iter().rev().take_while(follow_up).count()),
        exercise,
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

/// The hint ladder of the open question or exercise: its id and its steps. None in real mode.
pub fn hint_ladder(session: &Session, library: &Library) -> Option<(String, Vec<String>)> {
    if session.created.mode == Mode::Real {
        return None;
    }
    let open = open_question(session)?;
    let exercise = library.bank().exercise(&open.question).map(|exercise| exercise.hints.clone());
    let question = || library.bank().question(&open.question).map(|question| question.hints.clone());
    Some((open.question.clone(), exercise.or_else(question)?))
}

/// The main question or exercise that was put last: it is open until the next one.
fn open_question(session: &Session) -> Option<&Asked> {
    session.asked.iter().rev().find(|asked| asked.by == AskedBy::Main)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::SessionId;
    use crate::session::{HintGiven, OpenTurn, PhaseCause, PhaseEntered, TranscriptEntry};

    fn asked(question: &str, by: AskedBy, coding: bool) -> Asked {
        let (phase, topic) = ("coding".to_owned(), String::new());
        Asked { question: question.to_owned(), by, phase, topic, turn: 1, index: None, coding }
    }

    fn session() -> Session {
        let mut session = Session::new(SessionId::new("s").unwrap());
        session.created.kind = "coding-round".into();
        session.created.duration_minutes = 45;
        let phase = PhaseEntered { phase: "coding".into(), cause: PhaseCause::Budget, budget_s: 600 };
        session.phase = Some((phase, 60_000_000));
        session.turn = 3;
        session.open_turn = Some(OpenTurn { turn: 3, said: Some("Now.".into()), cause: None });
        for (turn, content) in [(2, "Before."), (3, "Now.")] {
            session.transcript.push(TranscriptEntry {
                role: ExchangeRole::User,
                content: content.into(),
                timestamp: Timestamp::default(),
                turn,
                offset_us: 0,
                commit: 1,
            });
        }
        session
    }

    fn brief_of(session: &Session, cause: TurnCause) -> Briefing {
        brief(session, &Library::embedded(), cause, Timestamp::default(), 100_000_000)
    }

    #[test]
    fn the_last_main_question_is_open() {
        let library = Library::embedded();
        let exercise = library.bank().exercises().next().unwrap().id.clone();
        let question = library.bank().questions().next().unwrap().id.clone();
        let mut session = session();
        session.asked.push(asked(&exercise, AskedBy::Main, true));
        session.asked.push(asked(&exercise, AskedBy::FollowUp, false));
        let briefing = brief_of(&session, TurnCause::Said("Now.".into()));
        assert_eq!(briefing.exercise.unwrap().id, exercise);
        assert!(briefing.question.is_none() && briefing.follow_ups == 1);
        session.asked.push(asked(&question, AskedBy::Main, false));
        let briefing = brief_of(&session, TurnCause::Said("Now.".into()));
        assert!(briefing.exercise.is_none() && briefing.follow_ups == 0);
        assert_eq!(briefing.question.unwrap().id, question);
    }

    #[test]
    fn time_phase_and_earlier_answers() {
        let mut session = session();
        session.asked.push(asked("x", AskedBy::Main, false));
        let briefing = brief_of(&session, TurnCause::Said("Now.".into()));
        assert_eq!(briefing.answers, ["Before."]);
        let phase = briefing.phase.unwrap();
        assert_eq!(
            (phase.name.as_str(), phase.elapsed_s, phase.budget_s, phase.asked),
            ("coding", 40, 600, 1)
        );
        assert_eq!((briefing.elapsed_s, briefing.planned_s), (100, 2700));
        assert!(briefing.next_phase.is_some());
    }

    #[test]
    fn a_hint_is_given_where_practice_asks_for_it() {
        let library = Library::embedded();
        let question = library.bank().questions().find(|question| !question.hints.is_empty()).unwrap();
        let mut session = session();
        session.asked.push(asked(&question.id, AskedBy::Main, false));
        assert_eq!(hint_ladder(&session, &library).unwrap().1, question.hints);
        session.hints.push(HintGiven { question: question.id.clone(), step: 1, text: "Think.".into() });
        let ask = TurnCause::Prompted(Cause::Hint);
        let briefing = brief_of(&session, ask.clone());
        assert_eq!((briefing.hint.as_deref(), briefing.hints), (Some("Think."), 1));
        session.created.mode = Mode::Real;
        assert_eq!(hint_ladder(&session, &library), None);
        assert_eq!(brief_of(&session, ask).hint, None);
    }
}
