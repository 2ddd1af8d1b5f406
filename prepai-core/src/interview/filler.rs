//! What the interviewer says while a reply takes a moment. No part of the reply: no rule applies and no score counts it.

use super::{Briefing, TurnCause};
use crate::session::{Cause, Session};

/// The sentences in the order in which they are said; none where we have none in the session's language.
pub(crate) fn fillers(session: &Session, briefing: &Briefing) -> Vec<String> {
    if !session.created.language.to_ascii_lowercase().starts_with("en") {
        return Vec::new();
    }
    let sentences: [&str; 2] = match &briefing.cause {
        TurnCause::Prompted(Cause::Code { .. }) => ["Let me run your code.", "It is still running."],
        TurnCause::Prompted(Cause::Ready) => ["One moment, please.", "I am almost there."],
        TurnCause::Prompted(_) => ["One moment.", "Just a moment more."],
        // In turn, so that an interview with a slow model does not repeat itself with every answer.
        TurnCause::Said(_) => match session.turn % 3 {
            0 => ["Let me think about that.", "Just a moment more."],
            1 => ["Okay, one moment.", "Bear with me."],
            _ => ["Let me see.", "I am still thinking about it."],
        },
    };
    sentences.map(str::to_owned).to_vec()
}
