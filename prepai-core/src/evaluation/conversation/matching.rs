//! Which question of the bank an interviewer's words are, when nobody says so.

use std::collections::{BTreeMap, BTreeSet};

use super::Known;
use crate::evaluation::text::{Token, is_content, words};
use crate::interview::Library;

/// How much of the bank's question must be in the words, and of the words in the question, in hundredths of weight.
const OF_QUESTION: u64 = 50;
const OF_WORDS: u64 = 50;

/// The fewest words of subject matter that must be common, unless one is so rare.
const COMMON: usize = 2;
const RARE: u64 = 25;

/// The bank's questions by their words of subject matter.
pub(super) struct Matcher {
    known: Vec<Known>,
    /// The weight of all words of each.
    weights: Vec<u64>,
    /// Which have a word.
    by_word: BTreeMap<String, Vec<usize>>,
}

impl Matcher {
    pub(super) fn new(library: &Library) -> Matcher {
        let bank = library.bank();
        let questions =
            bank.questions().map(|question| (Known::Question(question.clone()), question.text.as_str()));
        let exercises =
            bank.exercises().map(|exercise| (Known::Exercise(exercise.clone()), exercise.text.as_str()));
        let mut matcher = Matcher { known: Vec::new(), weights: Vec::new(), by_word: BTreeMap::new() };
        for (known, text) in questions.chain(exercises) {
            for stem in stems(&words(text)) {
                matcher.by_word.entry(stem).or_default().push(matcher.known.len());
            }
            matcher.known.push(known);
        }
        matcher.weights = vec![0; matcher.known.len()];
        for having in matcher.by_word.values() {
            let weight = weight_of(having.len(), matcher.known.len());
            for index in having {
                if let Some(sum) = matcher.weights.get_mut(*index) {
                    *sum += weight;
                }
            }
        }
        matcher
    }

    /// The question that the words are, if one is clearly meant.
    pub(super) fn find(&self, words: &[Token]) -> Option<&Known> {
        let mut total = 0;
        // Common weight, common words and whether one of them is rare, by question.
        let mut common: BTreeMap<usize, (u64, usize, bool)> = BTreeMap::new();
        for stem in stems(words) {
            let having = self.by_word.get(&stem).map_or(&[] as &[usize], Vec::as_slice);
            let weight = weight_of(having.len(), self.known.len());
            total += weight;
            for index in having {
                let (both, count, rare) = common.entry(*index).or_default();
                *both += weight;
                *count += 1;
                *rare |= weight >= RARE;
            }
        }
        let fits = common.into_iter().filter_map(|(index, (both, count, rare))| {
            let own = self.weights.get(index).copied()?;
            let enough = (count >= COMMON || rare)
                && both * 100 >= own * OF_QUESTION
                && both * 100 >= total * OF_WORDS;
            // Both must be alike: the larger of the two decides.
            enough.then_some((both * 1000 / own.max(total).max(1), index))
        });
        // Of equals the first stays.
        let best = fits.reduce(|best, next| if next.0 > best.0 { next } else { best });
        best.and_then(|(_, index)| self.known.get(index))
    }
}

/// The rarer a word, the more it says; a word that no question has says most. Whole numbers, so that sums are exact.
fn weight_of(having: usize, all: usize) -> u64 {
    let level = u64::from(((all as u64 + 1) / (having as u64).max(1)).max(2).ilog2());
    level * level
}

/// Stems of the words of subject matter.
fn stems(words: &[Token]) -> BTreeSet<String> {
    words.iter().filter(|token| is_content(&token.text)).map(|token| token.stem.clone()).collect()
}
