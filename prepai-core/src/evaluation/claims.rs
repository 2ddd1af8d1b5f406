//! What an answer claims of the things it names: confirmed or contradicted by the facts.
//!
//! A clause speaks of what it names. Where it names nothing, or only in passing ("with …", "than …"), it may speak of what
//! the clause before it named, if it begins like a continuation ("it …", "which …", "isn't …"), and of the topic: the one
//! thing that the question is about, or failing that the first that the answer names.

use std::collections::BTreeSet;
use std::ops::Range;

use super::conversation::{Exchange, Line};
use super::rubric::{Fact, Facts, Subject};
use super::text::{Sentence, TokenKind, is_content, is_negation};
use super::{Evidence, Input};

/// A claim and what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Claim {
    /// The subject's id, and which of its facts.
    pub(super) id: String,
    /// What is true.
    pub(super) says: String,
    pub(super) evidence: Evidence,
}

/// What an answer claims.
#[derive(Debug, Default)]
pub(super) struct Claims {
    pub(super) right: Vec<Claim>,
    pub(super) wrong: Vec<Claim>,
}

/// Words after which a clause speaks of what came before.
const CONTINUING: &[&str] = &[
    "it", "it's", "they", "they're", "this", "that", "that's", "which", "its", "is", "are", "isn't",
    "aren't", "can", "can't", "cannot", "does", "doesn't", "do", "don't", "has", "needs", "takes", "gives",
    "uses", "keeps", "never", "always", "so", "both",
];

/// Words that join clauses and say nothing of their subject.
const JOINING: &[&str] = &["and", "or", "then", "also", "so", "because", "since"];

/// Words that make a clause speak of a case, not of the thing.
const CONDITIONAL: &[&str] = &["if", "when", "unless", "for", "otherwise", "where", "until", "suppose"];

/// Words after which a named thing is compared or used, and not spoken of.
const ASIDE: &[&str] = &[
    "than", "unlike", "versus", "vs", "with", "using", "via", "by", "through", "from", "into", "over", "like",
];

/// How many words back a preposition may stand.
const PASSING: usize = 4;

/// How far a condition without a comma reaches, in words.
const CASE: usize = 3;

/// How many words may stand before what a clause speaks of.
const SUBJECT: usize = 3;

/// Words that a bare statement of cost consists of.
const COSTLY: &[&str] = &[
    "time",
    "space",
    "memory",
    "runtime",
    "running",
    "complexity",
    "cost",
    "costs",
    "overall",
    "average",
    "worst",
    "best",
    "case",
    "takes",
    "take",
    "runs",
    "run",
    "gives",
    "give",
    "total",
    "extra",
    "needs",
    "linear",
    "order",
    "asymptotically",
];

/// The claims of an exchange's answers.
pub(super) fn claims(exchange: &Exchange, facts: &Facts, input: &Input) -> Claims {
    let about = facts.asked(&exchange.asked);
    let topic = if let [one] = about.as_slice() { Some(*one) } else { None };
    let mut finder = Finder {
        facts,
        input,
        exchange,
        topic,
        open: about.len() < 2,
        first: None,
        last: None,
        seen: BTreeSet::new(),
        claims: Claims::default(),
    };
    for line in exchange.evidence() {
        finder.line(line);
    }
    let mut claims = finder.claims;
    // Who says both has said the wrong thing too.
    claims.right.retain(|right| claims.wrong.iter().all(|wrong| wrong.id != right.id));
    claims
}

struct Finder<'a> {
    facts: &'a Facts,
    input: &'a Input,
    exchange: &'a Exchange,
    /// What the question is about.
    topic: Option<usize>,
    /// Whether the question is about one thing at most, so that the answer may have a topic of its own.
    open: bool,
    /// What the answer named first.
    first: Option<usize>,
    /// What was named last.
    last: Option<usize>,
    /// Facts that were claimed already, with their outcome.
    seen: BTreeSet<(String, bool)>,
    claims: Claims,
}

impl Finder<'_> {
    fn line(&mut self, line: &Line) {
        let sentence = &line.sentence;
        let named = self.facts.named(&sentence.tokens);
        for clause in 0..sentence.clause_count() {
            let range = sentence.tokens_of(clause);
            let here: Vec<&(usize, Range<usize>)> =
                named.iter().filter(|(_, at)| range.contains(&at.start)).collect();
            let spoken_of = here.iter().find(|(_, at)| is_subject(sentence, &range, at));
            let spoken_of = spoken_of.map(|(subject, _)| *subject);
            let mentioned = here.first().map(|(subject, _)| *subject);
            let last = self.last.filter(|_| starts(sentence, &range, CONTINUING));
            let topics = || self.topic.into_iter().chain(self.first);
            let about: BTreeSet<usize> = match (spoken_of, last) {
                (Some(subject), _) => BTreeSet::from([subject]),
                (None, Some(last)) => mentioned.into_iter().chain([last]).collect(),
                (None, None) => mentioned.into_iter().chain(topics()).collect(),
            };
            // What is right of the topic may be said of its parts.
            let parts: BTreeSet<usize> =
                self.topic.into_iter().filter(|topic| !about.contains(topic)).collect();
            for subject in about {
                self.facts_of(subject, line, &range, true);
            }
            for topic in parts {
                self.facts_of(topic, line, &range, false);
            }
            self.costs(line, &range, &here);
            self.first = self.first.or(mentioned.filter(|_| self.open));
            self.last = spoken_of.or(mentioned).or(last);
        }
    }

    fn facts_of(&mut self, index: usize, line: &Line, clause: &Range<usize>, also_wrong: bool) {
        let facts = self.facts;
        let Some(subject) = facts.subject(index) else { return };
        for (number, fact) in subject.facts.iter().enumerate() {
            let Some((right, at)) = self.judge(fact, &line.sentence, clause) else { continue };
            if right || also_wrong {
                self.add(right, format!("{}.{}", subject.id, number + 1), &fact.says, line, &at);
            }
        }
    }

    /// Whether a clause confirms or contradicts a fact.
    fn judge(&self, fact: &Fact, sentence: &Sentence, clause: &Range<usize>) -> Option<(bool, Range<usize>)> {
        let tokens = sentence.tokens.get(clause.clone())?;
        let place = |at: Range<usize>| clause.start + at.start..clause.start + at.end;
        // "If the array isn't sorted …" speaks of a case; "When it's full I remove …" of what is done then.
        let case = starts(sentence, clause, CONDITIONAL);
        let conditional = |at: &Range<usize>| case && at.start <= clause.start + CASE;
        for term in &fact.wrong {
            let Some(at) = term.places(tokens).next().map(place) else { continue };
            let denied =
                clause.clone().any(|index| !at.contains(&index) && is_negation(word(sentence, index)));
            if !denied && !conditional(&at) {
                return Some((false, at));
            }
        }
        for term in &fact.right {
            let echo = self.exchange.echoes(term.stems());
            let Some(at) = term.places(tokens).next().map(place) else { continue };
            if !sentence.denies(&at) {
                if !echo {
                    return Some((true, at));
                }
                continue;
            }
            let negations = clause.clone().filter(|index| is_negation(word(sentence, *index))).count();
            if fact.firm && negations == 1 && !conditional(&at) {
                return Some((false, at));
            }
        }
        None
    }

    /// Costs that a clause states of a subject for which they cannot be.
    fn costs(&mut self, line: &Line, clause: &Range<usize>, here: &[&(usize, Range<usize>)]) {
        let sentence = &line.sentence;
        let facts = self.facts;
        for at in clause.clone() {
            let Some(cost) = sentence.tokens.get(at).filter(|token| token.kind == TokenKind::Cost) else {
                continue;
            };
            let mut explicit = here.iter().filter(|(_, place)| place.start < at);
            let bound = |(index, place): &&&(usize, Range<usize>)| {
                let loose = facts.subject(*index).is_some_and(|subject| subject.loose);
                loose || !in_passing(sentence, place)
            };
            let subject = match explicit.rfind(bound) {
                Some((index, _)) => Some(*index),
                None if here.is_empty() && is_bare_cost(sentence, clause) => self.topic,
                None => None,
            };
            let Some(subject) = subject.and_then(|index| facts.subject(index)) else { continue };
            let near = |word_at: usize| matches!(word(sentence, word_at), "space" | "memory");
            let space = near(at + 1) || near(at + 2);
            let impossible = if space { &subject.never_space } else { &subject.never };
            let denied = sentence.denies(&(at..at + 1));
            if !denied && impossible.contains(&cost.text) {
                let what = if space { "space" } else { "time" };
                let says = not_that_cost(subject, &cost.text, what);
                self.add(false, format!("{}.{what}", subject.id), &says, line, &(at..at + 1));
            }
        }
    }

    fn add(&mut self, right: bool, id: String, says: &str, line: &Line, at: &Range<usize>) {
        if !self.seen.insert((id.clone(), right)) {
            return;
        }
        let Some(evidence) = line.quote(self.input, at) else { return };
        let claim = Claim { id, says: says.to_owned(), evidence };
        if right { self.claims.right.push(claim) } else { self.claims.wrong.push(claim) }
    }
}

fn not_that_cost(subject: &Subject, class: &str, what: &str) -> String {
    let class = class.replace("log", " log ").replace('*', " * ");
    format!("{} does not take O({}) {what}.", capitalised(&subject.name), class.trim())
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn word(sentence: &Sentence, index: usize) -> &str {
    sentence.tokens.get(index).map_or("", |token| token.text.as_str())
}

/// Whether a place is named in passing: "with a hash map", "on a sorted array", "than UDP".
fn in_passing(sentence: &Sentence, at: &Range<usize>) -> bool {
    let before = (0..at.start).rev().map(|index| word(sentence, index)).take(PASSING);
    // Adjectives and articles may stand between.
    let mut before =
        before.skip_while(|word| is_content(word) || matches!(*word, "a" | "an" | "the" | "same" | "one"));
    before.next().is_some_and(|word| ASIDE.contains(&word))
}

/// Whether a place is what its clause speaks of: it stands at the beginning, and nobody else does.
fn is_subject(sentence: &Sentence, clause: &Range<usize>, at: &Range<usize>) -> bool {
    let person = |index: usize| {
        matches!(
            word(sentence, index),
            "i" | "i'd" | "i'll" | "i've" | "we" | "we'd" | "you" | "you'd" | "it" | "it's"
        )
    };
    let begins = at.start <= clause.start + SUBJECT && !(clause.start..at.start).any(person);
    begins && !in_passing(sentence, at)
}

/// Whether a clause begins with one of `words`, after what joins it to the one before.
fn starts(sentence: &Sentence, clause: &Range<usize>, words: &[&str]) -> bool {
    let mut all = clause.clone().map(|index| word(sentence, index));
    let first = all.clone().next().unwrap_or("");
    words.contains(&first)
        || all.find(|word| !JOINING.contains(word)).is_some_and(|word| words.contains(&word))
}

/// Whether a clause says nothing but what something costs: "that's O(n) time and O(1) space".
fn is_bare_cost(sentence: &Sentence, clause: &Range<usize>) -> bool {
    let first = word(sentence, clause.start);
    let contrast = [
        "whereas", "while", "but", "although", "though", "unlike", "versus", "vs", "instead", "rather", "if",
    ];
    let mut tokens = sentence.tokens.get(clause.clone()).unwrap_or_default().iter();
    !contrast.contains(&first)
        && tokens.all(|token| {
            token.kind == TokenKind::Cost || !is_content(&token.text) || COSTLY.contains(&token.text.as_str())
        })
}
