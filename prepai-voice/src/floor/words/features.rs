//! What can be seen in words so far.

use super::lexicon::{
    ADJECTIVES, AGREEMENT, AUXILIARIES, BEFORE_PRONOUN, CLOSERS, CONJUNCTIONS, CONTRACTED, DEGREES,
    DETERMINERS, DICTATION, DITRANSITIVE, FILLERS, FILLING, LIST_CLOSERS, LIST_OPENERS, LISTS, MEASURES,
    NOUNS, NUMBERS, OBJECTS, PARTICLES, PREPOSITIONS, REPORTING, SINGLE, SUBJECTS, SUBORDINATORS, TOP_LEVEL,
    TRANSITIVE, VERBS, is,
};
use super::open::{Form, Part, look};
use super::tokens::{Ending, Tokens, find};
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

/// "yes I do", "no we haven't": an auxiliary may end an answer to a yes-no question.
fn answers_with(words: &[String], kind: QuestionKind) -> bool {
    let agrees = words.first().is_some_and(|word| is(AGREEMENT, word));
    words.len() <= 5 && (agrees || kind == QuestionKind::YesNo)
}

/// Whether an adjective after this word stands before a noun: "a very large …", but not "it is very large".
fn attributive(before: &str, earlier: &str) -> bool {
    let opens = |word: &str| [DETERMINERS, ADJECTIVES, NUMBERS].into_iter().any(|list| is(list, word));
    opens(before) || (is(DEGREES, before) && opens(earlier))
}

/// An adjective, to look at; only asked where a noun may follow.
fn adjective(word: &str) -> bool {
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
fn spelled(sentence: &[String], last: &str, kind: QuestionKind) -> bool {
    let about =
        sentence.iter().any(|word| one_of(&["email", "mail", "address", "reach", "website", "url"], word));
    let dotted = sentence.iter().rev().take(4).any(|word| word == "dot" || word == "at");
    let mail = kind == QuestionKind::Short
        && sentence.iter().any(|word| one_of(&["email", "mail", "website", "url"], word));
    ((about && dotted) || mail) && !is(TOP_LEVEL, last)
}

/// "…, I think": a tag at the end; after a conjunction the same words begin something.
fn tag(words: &[String]) -> bool {
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
fn concludes(sentence: &[String]) -> bool {
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

/// The clause under way: what follows the last word that opens one.
struct Clause {
    /// Whether it leans on what came before (not "and", "or").
    leans: bool,
    /// Whether too few words have come for a subject and a verb.
    short: bool,
    /// Whether it has a subject and no verb yet.
    verbless: bool,
}

fn clause(sentence: &[String]) -> Clause {
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

/// Whether there is a verb.
fn verbs(words: &[String]) -> bool {
    words.iter().any(|word| verb(word))
        || words
            .windows(2)
            .any(|pair| matches!(pair, [before, word] if inflected(before, word) || predicate(before, word)))
}

/// "we …": what follows a subject is a verb, known or not.
fn predicate(before: &str, word: &str) -> bool {
    is(SUBJECTS, before)
        && word.len() > 1
        && ![DEGREES, CONJUNCTIONS, SUBORDINATORS, DETERMINERS, PREPOSITIONS, FILLERS, SUBJECTS]
            .into_iter()
            .any(|list| is(list, word))
}

/// "the server restarts": an s after what can be a subject.
fn inflected(before: &str, word: &str) -> bool {
    word.len() > 3
        && word.ends_with('s')
        && !word.ends_with("ss")
        && ![DETERMINERS, ADJECTIVES, PREPOSITIONS, NUMBERS].into_iter().any(|list| is(list, before))
}

fn verb(word: &str) -> bool {
    is(AUXILIARIES, word)
        || is(TRANSITIVE, word)
        || is(CONTRACTED, word)
        || is(VERBS, word)
        || (word.len() > 4 && word.ends_with("ed"))
}

/// Whether a sentence begins with a clause that leans on another ("if two users edit …") and the other has not come.
fn leans(sentence: &[String]) -> bool {
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

/// Whether a list was begun and its end has not come.
fn open_list(sentence: &[String], ending: Ending) -> bool {
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

/// Whether the candidate asks something: a question word or a verb before its subject.
fn asks(sentence: &[String]) -> bool {
    const LEAD_IN: &[&str] = &["sorry", "excuse", "me", "okay", "and", "so", "well", "but"];
    const QUESTION: &[&str] = &["what", "how", "which", "who", "where", "why", "when"];
    const SUBJECT: &[&str] =
        &["i", "you", "we", "it", "the", "there", "they", "that", "this", "he", "she", "my", "your"];
    let start = sentence.iter().position(|word| !one_of(LEAD_IN, word));
    let rest = start.and_then(|at| sentence.get(at..)).unwrap_or_default();
    let [first, second, _, _, ..] = rest else { return false };
    let asked = one_of(QUESTION, first)
        && (is(AUXILIARIES, second) || one_of(&["many", "much", "about", "kind", "long", "often"], second));
    asked || (is(AUXILIARIES, first) && one_of(SUBJECT, second))
}
