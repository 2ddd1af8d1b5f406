//! Parts of speech, coarse: closed classes from the list of words, open ones by what a word can be and what stands before it.

use super::lexicon::{
    AGREEMENT, CONJUNCTIONS, CONTRACTED, DEGREES, DETERMINERS, FILLERS, NUMBERS, OBJECTS, PARTICLES,
    PREPOSITIONS, SUBJECTS, SUBORDINATORS, is,
};
use super::open::{Form, Part, look};

/// What a word is where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    /// Before the first word.
    Start,
    Filler,
    Number,
    Determiner,
    Subject,
    /// A subject with its verb: "we've".
    Contracted,
    Object,
    /// "it", "you": subject or object.
    It,
    That,
    Be,
    Have,
    Modal,
    Conjunction,
    /// "so", "then".
    So,
    Subordinator,
    Preposition,
    To,
    Particle,
    /// "what", "how".
    Question,
    Degree,
    Not,
    /// "yes" at the beginning.
    Yes,
    Verb,
    /// A verb that wants an object.
    Transitive,
    Past,
    Gerund,
    Noun,
    Plural,
    Adjective,
    Adverb,
    /// Nobody knows.
    Unknown,
}

use Tag::{
    Adjective, Adverb, Be, Conjunction, Contracted, Degree, Determiner, Filler, Gerund, Have, It, Modal, Not,
    Noun, Number, Object, Particle, Past, Plural, Preposition, Question, So, Start, Subject, Subordinator,
    That, To, Transitive, Unknown, Verb, Yes,
};

const BE: &[&str] =
    &["is", "are", "was", "were", "am", "be", "been", "being", "isn't", "aren't", "wasn't", "weren't"];
const HAVE: &[&str] = &["have", "has", "had", "having", "haven't", "hasn't", "hadn't", "gotta"];
const MODAL: &[&str] = &[
    "do",
    "does",
    "did",
    "will",
    "would",
    "can",
    "could",
    "should",
    "may",
    "might",
    "must",
    "shall",
    "don't",
    "doesn't",
    "didn't",
    "won't",
    "wouldn't",
    "can't",
    "cannot",
    "couldn't",
    "shouldn't",
    "gonna",
    "wanna",
    "let",
    "lets",
];
const QUESTION: &[&str] = &["what", "which", "who", "whom", "whose", "how", "why", "where", "when"];

impl Tag {
    /// A verb, or a word with one inside.
    pub(super) fn is_verb(self) -> bool {
        matches!(self, Verb | Transitive | Past | Be | Have | Modal | Contracted)
    }

    /// Whether it opens a clause.
    pub(super) fn opens(self) -> bool {
        matches!(self, Conjunction | Subordinator | Question | So)
    }

    /// Whether the word itself tells more than its tag: words of the closed classes.
    pub(super) fn is_closed(self) -> bool {
        !matches!(self, Noun | Plural | Adjective | Verb | Transitive | Past | Gerund | Unknown | Adverb)
    }
}

/// The tags of words.
pub(super) fn tags(words: &[String]) -> Vec<Tag> {
    let mut tags: Vec<Tag> = Vec::with_capacity(words.len());
    // Whether the clause under way has a verb.
    let mut verb = false;
    for word in words {
        let before = tags.last().copied().unwrap_or(Start);
        let tag = closed(word, before).unwrap_or_else(|| open(word, before, verb));
        verb = !tag.opens() && (verb || tag.is_verb());
        tags.push(tag);
    }
    tags
}

fn closed(word: &str, before: Tag) -> Option<Tag> {
    let first = before == Start;
    let classes = [
        (PARTICLES, Particle),
        (PREPOSITIONS, Preposition),
        (SUBORDINATORS, Subordinator),
        (SUBJECTS, Subject),
        (CONTRACTED, Contracted),
        (OBJECTS, Object),
    ];
    Some(match word {
        _ if is(FILLERS, word) => Filler,
        "one" if matches!(before, Adjective | Determiner | Unknown | Noun) => Noun,
        _ if is(NUMBERS, word) || word.chars().all(|c| c.is_ascii_digit()) => Number,
        "it" | "you" => It,
        "that" | "this" | "these" | "those" => That,
        _ if is(DETERMINERS, word) && !(first && word == "no") => Determiner,
        "not" | "never" => Not,
        "so" | "then" => So,
        _ if QUESTION.contains(&word) => Question,
        _ if is(CONJUNCTIONS, word) => Conjunction,
        "to" => To,
        _ if BE.contains(&word) => Be,
        _ if HAVE.contains(&word) => Have,
        _ if MODAL.contains(&word) => Modal,
        _ => {
            if let Some((_, tag)) = classes.into_iter().find(|(class, _)| is(*class, word)) {
                tag
            } else if first && is(AGREEMENT, word) {
                Yes
            } else if is(DEGREES, word) {
                Degree
            } else {
                return None;
            }
        }
    })
}

fn open(word: &str, before: Tag, verb: bool) -> Tag {
    let wants_noun = matches!(before, Determiner | Adjective | Number | Preposition | Transitive | That);
    let wants_verb = matches!(before, Subject | To | Modal | Contracted | Not | It);
    let follows_noun = matches!(before, Noun | Plural | Unknown);
    let Some(open) = look(word) else {
        return match word {
            _ if wants_verb && !word.ends_with("er") => Verb,
            _ if wants_noun => Noun,
            _ => Unknown,
        };
    };
    let part = if wants_noun && (open.noun || open.adjective) {
        if open.best == Part::Adjective || !open.noun { Part::Adjective } else { Part::Noun }
    } else if (wants_verb && (open.verb || (open.seldom_verb && open.best == Part::Noun)))
        || (follows_noun && open.form == Form::S && open.verb && !verb)
        || (before == Plural && !verb && open.form == Form::Plain && open.verb && open.noun)
    {
        Part::Verb
    } else if follows_noun && open.form == Form::Plain && open.verb && open.noun {
        Part::Noun
    } else {
        open.best
    };
    let passive = matches!(before, Be | Contracted) && open.form == Form::Past;
    match (part, open.form) {
        (Part::Noun, Form::S) => Plural,
        (Part::Noun, _) => Noun,
        (Part::Adjective, _) => Adjective,
        (Part::Adverb, _) => Adverb,
        (Part::Verb, Form::Ing) => Gerund,
        (Part::Verb, Form::Past) if !open.transitive || passive => Past,
        (Part::Verb, _) if open.transitive => Transitive,
        (Part::Verb, _) => Verb,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tagged(text: &str) -> Vec<Tag> {
        tags(&text.split(' ').map(str::to_owned).collect::<Vec<String>>())
    }

    #[test]
    fn the_same_word_is_a_noun_or_a_verb_by_what_stands_before() {
        assert_eq!(tagged("we test the test"), [Subject, Transitive, Determiner, Noun]);
        assert_eq!(tagged("could partition the table"), [Modal, Transitive, Determiner, Noun]);
        assert_eq!(tagged("the engineers report errors"), [Determiner, Plural, Verb, Plural]);
    }

    #[test]
    fn clauses_end_verbs_are_looked_for_anew() {
        assert_eq!(
            tagged("i negotiated a discount because the supplier charges too much"),
            [Subject, Transitive, Determiner, Noun, Subordinator, Determiner, Noun, Verb, Degree, Degree]
        );
        assert_eq!(tagged("yes it was")[0], Yes);
        assert_eq!(tagged("it was moved")[2], Past);
    }
}
