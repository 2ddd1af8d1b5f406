//! What is said when nothing of an agent's answer passed the rules.

use super::{Briefing, TurnCause};

/// A sentence of ours, chosen by what opened the turn.
pub fn fallback(briefing: &Briefing) -> String {
    let sentence = match (&briefing.cause, &briefing.question) {
        (TurnCause::Said(_), Some(_)) => "Could you tell me a little more about that?",
        (TurnCause::Said(_), None) => "Thank you, please go on.",
        (TurnCause::Prompted(_), Some(question)) => question.text.as_str(),
        (TurnCause::Prompted(_), None) => "Let us go on: please tell me about yourself.",
    };
    sentence.to_owned()
}
