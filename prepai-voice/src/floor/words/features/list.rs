//! Lists and pairs whose end has not come.

use super::super::lexicon::{LIST_CLOSERS, LIST_OPENERS, LISTS, NUMBERS, is};
use super::super::tokens::{Ending, find};
use super::{numeric, one_of};

/// Whether a list was begun and its end has not come.
pub(super) fn open_list(sentence: &[String], ending: Ending) -> bool {
    if open_pair(sentence) {
        return true;
    }
    let announced = sentence.windows(2).position(|pair| {
        matches!(pair, [n, things] if
        (is(NUMBERS, n) || one_of(&["several", "some", "few", "many"], n)) && is(LISTS, things))
    });
    let opened = LIST_OPENERS.all().filter_map(|phrase| find(sentence, phrase)).min();
    let Some(start) = announced.into_iter().chain(opened).min() else { return ending == Ending::Comma };
    let rest = sentence.get(start + 2..).unwrap_or_default();
    !LIST_CLOSERS.all().any(|phrase| find(rest, phrase).is_some_and(|at| at + 2 < rest.len()))
}

/// "between … and", "from forty … to", "either … or": the second half has not come.
fn open_pair(sentence: &[String]) -> bool {
    let open = |opener: &str, closers: &[&str]| {
        let at = sentence.iter().rposition(|word| word == opener);
        let rest = at.and_then(|at| sentence.get(at + 1..));
        rest.filter(|rest| !rest.iter().rev().skip(1).any(|word| one_of(closers, word)))
    };
    open("between", &["and"]).is_some()
        || open("either", &["or"]).is_some()
        || open("from", &["to", "until", "down"])
            .is_some_and(|rest| rest.first().is_some_and(|word| is(NUMBERS, word) || numeric(word)))
}
