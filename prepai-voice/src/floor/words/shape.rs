//! The shape of an answer so far: its last parts of speech, the clause under way, and how much was said.

use super::tags::{Tag, tags};
use super::tokens::Tokens;
use crate::floor::QuestionKind;

/// What is seen, by name, and how much of it. The names are those of `data/words/weights.txt`.
pub(super) fn of(tokens: &Tokens, kind: QuestionKind) -> Vec<(String, f64)> {
    let tags = tags(tokens.last_sentence());
    let spoken = |tags: &[Tag]| tags.iter().filter(|tag| **tag != Tag::Filler).count();
    // Sentences before the last are parts of the same answer.
    let count = spoken(&tags) + tokens.sentence;
    let back =
        |n: usize| tags.len().checked_sub(n + 1).and_then(|at| tags.get(at)).copied().unwrap_or(Tag::Start);
    let (last, before) = (back(0), back(1));
    let question = match kind {
        QuestionKind::Open | QuestionKind::Coding => "open",
        QuestionKind::YesNo => "yes-no",
        QuestionKind::Short => "short",
    };
    let opener = tags.iter().rposition(|tag| tag.opens());
    let clause = tags.get(opener.map_or(0, |at| at + 1)..).unwrap_or_default();
    let opened = opener.and_then(|at| tags.get(at)).copied().unwrap_or(Tag::Start);
    let is_verb = |tag: &Tag| tag.is_verb() || *tag == Tag::Gerund;
    let verb = clause.iter().rposition(is_verb);
    let after = verb.map_or("none".to_owned(), |at| (clause.len() - at - 1).min(4).to_string());
    let has_verb = if verb.is_some() { "verb" } else { "no verb" };
    let any = if tags.iter().any(is_verb) { "verb" } else { "no verb" };
    let n = count as f64;
    let mut seen = vec![
        (format!("last {last:?}"), 1.0),
        (format!("before {before:?}"), 0.5),
        (format!("pair {before:?} {last:?}"), 0.7),
        (format!("clause {opened:?} {has_verb}"), 1.0),
        (format!("clause of {}", clause.len().min(6)), 0.7),
        (format!("after the verb {after}"), 1.0),
        (format!("{has_verb} last {last:?}"), 0.7),
        (format!("question {question}"), 1.0),
        (format!("{question} length"), n.min(30.0) / 15.0),
        (format!("{question} brief"), libm::exp(-n / 3.0)),
        (format!("{question} not long"), libm::exp(-n / 8.0)),
        (format!("{question} last {last:?}"), 0.5),
        (format!("{question} {any}"), 1.0),
    ];
    if tags.first() == Some(&Tag::Yes) {
        seen.push((format!("yes and {}", count.min(4)), 1.0));
    }
    if last.is_closed() && last != Tag::Start {
        seen.push((format!("word {}", tokens.back(0)), 0.6));
    }
    seen
}
