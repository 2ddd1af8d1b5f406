//! Help within the question: hints, repeating, clarifying, a nudge back to it.

use serde_json::Value;

use super::super::listen::Clarify;
use super::super::view::View;
use super::words as w;
use super::{choose, compose};
use crate::interview::PhaseKind;
use crate::interview::rules::sentences;
use crate::tool::GIVE_HINT;

const CODE: &[&str] = &[
    "How would you start?",
    "What would you try first?",
    "Which approach comes to mind?",
    "What is your first idea?",
];
const DESIGN: &[&str] =
    &["Where would you begin?", "Which part would you look at first?", "What would you want to know first?"];
const KNOWLEDGE: &[&str] = &[
    "What comes to mind first?",
    "How would you put it in your own words?",
    "Which part of it are you most sure of?",
    "Where would you start?",
];
const STORY: &[&str] = &[
    "Which example comes to mind?",
    "What would you like to tell me about it?",
    "Is there a small example that you could use?",
];
const OPEN: &[&str] = &["What would you like to know?", "What can I tell you?"];

const HERE_IS: &[&str] =
    &["Here's a hint.", "Let me give you a starting point.", "Here's something to think about.", "Gladly."];
const REAL: &[&str] = &[
    "I can't give hints in this one, but please think aloud.",
    "No hints in a real interview, but I'm happy to hear half an idea.",
];
const NO_MORE: &[&str] =
    &["That is as far as I can help without giving it away.", "I have no more hints for this one."];
const KEEP: &[&str] = &[
    "I won't give the solution away, that part is yours.",
    "I'll leave the answer to you, that's the point of it.",
];
const AGAIN: &[&str] = &["Of course.", "Sure, once more.", "Happy to repeat it."];

const BROAD: &[&str] = &[
    "Take it as broadly as you like.",
    "There is no trick in it, any reading that makes sense to you is fine.",
    "Choose the reading that fits your own experience.",
];
const ON_SCREEN: &[&str] = &[
    "The full statement and the examples are on your screen.",
    "You'll find the statement and some examples on your screen.",
];
const ASSUME: &[&str] = &[
    "Good thing to settle first: decide what seems sensible and tell me why.",
    "Please choose an assumption, say it aloud and go on from there.",
];
const ASSUME_CODE: &[&str] = &[
    "The statement and the examples say what is expected, and where they don't, please state your assumption.",
    "If the statement leaves it open, make an assumption and tell me.",
];
const LANGUAGE: &[&str] = &[
    "Any language that the editor offers is fine.",
    "Use the language you are most at home in, as long as the editor has it.",
];

/// A small question that leads back to the open one.
pub(in crate::agent::local) fn nudge(view: &View<'_>) -> &'static str {
    let spare = view.spare().map(|(phase, _)| phase);
    if view.briefing.exercise.is_some() && spare.is_none() {
        return choose(view, CODE);
    }
    let asked = spare.or(view.briefing.question.as_ref().map(|question| question.phase)).or(view.phase());
    match asked {
        Some(PhaseKind::Coding) => choose(view, CODE),
        Some(PhaseKind::Design) => choose(view, DESIGN),
        Some(PhaseKind::Technical) => choose(view, KNOWLEDGE),
        Some(PhaseKind::Questions) => choose(view, OPEN),
        _ => choose(view, STORY),
    }
}

/// Leads back to what was asked: in the same words where they are few and were said only once.
pub(in crate::agent::local) fn back(view: &View<'_>) -> String {
    let mut replies = view.replies();
    let last = replies.next().and_then(|reply| sentences(reply).pop()).filter(|sentence| sentence.question);
    let offers = [w::OFFER_HINT, w::OFFER_REPEAT, w::STUCK, w::STILL_NOT_HEARD, w::NOT_HEARD, w::OFFER_STOP];
    let again = last.filter(|sentence| {
        let short = sentence.text.split(' ').count() <= 16;
        let twice = replies.next().is_some_and(|reply| reply.contains(&sentence.text));
        short && !twice && !offers.into_iter().any(|variants| view.just_said(variants))
    });
    again.map_or_else(|| nudge(view).to_owned(), |sentence| sentence.text)
}

/// The hint that this turn gives, as recorded.
pub(in crate::agent::local) fn hint(view: &View<'_>) -> String {
    match &view.briefing.hint {
        Some(hint) => with_hint(view, hint),
        None => without_hint(view),
    }
}

/// The hint that was taken when it was asked for in words; without the tool the next one of the ladder.
pub(in crate::agent::local) fn hint_after_words(view: &View<'_>) -> String {
    let taken = view.results(GIVE_HINT).last().map(|result| result.get("text").and_then(Value::as_str));
    match taken.unwrap_or_else(|| next_hint(view)) {
        Some(hint) if view.practice() => with_hint(view, hint),
        _ => without_hint(view),
    }
}

/// The next step of the ladder that was neither recorded nor said.
fn next_hint<'a>(view: &View<'a>) -> Option<&'a str> {
    if view.spare().is_some() {
        return None;
    }
    let question = view.briefing.question.as_ref().map(|question| &question.hints);
    let ladder = question.or(view.briefing.exercise.as_ref().map(|exercise| &exercise.hints))?;
    let given = usize::try_from(view.briefing.hints).unwrap_or(usize::MAX);
    let said = |hint: &str| view.own_since().any(|reply| reply.contains(hint));
    ladder.iter().skip(given).map(String::as_str).find(|hint| !said(hint))
}

/// Whether there is a hint to offer.
pub(in crate::agent::local) fn has_hint(view: &View<'_>) -> bool {
    view.practice() && next_hint(view).is_some()
}

fn with_hint(view: &View<'_>, hint: &str) -> String {
    let asks = sentences(hint).last().is_some_and(|last| last.question);
    let lead = choose(view, HERE_IS);
    if asks { compose(Some(lead), None, hint) } else { compose(Some(lead), Some(hint), nudge(view)) }
}

fn without_hint(view: &View<'_>) -> String {
    let words = choose(view, if view.practice() { NO_MORE } else { REAL });
    compose(Some(words), None, nudge(view))
}

/// Keeps the solution, and offers what may be offered.
pub(in crate::agent::local) fn decline_solution(view: &View<'_>) -> String {
    let ask = if has_hint(view) { choose(view, w::OFFER_HINT) } else { nudge(view) };
    compose(Some(choose(view, KEEP)), None, ask)
}

/// The last thing that was asked, once more.
pub(in crate::agent::local) fn repeat(view: &View<'_>) -> String {
    compose(Some(choose(view, AGAIN)), None, &asked_last(view))
}

/// The last thing that was asked; a question of the plan as a whole.
pub(in crate::agent::local) fn asked_last(view: &View<'_>) -> String {
    let last = view.briefing.last_reply.as_deref().unwrap_or_default();
    let asked = sentences(last).pop().filter(|sentence| sentence.question);
    match (view.main_text(), asked) {
        (Some(main), _) if last.contains(main) => main.to_owned(),
        // "Shall I repeat the question?" is not what anybody wants to hear again.
        (Some(main), _) if view.just_said(w::OFFER_REPEAT) || view.just_said(w::STILL_NOT_HEARD) => {
            main.to_owned()
        }
        (Some(main), None) => main.to_owned(),
        (_, Some(asked)) => asked.text,
        (None, None) => nudge(view).to_owned(),
    }
}

/// Helps with what is unclear, without giving anything away.
pub(in crate::agent::local) fn clarify(view: &View<'_>, what: Clarify) -> String {
    let exercise = view.briefing.exercise.is_some();
    let words = match what {
        Clarify::Language => choose(view, LANGUAGE),
        Clarify::Assumption if exercise => choose(view, ASSUME_CODE),
        Clarify::Assumption => choose(view, ASSUME),
        Clarify::Meaning if exercise => {
            return compose(Some(choose(view, ON_SCREEN)), None, "Which part of it is unclear to you?");
        }
        // A follow-up is short enough to be put in other words by its own question.
        Clarify::Meaning => choose(view, BROAD),
    };
    compose(Some(words), None, nudge(view))
}
