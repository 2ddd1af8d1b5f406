//! What can be seen in words so far.

mod clause;
mod end;
mod list;
mod question;
mod verb;

use self::clause::{clause, leans};
use self::end::{adjective, answers_with, attributive, concludes, spelled, tag};
use self::list::open_list;
use self::question::asks;
use self::verb::{predicate, verbs};
use super::lexicon::{
    ADJECTIVES, AGREEMENT, AUXILIARIES, BEFORE_PRONOUN, CLOSERS, CONJUNCTIONS, CONTRACTED, DEGREES,
    DETERMINERS, DICTATION, DITRANSITIVE, FILLERS, FILLING, MEASURES, NUMBERS, OBJECTS, PARTICLES,
    PREPOSITIONS, REPORTING, SINGLE, SUBJECTS, SUBORDINATORS, TRANSITIVE, VERBS, is,
};
use super::open::{Form, look};
use super::tokens::Tokens;
use crate::floor::QuestionKind;

/// How many there are.
pub(crate) const COUNT: usize = 26;

/// Their names, in order.
pub(crate) const NAMES: [&str; COUNT] = [
    "any words",
    "filler",
    "conjunction",
    "subordinator",
    "determiner",
    "preposition",
    "particle",
    "subject",
    "auxiliary",
    "degree",
    "adjective",
    "transitive",
    "dictation",
    "number",
    "repeated",
    "closer",
    "short open answer",
    "short clause",
    "no main clause",
    "open list",
    "answers yes or no",
    "answers briefly",
    "asks back",
    "no verb yet",
    "clause without verb",
    "short short answer",
];

/// Each is 0 to 1.
pub(crate) type Features = [f64; COUNT];

/// Looks at words.
pub(super) fn of(tokens: &Tokens, kind: QuestionKind) -> Features {
    let last = tokens.back(0);
    let before = tokens.back(1);
    let words = &tokens.words;
    let sentence = tokens.last_sentence();
    let count = words.iter().filter(|word| !is(FILLERS, word)).count();
    let that = match last {
        "that" => {
            let acts = (is(TRANSITIVE, before) || is(VERBS, before)) && !is(REPORTING, before);
            is(BEFORE_PRONOUN, before) || acts
        }
        "so" => one_of(&["think", "suppose", "guess", "hope", "believe", "say"], before),
        "then" => one_of(&["back", "since"], before),
        // "it was moved before", "they had left before".
        "before" if open_past(tokens.back(1)) && words.len() > 4 => true,
        // "I have never done that before", "we never found out why".
        "before" => one_of(&["that", "it", "this", "ever"], before),
        "why" | "how" => one_of(&["out", "know", "knew", "understand"], before),
        _ => false,
    };
    let closes = tokens.ends_with(CLOSERS) || tag(words) || concludes(sentence) || that;
    let elliptic = is(AUXILIARIES, last) && answers_with(words, kind);
    let filler = is(FILLERS, last) || tokens.ends_with(FILLING);
    let class = |list| is(list, last) && !closes && !filler;
    let which = last == "one" && (is(DETERMINERS, before) || is(ADJECTIVES, before));
    let number = (is(NUMBERS, last) && !which) || numeric(last);
    let single = |word: &&String| is(SINGLE, word) || (word.len() <= 3 && numeric(word));
    let digits = words
        .iter()
        .rev()
        .take_while(|word| is(NUMBERS, word) || is(DICTATION, word) || numeric(word))
        .count();
    let clause = clause(sentence);
    let particle = class(PARTICLES);
    let asks = asks(sentence);
    let yes = kind == QuestionKind::YesNo && words.first().is_some_and(|word| is(AGREEMENT, word));
    let open = matches!(kind, QuestionKind::Open | QuestionKind::Coding);
    // "for help", "the test": the same words are nouns there.
    let noun = (is(PREPOSITIONS, before) && before != "to")
        || [DETERMINERS, ADJECTIVES, NUMBERS].into_iter().any(|list| is(list, before));
    let transitive = (class(TRANSITIVE) && !noun && !(before == "to" && count > 8))
        || (predicate(before, last) && !closes && !is(AUXILIARIES, last));
    let flags = [
        true,
        filler,
        class(CONJUNCTIONS),
        class(SUBORDINATORS),
        class(DETERMINERS) && !(yes && count == 1),
        class(PREPOSITIONS) && !particle,
        particle,
        class(SUBJECTS) || class(CONTRACTED),
        class(AUXILIARIES) && !elliptic,
        class(DEGREES) && !(yes && count <= 2),
        adjective(last) && !closes && attributive(before, tokens.back(2)),
        transitive
            || (is(OBJECTS, last) && is(DITRANSITIVE, before))
            || (is(MEASURES, last) && (before == "a" || before == "the")),
        // A dot or a row of digits that is too short for anything.
        (class(DICTATION) && digits > 1)
            || spelled(sentence, last, kind)
            || (2..7).contains(&words.iter().rev().take_while(single).count()),
        number && digits < 10,
        last == before && !last.is_empty() && !number,
        closes || elliptic,
        false,
        clause.leans && clause.short,
        open && leans(sentence),
        open_list(sentence, tokens.ending),
        yes,
        kind == QuestionKind::Short,
        asks,
        (open || (count <= 3 && sentence.first().is_some_and(|word| is(DETERMINERS, word))))
            && !yes
            && !closes
            && !asks
            && !verbs(sentence),
        clause.verbless && !closes,
        false,
    ];
    let mut features = flags.map(|flag| f64::from(u8::from(flag)));
    // Nobody answers an open question in three words; the doubt fades with each more.
    if let Some(short) = features.get_mut(16)
        && !asks
        && !closes
        && open
    {
        *short = libm::exp(-(count as f64) / 5.0);
    }
    if let Some(short) = features.get_mut(25)
        && matches!(kind, QuestionKind::Short | QuestionKind::YesNo)
        && !closes
    {
        *short = libm::exp(-(count as f64) / 2.0);
    }
    features
}

/// For the few words of one rule.
fn one_of(list: &[&str], word: &str) -> bool {
    list.contains(&word)
}

/// A verb in the past, or its participle.
fn open_past(word: &str) -> bool {
    look(word).is_some_and(|open| open.form == Form::Past)
}

fn numeric(word: &str) -> bool {
    word.chars().all(|c| c.is_ascii_digit()) && !word.is_empty()
}
