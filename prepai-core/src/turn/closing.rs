//! Entries that end things: the interview with its report; and how code comes in. Pure.

use sha2::{Digest, Sha256};

use super::CodeInput;
use crate::evaluation;
use crate::interview::Library;
use crate::session::{
    Actor, Body, CodeSubmitted, EndReason, Entry, InterruptReason, Interrupted, Moment, Session, hex,
};

/// `entries`, then the end and the report: one commit, so that no session is over without its score.
pub(super) fn end(
    session: &Session,
    library: &Library,
    moment: Moment,
    mut entries: Vec<Entry>,
    reason: EndReason,
) -> Vec<Entry> {
    let moment = Moment { offset_us: moment.offset_us.max(session.offset_us), ..moment };
    let mut after = session.clone();
    let apply = |after: &mut Session, entry: &Entry| after.apply(&entry.clone().at(moment));
    for entry in &entries {
        apply(&mut after, entry);
    }
    if let Some(open) = &after.open_turn {
        let body = Interrupted { reason: InterruptReason::End, text: String::new(), code: None };
        let entry = Entry::new(Actor::System, open.turn, Body::Interrupted(body));
        apply(&mut after, &entry);
        entries.push(entry);
    }
    let actor = if reason == EndReason::Interviewer { Actor::Interviewer } else { Actor::Candidate };
    let ended = Entry::new(actor, after.turn, Body::Ended(reason));
    apply(&mut after, &ended);
    let report = evaluation::report(&after, library);
    entries.push(ended);
    entries.push(Entry::system(Body::Reported(report)));
    entries
}

/// Code as it is stored.
pub(super) fn submitted(session: &Session, input: &CodeInput, submission: &str) -> CodeSubmitted {
    CodeSubmitted {
        submission: submission.to_owned(),
        code: input.code.clone(),
        language: input.language.trim().to_owned(),
        function: input.function.clone().unwrap_or_else(|| "solution".to_owned()),
        sha256: hex(&Sha256::digest(input.code.as_bytes())),
        question_id: session.coding.as_ref().map(|question| question.question_id.clone()),
        claimed: input.claimed.clone(),
    }
}
