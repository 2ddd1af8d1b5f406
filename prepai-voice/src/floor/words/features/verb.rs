//! Verbs, known or by where they stand.

use super::super::lexicon::{
    ADJECTIVES, AUXILIARIES, CONJUNCTIONS, CONTRACTED, DEGREES, DETERMINERS, FILLERS, NUMBERS, PREPOSITIONS,
    SUBJECTS, SUBORDINATORS, TRANSITIVE, VERBS, is,
};

/// Whether there is a verb.
pub(super) fn verbs(words: &[String]) -> bool {
    words.iter().any(|word| verb(word))
        || words
            .windows(2)
            .any(|pair| matches!(pair, [before, word] if inflected(before, word) || predicate(before, word)))
}

/// "we …": what follows a subject is a verb, known or not.
pub(super) fn predicate(before: &str, word: &str) -> bool {
    is(SUBJECTS, before)
        && word.len() > 1
        && ![DEGREES, CONJUNCTIONS, SUBORDINATORS, DETERMINERS, PREPOSITIONS, FILLERS, SUBJECTS]
            .into_iter()
            .any(|list| is(list, word))
}

/// "the server restarts": an s after what can be a subject.
pub(super) fn inflected(before: &str, word: &str) -> bool {
    word.len() > 3
        && word.ends_with('s')
        && !word.ends_with("ss")
        && ![DETERMINERS, ADJECTIVES, PREPOSITIONS, NUMBERS].into_iter().any(|list| is(list, before))
}

pub(super) fn verb(word: &str) -> bool {
    is(AUXILIARIES, word)
        || is(TRANSITIVE, word)
        || is(CONTRACTED, word)
        || is(VERBS, word)
        || (word.len() > 4 && word.ends_with("ed"))
}
