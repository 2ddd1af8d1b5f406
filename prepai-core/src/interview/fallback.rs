//! What is said when nothing of an agent's answer passed the rules.

use super::{Briefing, TurnCause};
use crate::session::Cause;

/// A sentence of ours, chosen by what opened the turn.
pub fn fallback(briefing: &Briefing) -> String {
    let question = briefing.question.as_ref().map(|question| question.text.as_str());
    let exercise = briefing.exercise.as_ref().map(|exercise| exercise.text.as_str());
    let sentence = match &briefing.cause {
        TurnCause::Said(_) if exercise.is_some() => "How would you go on from here?",
        TurnCause::Said(_) if question.is_some() => "Could you tell me a little more about that?",
        TurnCause::Said(_) => "Thank you, please go on.",
        TurnCause::Prompted(cause) => match cause {
            Cause::Ready => "Hello and welcome, please tell me a little about yourself.",
            Cause::Code { .. } => "Thank you for your code: how did you convince yourself that it works?",
            Cause::Hint => briefing.hint.as_deref().unwrap_or("Which part of it is clear to you already?"),
            Cause::Repeat => {
                let last = briefing.last_reply.as_deref();
                last.or(question).or(exercise).unwrap_or("Please tell me a little about yourself.")
            }
            Cause::Silence => "Take your time.",
            Cause::TimeUp => "Our time is up, so thank you very much for the conversation.",
        },
    };
    sentence.to_owned()
}
