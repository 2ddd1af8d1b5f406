//! Findings about questions, and about the parts that exercises have too.

use super::{Findings, Notes, spoken, terms};
use crate::interview::bank::{FollowUp, Point, Question, Words};
use crate::interview::kind::PhaseKind;
use crate::interview::pack::Item;

/// Words of a term in a point or follow-up, and of a phrase that shows a misconception.
const TERM: usize = 4;
const PHRASE: usize = 7;

pub(super) fn check(item: &Item<Question>, findings: &mut Findings) {
    let question = &*item.value;
    let mut notes = Notes { findings, item, id: &question.id };
    said(&mut notes, "text", 0, "the text", &question.text, true);
    follow_ups(&mut notes, &question.follow_ups);
    points(&mut notes, &question.points, &question.text);
    hints(&mut notes, &question.hints);
    for (index, wrong) in question.wrong.iter().enumerate() {
        for problem in terms::problems(&wrong.any, PHRASE, false) {
            notes.warn("wrong", index, format!("misconception {}: {problem}", index + 1));
        }
        let phrases: Vec<Words> = wrong.any.iter().map(|phrase| Words::of(phrase)).collect();
        let shows =
            |term: &&String| phrases.iter().any(|phrase| Words::of(term).find_words(phrase).is_some());
        for term in question.points.iter().flat_map(|point| &point.any).filter(shows) {
            notes.warn(
                "wrong",
                index,
                format!("misconception {} would be found in the good term `{term}`", index + 1),
            );
        }
    }
    let (enough, hints) = match question.phase {
        PhaseKind::Technical | PhaseKind::Design | PhaseKind::Coding => (3, 2),
        PhaseKind::Behavioral => (2, 2),
        PhaseKind::Experience => (2, 0),
        PhaseKind::Intro | PhaseKind::Questions | PhaseKind::Closing => (0, 0),
    };
    if question.points.len() < enough {
        notes.warn(
            "text",
            0,
            format!("needs at least {enough} points: an answer to it can hardly be judged"),
        );
    }
    if question.hints.len() < hints {
        notes.warn("hints", 0, format!("needs at least {hints} hints"));
    }
    if question.follow_ups.is_empty() && enough > 0 {
        notes.warn("text", 0, "needs a follow-up");
    }
    if question.star && !matches!(question.phase, PhaseKind::Behavioral | PhaseKind::Experience) {
        notes.warn("text", 0, format!("asks for a story (`star`) in the phase {}", question.phase));
    }
}

/// A text that is spoken; `asking` if the candidate is to answer it.
pub(super) fn said<T>(
    notes: &mut Notes<'_, T>,
    field: &str,
    index: usize,
    what: &str,
    text: &str,
    asking: bool,
) {
    for problem in spoken::problems(text) {
        notes.warn(field, index, format!("{what} {problem}"));
    }
    if asking && !spoken::asks(text) {
        notes.warn(field, index, format!("{what} neither ends in a question nor invites (`Tell me …`)"));
    }
}

pub(super) fn hints<T>(notes: &mut Notes<'_, T>, hints: &[String]) {
    for (index, hint) in hints.iter().enumerate() {
        said(notes, "hints", 0, &format!("hint {}", index + 1), hint, false);
    }
    if hints.len() > 3 {
        notes.warn("hints", 0, "has more than 3 hints: the last would be the solution");
    }
}

pub(super) fn points<T>(notes: &mut Notes<'_, T>, points: &[Point], asked: &str) {
    let asked = Words::of(asked);
    for (index, point) in points.iter().enumerate() {
        for problem in terms::problems(&point.any, TERM, false) {
            notes.warn("points", index, format!("point `{}`: {problem}", point.id));
        }
        if let [only] = point.any.as_slice() {
            notes.warn(
                "points",
                index,
                format!("point `{}`: people say `{only}` in more than one way", point.id),
            );
        }
        if let Some(term) = asked.first_of(&point.any) {
            let message = format!("point `{}`: whoever repeats the question has said `{term}`", point.id);
            notes.warn("points", index, message);
        }
    }
}

pub(super) fn follow_ups<T>(notes: &mut Notes<'_, T>, follow_ups: &[FollowUp]) {
    let mut taken: Vec<Words> = Vec::new();
    for (index, follow_up) in follow_ups.iter().enumerate() {
        let what = format!("follow-up {}", index + 1);
        said(notes, "follow_ups", index, &what, &follow_up.ask.replace(FollowUp::TERM, "It"), true);
        if follow_up.ask.starts_with(FollowUp::TERM) {
            notes.warn("follow_ups", index, format!("{what} begins with a term, which is in small letters"));
        }
        for problem in terms::problems(&follow_up.when, TERM, true) {
            notes.warn("follow_ups", index, format!("{what}: {problem}"));
        }
        // Whatever mentions one of its terms has already been taken up by an earlier follow-up.
        let terms: Vec<Words> = follow_up.when.iter().map(|term| Words::of(term)).collect();
        let late = |term: &Words| taken.iter().any(|earlier| term.find_words(earlier).is_some());
        if !terms.is_empty() && terms.iter().all(late) {
            notes.warn(
                "follow_ups",
                index,
                format!("{what} never comes first: earlier ones have all its terms"),
            );
        }
        taken.extend(terms);
    }
}
