//! What follows from a tool's answer: pure, so that replay can do it again.

use serde_json::Value;

use crate::interview::Library;
use crate::session::{
    AskedBy, Body, CodingQuestion, EndReason, HintGiven, PhaseCause, PhaseEntered, QuestionAsked, Session,
    ToolReturned,
};
use crate::tool::{ASK_CODING_QUESTION, END_INTERVIEW, GIVE_HINT, LOOKUP_QUESTION, SET_PHASE};

/// The events that follow from a tool's answer in this session; none for tools without effect and for errors.
pub fn effects(session: &Session, returned: &ToolReturned, library: &Library) -> Vec<Body> {
    let Some(result) = &returned.result else { return Vec::new() };
    let effect = match returned.call.name.as_str() {
        LOOKUP_QUESTION => question_asked(session, result),
        ASK_CODING_QUESTION => {
            serde_json::from_value::<CodingQuestion>(result.clone()).ok().map(Body::CodingQuestion)
        }
        SET_PHASE => phase_entered(session, result, library),
        GIVE_HINT => serde_json::from_value::<HintGiven>(result.clone()).ok().map(Body::HintGiven),
        END_INTERVIEW => Some(Body::Ended(EndReason::Interviewer)),
        _ => None,
    };
    effect.into_iter().collect()
}

fn text<'a>(result: &'a Value, key: &str) -> Option<&'a str> {
    result.get(key)?.as_str()
}

fn question_asked(session: &Session, result: &Value) -> Option<Body> {
    let follow_up = result.get("follow_up").and_then(Value::as_bool).unwrap_or(false);
    Some(Body::QuestionAsked(QuestionAsked {
        question: text(result, "question")?.to_owned(),
        by: if follow_up { AskedBy::FollowUp } else { AskedBy::Main },
        phase: session.phase_name().unwrap_or_default().to_owned(),
        topic: text(result, "topic").unwrap_or_default().to_owned(),
        index: result.get("index").and_then(Value::as_u64).and_then(|index| u32::try_from(index).ok()),
    }))
}

fn phase_entered(session: &Session, result: &Value, library: &Library) -> Option<Body> {
    let phase = text(result, "phase")?;
    if session.phase_name() == Some(phase) {
        return None;
    }
    let budget_s = crate::interview::phase_budget(session, library, phase)?;
    Some(Body::PhaseEntered(PhaseEntered { phase: phase.to_owned(), cause: PhaseCause::Agent, budget_s }))
}
