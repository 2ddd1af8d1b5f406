//! Which words belong to which class; the lists are `data/words/english.txt`.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::sections;

/// A class of words, as one bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Class(u32);

/// A list of phrases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Phrases(usize);

pub(super) const FILLERS: Class = Class(1 << 0);
pub(super) const CONJUNCTIONS: Class = Class(1 << 1);
pub(super) const SUBORDINATORS: Class = Class(1 << 2);
pub(super) const BEFORE_PRONOUN: Class = Class(1 << 3);
pub(super) const DETERMINERS: Class = Class(1 << 4);
pub(super) const PREPOSITIONS: Class = Class(1 << 5);
pub(super) const PARTICLES: Class = Class(1 << 6);
pub(super) const SUBJECTS: Class = Class(1 << 7);
pub(super) const CONTRACTED: Class = Class(1 << 8);
pub(super) const AUXILIARIES: Class = Class(1 << 9);
pub(super) const DEGREES: Class = Class(1 << 10);
pub(super) const ADJECTIVES: Class = Class(1 << 11);
pub(super) const TRANSITIVE: Class = Class(1 << 12);
pub(super) const VERBS: Class = Class(1 << 13);
pub(super) const REPORTING: Class = Class(1 << 14);
pub(super) const DICTATION: Class = Class(1 << 15);
pub(super) const SINGLE: Class = Class(1 << 16);
pub(super) const NUMBERS: Class = Class(1 << 17);
pub(super) const LISTS: Class = Class(1 << 18);
pub(super) const TOP_LEVEL: Class = Class(1 << 19);
pub(super) const DITRANSITIVE: Class = Class(1 << 20);
pub(super) const OBJECTS: Class = Class(1 << 21);
pub(super) const NOUNS: Class = Class(1 << 22);
pub(super) const MEASURES: Class = Class(1 << 23);
pub(super) const AGREEMENT: Class = Class(1 << 24);
pub(super) const BACKCHANNELS: Class = Class(1 << 25);
pub(super) const SPELLED: Class = Class(1 << 26);

pub(super) const FILLING: Phrases = Phrases(0);
pub(super) const ASKS_FOR_TIME: Phrases = Phrases(1);
pub(super) const CLOSERS: Phrases = Phrases(2);
pub(super) const LIST_OPENERS: Phrases = Phrases(3);
pub(super) const LIST_CLOSERS: Phrases = Phrases(4);
pub(super) const BACKCHANNEL_PHRASES: Phrases = Phrases(5);

/// The sections of words, in the order of their bits.
const CLASSES: [&str; 27] = [
    "fillers",
    "conjunctions",
    "subordinators",
    "before_pronoun",
    "determiners",
    "prepositions",
    "particles",
    "subjects",
    "contracted",
    "auxiliaries",
    "degrees",
    "adjectives",
    "transitive",
    "verbs",
    "reporting",
    "dictation",
    "single",
    "numbers",
    "lists",
    "top_level",
    "ditransitive",
    "objects",
    "nouns",
    "measures",
    "agreement",
    "backchannels",
    "spelled",
];
/// The sections of phrases.
const LISTS_OF_PHRASES: [&str; 6] =
    ["filling", "asks_for_time", "closers", "list_openers", "list_closers", "backchannel_phrases"];

const ENGLISH: &str = include_str!("../../../data/words/english.txt");

#[derive(Debug, Default)]
struct Lexicon {
    words: HashMap<&'static str, u32>,
    phrases: [Vec<Vec<&'static str>>; LISTS_OF_PHRASES.len()],
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| read(ENGLISH));

fn read(file: &'static str) -> Lexicon {
    let mut lexicon = Lexicon::default();
    for (section, line) in sections::lines(file) {
        if let Some(bit) = CLASSES.iter().position(|name| *name == section.name) {
            for word in line.split_whitespace() {
                *lexicon.words.entry(word).or_default() |= 1 << bit;
            }
        } else if let Some(at) = LISTS_OF_PHRASES.iter().position(|name| *name == section.name)
            && let Some(list) = lexicon.phrases.get_mut(at)
        {
            list.extend(sections::phrases(line));
        }
    }
    lexicon
}

/// Fitting hides a part of the open classes, so that weights do not rely on lists that happen to hold the words at hand.
#[cfg(any(test, feature = "testing"))]
pub(crate) mod hidden {
    use std::cell::Cell;

    thread_local! {
        static SEED: Cell<u64> = const { Cell::new(0) };
    }

    pub(crate) fn set(seed: u64) {
        SEED.with(|cell| cell.set(seed));
    }

    /// Whether a word of an open class is hidden: three in ten, others with each seed; none with 0.
    pub(super) fn hides(class: super::Class, word: &str) -> bool {
        [super::TRANSITIVE, super::VERBS, super::ADJECTIVES, super::NOUNS].contains(&class)
            && of_ten(word) < 3
    }

    /// The same for the list of open words, where one in ten is: it was not made by whoever wrote the sentences.
    pub(in crate::floor::words) fn open(word: &str) -> bool {
        of_ten(word) < 1
    }

    fn of_ten(word: &str) -> u64 {
        let seed = SEED.with(Cell::get);
        let hash = word.bytes().fold(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15), |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
        });
        if seed == 0 { 10 } else { (hash >> 32) % 10 }
    }
}

/// Whether a word belongs to a class.
pub(super) fn is(class: Class, word: &str) -> bool {
    #[cfg(any(test, feature = "testing"))]
    if hidden::hides(class, word) {
        return false;
    }
    LEXICON.words.get(word).is_some_and(|bits| bits & class.0 != 0)
}

impl Phrases {
    /// Each phrase as its words.
    pub(super) fn all(self) -> impl Iterator<Item = &'static [&'static str]> {
        LEXICON.phrases.get(self.0).into_iter().flatten().map(Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_section_of_the_file_is_known_and_filled() {
        let sections: Vec<&str> =
            ENGLISH.lines().filter_map(|line| line.strip_prefix('[')?.strip_suffix(']')).collect();
        let known: Vec<&str> = CLASSES.iter().chain(&LISTS_OF_PHRASES).copied().collect();
        assert_eq!(sections, known);
        let bits = LEXICON.words.values().fold(0, |all, bits| all | bits);
        assert_eq!(bits, (1 << CLASSES.len()) - 1);
        assert!(LEXICON.phrases.iter().all(|list| !list.is_empty()));
    }

    #[test]
    fn words_are_in_their_classes() {
        assert!(is(CONJUNCTIONS, "and") && is(FILLERS, "um") && !is(CONJUNCTIONS, "cloud"));
        assert!(is(AGREEMENT, "no") && is(DETERMINERS, "no"));
    }
}
