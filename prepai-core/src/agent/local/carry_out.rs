//! How a wish is carried out: tools first, then words.

use serde_json::{Value, json};

use super::decide::{Wish, missing_in_story};
use super::listen::Intent;
use super::speak::{self, Ack, Farewell, acknowledge, compose, nudge};
use super::view::View;
use crate::interview::rules::sentences;
use crate::interview::{PhaseKind, PlannedPhase};
use crate::session::AskedBy;
use crate::tool::{ASK_CODING_QUESTION, END_INTERVIEW, GIVE_HINT, LOOKUP_QUESTION, SET_PHASE};

/// What the agent does in one round.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Move {
    /// These are its words, and the turn ends.
    Say(String),
    /// These tools are called, and it is asked again.
    Call(Vec<(&'static str, Value)>),
}

/// Carries out a wish, as far as the tools of this turn have answered.
pub(super) fn carry_out(view: &View<'_>, wish: Wish) -> Move {
    match wish {
        Wish::Say(text) => Move::Say(text),
        Wish::Greet => go_on(view, Opening::Greeting),
        Wish::GoOn(ack) => go_on(view, Opening::Ack(ack)),
        Wish::GoOnAfterCode(says) => go_on(view, Opening::Words(says)),
        Wish::Hint => hint(view),
        Wish::Exercise => exercise(view),
        Wish::Close(why) => close(view, why),
        Wish::FollowUp(ack) => follow_up(view, Opening::Ack(ack)),
        Wish::FollowUpOnCode(says) => follow_up(view, Opening::Words(says)),
    }
}

/// What stands before a question.
#[derive(Debug, Clone, PartialEq)]
enum Opening {
    Greeting,
    Ack(Ack),
    Words(String),
}

/// Puts a question with what belongs before it.
fn ask(view: &View<'_>, opening: &Opening, bridge: Option<&str>, question: &str) -> Move {
    Move::Say(match opening {
        Opening::Greeting => {
            let (hello, plan) = speak::greeting(view);
            let room = sentences(question).len() == 1;
            let lead = if room { format!("{hello} {plan}") } else { hello };
            compose(Some(&lead), None, question)
        }
        Opening::Ack(ack) => compose(acknowledge(view, *ack, question).as_deref(), bridge, question),
        Opening::Words(words) => compose(Some(words), bridge, question),
    })
}

/// Stays with the question: with the bank's follow-up that takes up the answer, with what a story lacks, with any other
/// follow-up of the bank, or with a question of its own. Without any of them it goes on.
fn follow_up(view: &View<'_>, opening: Opening) -> Move {
    let own = missing_in_story(view).and_then(|missing| speak::story(view, missing));
    if let Some(question) = own.filter(|_| !takes_up(view)) {
        return ask(view, &opening, None, question);
    }
    match view.follow_up() {
        None if view.has(LOOKUP_QUESTION) && view.spare().is_none() => {
            let id = view.main().map(|main| main.question.clone());
            Move::Call(vec![(LOOKUP_QUESTION, json!({"question": id, "follow_up": true}))])
        }
        Some(Some(text)) => ask(view, &opening, None, text),
        None | Some(None) => {
            let term = speak::fresh_term(view, "");
            match speak::probe(view, term) {
                // What is asked names the term, so the acknowledgement must not.
                Some(probe) => ask(view, &opening, None, &probe),
                None => go_on(view, opening),
            }
        }
    }
}

/// Whether the bank has a follow-up that takes up a word of the answer and was not said.
fn takes_up(view: &View<'_>) -> bool {
    let Some(question) = &view.briefing.question else { return false };
    let fitting = question.follow_ups_to(view.said);
    fitting.iter().any(|(index, text)| {
        let conditional = question.follow_ups.get(*index).is_some_and(|follow_up| !follow_up.when.is_empty());
        conditional && !view.own_since().any(|reply| reply.contains(text.as_str()))
    })
}

/// Puts the next question of this phase or a later one; says goodbye when there is none.
fn go_on(view: &View<'_>, opening: Opening) -> Move {
    let moved = view.called(SET_PHASE) || is_first_of_phase(view);
    if let Some((phase, question)) = found(view) {
        let again = view.called(ASK_CODING_QUESTION) && view.phase_now() == Some(PhaseKind::Coding);
        let bridge = match opening {
            Opening::Greeting => None,
            _ if moved => speak::bridge(view, phase),
            _ => again.then(|| speak::another(view)),
        };
        return ask(view, &opening, bridge, question);
    }
    let next = next_phase(view);
    // Words from before are lost in a goodbye: a verdict on code is not.
    let Some(next) = next.filter(|phase| phase.name != PhaseKind::Closing) else {
        return match (opening, close(view, Farewell::Done)) {
            (Opening::Words(words), Move::Say(text)) => Move::Say(compose_end(&words, &text)),
            (_, close) => close,
        };
    };
    let tool = tool_for(view, next.name);
    let tried = tried(view, next.name) || !view.has(tool);
    if tried && let Some(spare) = speak::spare(view, next.name) {
        let bridge =
            if moved && opening != Opening::Greeting { speak::bridge(view, next.name) } else { None };
        return ask(view, &opening, bridge, spare);
    }
    let mut calls = Vec::new();
    if view.phase_now() != Some(next.name) && view.has(SET_PHASE) {
        calls.push((SET_PHASE, json!({"phase": next.name.as_str()})));
    }
    if !tried {
        let arguments =
            if tool == LOOKUP_QUESTION { json!({"phase": next.name.as_str()}) } else { json!({}) };
        calls.push((tool, arguments));
    }
    if calls.is_empty() { Move::Say(compose(None, None, nudge(view))) } else { Move::Call(calls) }
}

/// The question or exercise that the tools of this turn have found, with its phase.
fn found<'a>(view: &View<'a>) -> Option<(PhaseKind, &'a str)> {
    let phase = view.phase_now().unwrap_or(PhaseKind::Intro);
    let text = |value: &'a Value, id: &str| value.get(id)?.as_str().and(value.get("text")?.as_str());
    let main = |value: &&Value| value.get("follow_up").and_then(Value::as_bool) != Some(true);
    let question =
        view.results(LOOKUP_QUESTION).filter(main).filter_map(|value| text(value, "question")).last();
    let exercise = view.results(ASK_CODING_QUESTION).filter_map(|value| text(value, "question_id")).last();
    question.or(exercise).map(|text| (phase, text))
}

/// Whether no question was put yet in a phase that is not the first.
fn is_first_of_phase(view: &View<'_>) -> bool {
    view.briefing.phase.as_ref().is_some_and(|phase| phase.asked == 0 && phase.index > 0)
}

/// The phase in which the next question is put: this one while it has questions and time, else the next with something
/// left.
fn next_phase(view: &View<'_>) -> Option<PlannedPhase> {
    let phases = view.plan();
    let present = view.phase_now();
    let at = phases.iter().position(|phase| Some(phase.name) == present).unwrap_or(0);
    let open = |(index, phase): &(usize, &PlannedPhase)| {
        let exhausted = (tried(view, phase.name) || !view.has(tool_for(view, phase.name)))
            && speak::spare(view, phase.name).is_none();
        let has_room = *index > at || has_room(view, phase);
        phase.name == PhaseKind::Closing || (phase.questions > 0 && has_room && !exhausted)
    };
    phases.iter().enumerate().skip(at).find(open).map(|(_, phase)| *phase)
}

/// Whether the present phase has a question and time left.
fn has_room(view: &View<'_>, planned: &PlannedPhase) -> bool {
    let Some(phase) = view.briefing.phase.as_ref().filter(|phase| phase.name == planned.name.as_str()) else {
        return true;
    };
    // The opening question comes whatever the time is.
    phase.asked == 0 || (phase.asked < planned.questions && phase.elapsed_s < phase.budget_s)
}

/// Whether a phase has been looked into in this turn.
fn tried(view: &View<'_>, phase: PhaseKind) -> bool {
    let tool = tool_for(view, phase);
    view.request.results.iter().any(|result| {
        let arguments = &result.call.arguments;
        let named = arguments.get("phase").and_then(Value::as_str);
        let follow_up = arguments.get("follow_up").and_then(Value::as_bool) == Some(true);
        result.call.name == tool
            && !follow_up
            && (tool == ASK_CODING_QUESTION || named == Some(phase.as_str()))
    })
}

/// With which tool a phase's question is put. Coding begins with an exercise and then takes turns with talk about code;
/// when one has run out, the other goes on.
fn tool_for(view: &View<'_>, phase: PhaseKind) -> &'static str {
    if phase != PhaseKind::Coding {
        return LOOKUP_QUESTION;
    }
    let put =
        view.briefing.asked.iter().filter(|asked| asked.by == AskedBy::Main && asked.phase == phase.as_str());
    let (exercises, talks): (Vec<_>, Vec<_>) = put.partition(|asked| asked.coding);
    let wish = if exercises.len() <= talks.len() { ASK_CODING_QUESTION } else { LOOKUP_QUESTION };
    let other = if wish == LOOKUP_QUESTION { ASK_CODING_QUESTION } else { LOOKUP_QUESTION };
    if view.called(wish) && !view.called(other) { other } else { wish }
}

/// Puts an exercise because it was asked for.
fn exercise(view: &View<'_>) -> Move {
    if let Some((_, text)) = found(view) {
        return ask(view, &Opening::Ack(Ack::Words("Gladly.")), None, text);
    }
    if view.has(ASK_CODING_QUESTION) && !view.called(ASK_CODING_QUESTION) {
        return Move::Call(vec![(ASK_CODING_QUESTION, json!({}))]);
    }
    ask(view, &Opening::Ack(Ack::Words("I have no coding exercise for this interview.")), None, nudge(view))
}

/// Gives a hint because it was asked for: taken with the tool, so that it is recorded, and said.
fn hint(view: &View<'_>) -> Move {
    if speak::has_hint(view) && view.has(GIVE_HINT) && !view.called(GIVE_HINT) {
        return Move::Call(vec![(GIVE_HINT, json!({}))]);
    }
    Move::Say(speak::hint_after_words(view))
}

/// Ends the interview, then says goodbye.
fn close(view: &View<'_>, why: Farewell) -> Move {
    if view.has(END_INTERVIEW) && !view.called(END_INTERVIEW) {
        let mut calls = Vec::new();
        if view.phase_now() != Some(PhaseKind::Closing) && view.has(SET_PHASE) {
            calls.push((SET_PHASE, json!({"phase": PhaseKind::Closing.as_str()})));
        }
        calls.push((END_INTERVIEW, json!({"reason": why.reason()})));
        return Move::Call(calls);
    }
    let farewell = speak::farewell(view, why);
    // A last question is answered, not passed over.
    match view.intent {
        Intent::Ask(topic) if why != Farewell::Asked => {
            Move::Say(compose_end(&speak::answer(view, topic), &farewell))
        }
        _ => Move::Say(farewell),
    }
}

/// A goodbye after words that must not be lost.
fn compose_end(words: &str, farewell: &str) -> String {
    let all = sentences(farewell);
    let last = all.last().map_or("", |sentence| sentence.text.as_str());
    let first = all.first().map_or("", |sentence| sentence.text.as_str());
    compose(Some(words), Some(first), last)
}
