//! How a turn opens: from an input to the entries of its first commit. Pure, so that replay can do it again.

use super::{CodeInput, closing};
use crate::error::{Error, ErrorKind, Result};
use crate::interview::{self, Library};
use crate::session::{
    Actor, Body, Cause, Entry, HintGiven, InterruptReason, Interrupted, Moment, PhaseEntered, Said, Session,
    Status,
};

/// What opens a turn.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Opening {
    /// Words.
    Said(Said),
    /// Something without words.
    Prompted(Cause),
}

/// The entries of the commit that opens a turn at `offset_us`; with the code that was submitted, if that opens it.
pub(super) fn open_turn(
    session: &Session,
    library: &Library,
    opening: &Opening,
    code: Option<&CodeInput>,
    offset_us: u64,
) -> Result<Vec<Entry>> {
    check_active(session)?;
    let turn = session.turn + 1;
    let opener = match opening {
        Opening::Said(said) => Body::Said(said.clone()),
        Opening::Prompted(cause) => Body::Prompted(cause.clone()),
    };
    let mut entries = Vec::new();
    if let (Some(code), Opening::Prompted(Cause::Code { submission })) = (code, opening) {
        let submitted = Body::CodeSubmitted(closing::submitted(session, code, submission));
        entries.push(Entry::new(Actor::Candidate, turn, submitted));
    }
    entries.push(Entry::new(Actor::Candidate, turn, opener));
    let derived = derived_at_opening(session, library, opening, offset_us);
    entries.extend(derived.into_iter().map(|body| Entry::new(Actor::System, turn, body)));
    Ok(entries)
}

/// Adds to `entries` words that nothing answers, each a turn that is over as it opens; gives the session after them, if there are any.
pub(super) fn carry(
    session: &Session,
    library: &Library,
    entries: &mut Vec<Entry>,
    carried: &[Said],
    moment: Moment,
) -> Result<Option<Session>> {
    if carried.is_empty() {
        return Ok(None);
    }
    let moment = Moment { offset_us: moment.offset_us.max(session.offset_us), ..moment };
    let mut after = session.clone();
    let apply = |after: &mut Session, entries: &[Entry]| {
        entries.iter().for_each(|entry| after.apply(&entry.clone().at(moment)));
    };
    apply(&mut after, entries);
    for said in carried {
        let opening = Opening::Said(said.clone());
        let mut turn = open_turn(&after, library, &opening, None, moment.offset_us)?;
        let over = Interrupted { reason: InterruptReason::Candidate, text: String::new(), code: None };
        turn.push(Entry::new(Actor::Candidate, after.turn + 1, Body::Interrupted(over)));
        apply(&mut after, &turn);
        entries.extend(turn);
    }
    Ok(Some(after))
}

/// What follows from an opening by the rules alone: a phase that is due, a hint of the ladder.
pub(crate) fn derived_at_opening(
    session: &Session,
    library: &Library,
    opening: &Opening,
    offset_us: u64,
) -> Vec<Body> {
    let mut bodies = Vec::new();
    let phase: Option<PhaseEntered> = interview::due_phase(session, library, offset_us);
    bodies.extend(phase.map(Body::PhaseEntered));
    if *opening == Opening::Prompted(Cause::Hint) {
        bodies.extend(next_hint(session, library).map(Body::HintGiven));
    }
    bodies
}

/// The next step of the open question's hint ladder; none in real mode, without a question, or at the ladder's end.
pub(crate) fn next_hint(session: &Session, library: &Library) -> Option<HintGiven> {
    let (question, hints) = interview::hint_ladder(session, library)?;
    let given = session.hints.iter().filter(|hint| hint.question == question).count();
    let text = hints.get(given)?.clone();
    Some(HintGiven { question, step: u32::try_from(given).ok()?.saturating_add(1), text })
}

/// Whether the session goes on.
pub(super) fn check_active(session: &Session) -> Result<()> {
    match session.status {
        Status::Active => Ok(()),
        Status::Completed => Err(Error::new(ErrorKind::Conflict, "the interview has ended")),
        Status::Erased => Err(Error::not_found("session")),
    }
}
