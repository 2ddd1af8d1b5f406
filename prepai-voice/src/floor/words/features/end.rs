//! Words at the end: whether they close, and what an adjective or an address there still wants.

use super::super::lexicon::{
    ADJECTIVES, AGREEMENT, AUXILIARIES, CONJUNCTIONS, DEGREES, DETERMINERS, FILLERS, NOUNS, NUMBERS,
    PREPOSITIONS, SUBJECTS, SUBORDINATORS, TOP_LEVEL, is,
};
use super::super::open::{Form, Part, look};
use super::one_of;
use crate::floor::QuestionKind;

/// "yes I do", "no we haven't": an auxiliary may end an answer to a yes-no question.
pub(super) fn answers_with(words: &[String], kind: QuestionKind) -> bool {
    let agrees = words.first().is_some_and(|word| is(AGREEMENT, word));
    words.len() <= 5 && (agrees || kind == QuestionKind::YesNo)
}

/// "…, I think": a tag at the end; after a conjunction the same words begin something.
pub(super) fn tag(words: &[String]) -> bool {
    let Some([rest @ .., before, i, verb]) = words.get(..) else { return false };
    i == "i"
        && one_of(&["think", "guess", "believe", "suppose", "hope"], verb)
        && !rest.is_empty()
        && !is(CONJUNCTIONS, before)
        && !is(SUBORDINATORS, before)
        && !is(FILLERS, before)
        && !is(AGREEMENT, before)
}

/// "that's all I …": the sentence says that there is no more.
pub(super) fn concludes(sentence: &[String]) -> bool {
    let start = sentence.iter().take(2).position(|word| word == "that's" || word == "that");
    let rest = start.and_then(|at| sentence.get(at + 1..)).unwrap_or_default();
    rest.len() >= 3
        && rest.iter().take(3).any(|word| one_of(&["all", "it", "everything"], word))
        && !rest.last().is_some_and(|word| {
            [SUBJECTS, AUXILIARIES, PREPOSITIONS, SUBORDINATORS, DETERMINERS, CONJUNCTIONS]
                .into_iter()
                .any(|list| is(list, word))
        })
}

/// Whether an adjective after this word stands before a noun: "a very large …", but not "it is very large".
pub(super) fn attributive(before: &str, earlier: &str) -> bool {
    let opens = |word: &str| [DETERMINERS, ADJECTIVES, NUMBERS].into_iter().any(|list| is(list, word));
    opens(before) || (is(DEGREES, before) && opens(earlier))
}

/// An adjective, to look at; only asked where a noun may follow.
pub(super) fn adjective(word: &str) -> bool {
    // "a fresh …", "a fixed …".
    if look(word).is_some_and(|open| {
        open.best == Part::Adjective || (open.form == Form::Past && !open.noun && !open.seldom_verb)
    }) && !is(NOUNS, word)
    {
        return true;
    }
    const ENDINGS: &[&str] = &["al", "ar", "ive", "ous", "ic", "able", "ible", "ful", "less"];
    is(ADJECTIVES, word)
        || (word.len() > 5 && ENDINGS.iter().any(|ending| word.ends_with(ending)) && !is(NOUNS, word))
}

/// An address that is being spelled out and has not come to its end.
pub(super) fn spelled(sentence: &[String], last: &str, kind: QuestionKind) -> bool {
    let about =
        sentence.iter().any(|word| one_of(&["email", "mail", "address", "reach", "website", "url"], word));
    let dotted = sentence.iter().rev().take(4).any(|word| word == "dot" || word == "at");
    let mail = kind == QuestionKind::Short
        && sentence.iter().any(|word| one_of(&["email", "mail", "website", "url"], word));
    ((about && dotted) || mail) && !is(TOP_LEVEL, last)
}
