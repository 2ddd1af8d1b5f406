//! Clauses: whether the one under way has come to anything.

use super::super::lexicon::{
    ADJECTIVES, AGREEMENT, AUXILIARIES, CONJUNCTIONS, DETERMINERS, NUMBERS, SUBJECTS, SUBORDINATORS, is,
};
use super::one_of;
use super::verb::{inflected, predicate, verb, verbs};

/// The clause under way: what follows the last word that opens one.
pub(super) struct Clause {
    /// Whether it leans on what came before (not "and", "or").
    pub(super) leans: bool,
    /// Whether too few words have come for a subject and a verb.
    pub(super) short: bool,
    /// Whether it has a subject and no verb yet.
    pub(super) verbless: bool,
}

pub(super) fn clause(sentence: &[String]) -> Clause {
    // "after a month": before a noun these are prepositions.
    let preposition = |at: usize, word: &str| {
        let next = sentence.get(at + 1).map_or("", String::as_str);
        one_of(&["after", "before", "since", "until", "till", "as", "than"], word)
            && [DETERMINERS, NUMBERS, ADJECTIVES, CONJUNCTIONS].into_iter().any(|list| is(list, next))
    };
    // "that was my idea", "no that's new": it stands for something.
    let stands = |at: usize, word: &str| {
        let verb = sentence.get(at + 1).is_some_and(|next| is(AUXILIARIES, next));
        word == "that"
            && (at == 0 || (at == 1 && sentence.first().is_some_and(|first| is(AGREEMENT, first))))
            && verb
    };
    // "I think so", "not so far", "back then": nothing follows from them.
    let adverb = |at: usize, word: &str| {
        let before = at.checked_sub(1).and_then(|at| sentence.get(at)).map_or("", String::as_str);
        match word {
            "so" => one_of(
                &["think", "suppose", "guess", "hope", "believe", "not", "say", "or", "and", "do", "did"],
                before,
            ),
            "then" => one_of(&["back", "since", "by", "until", "only"], before),
            _ => false,
        }
    };
    let opener = |(at, word): &(usize, &String)| {
        !stands(*at, word)
            && !adverb(*at, word)
            && (is(CONJUNCTIONS, word) || (is(SUBORDINATORS, word) && !preposition(*at, word)))
    };
    let Some((at, _)) = sentence.iter().enumerate().rfind(opener) else {
        return Clause { leans: false, short: false, verbless: false };
    };
    let joins =
        sentence.get(at).is_some_and(|word| one_of(&["and", "or", "nor", "plus", "than", "as"], word));
    let rest = sentence.get(at + 1..).unwrap_or_default();
    let verbs = verbs(rest) || rest.first().is_some_and(|word| word.len() > 5 && word.ends_with("ing"));
    let subject = rest
        .first()
        .is_some_and(|word| is(SUBJECTS, word) || one_of(&["it", "that", "you", "my", "our"], word));
    Clause {
        leans: !joins,
        short: rest.len() < if verbs { 2 } else { 3 },
        verbless: !verbs && !rest.is_empty() && (!joins || subject),
    }
}

/// Whether a sentence begins with a clause that leans on another ("if two users edit …") and the other has not come.
pub(super) fn leans(sentence: &[String]) -> bool {
    const LEANING: &[&str] = &[
        "if", "when", "once", "as", "while", "although", "because", "since", "whenever", "after", "before",
        "unless", "what",
    ];
    let start = sentence.iter().take(2).position(|word| one_of(LEANING, word));
    let Some(start) = start else { return false };
    let rest = sentence.get(start + 1..).unwrap_or_default();
    // Each verb right after a subject begins a clause.
    let verbs = rest.windows(2).filter(|pair| {
        matches!(pair, [before, word]
        if verb(word) || inflected(before, word) || predicate(before, word))
    });
    let clauses = verbs.count();
    clauses < 2
}
