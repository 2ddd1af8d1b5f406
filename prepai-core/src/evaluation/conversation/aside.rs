//! What is set aside: "I don't know", bare mentions, and words to whoever scores.

use super::Use;
use crate::evaluation::rubric::AsideCues;
use crate::evaluation::text::{Sentence, Terms};

/// The longest "I don't know", in words.
const DECLINE: usize = 12;

/// Words that may stand before an order.
const POLITE: [&str; 10] = ["please", "and", "now", "then", "just", "you", "must", "should", "so", "to"];

/// Why a sentence is set aside, if it is.
pub(super) fn aside(sentence: &Sentence, cues: &AsideCues) -> Option<Use> {
    let has = |terms: &Terms| terms.are_in(sentence);
    if orders(sentence, cues) {
        return Some(Use::Order);
    }
    // "If I don't know the pattern, …" declines nothing.
    let case =
        |word: &str| matches!(word, "but" | "though" | "although" | "because" | "if" | "when" | "whether");
    let contrast = sentence.words().any(case);
    if sentence.tokens.len() <= DECLINE && !contrast && has(&cues.declines) {
        return Some(Use::Declined);
    }
    has(&cues.mentions).then_some(Use::Mention)
}

/// Whether a text tells the evaluator what to do; for comments in code.
pub(in crate::evaluation) fn is_order(text: &str, cues: &AsideCues) -> bool {
    crate::evaluation::text::sentences(text).iter().any(|sentence| orders(sentence, cues))
}

fn orders(sentence: &Sentence, cues: &AsideCues) -> bool {
    if cues.plain.are_in(sentence) {
        return true;
    }
    let names_a_thing = || cues.things.are_in(sentence);
    let imperative = (0..sentence.clause_count()).any(|clause| {
        let words = sentence.tokens.get(sentence.tokens_of(clause)).unwrap_or_default();
        let mut words =
            words.iter().map(|token| token.text.as_str()).skip_while(|word| POLITE.contains(word));
        words.next().is_some_and(|word| cues.orders.iter().any(|order| order == word))
    });
    imperative && names_a_thing()
}
