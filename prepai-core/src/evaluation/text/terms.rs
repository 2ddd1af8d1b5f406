//! Many terms at once, looked up by their first word.

use std::collections::BTreeMap;
use std::ops::Range;

use super::sentence::Sentence;
use super::term::Term;
use super::token::Token;

/// Terms of which any will do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Terms {
    by_start: BTreeMap<String, Vec<Term>>,
}

impl Terms {
    /// The terms of texts.
    pub(crate) fn new<S: AsRef<str>>(texts: &[S]) -> Terms {
        let mut by_start: BTreeMap<String, Vec<Term>> = BTreeMap::new();
        for term in Term::all(texts) {
            for key in term.keys() {
                by_start.entry(key).or_default().push(term.clone());
            }
        }
        Terms { by_start }
    }

    /// The places of terms that begin at a token.
    fn at<'a>(&'a self, tokens: &'a [Token], start: usize) -> impl Iterator<Item = Range<usize>> + 'a {
        let here = tokens.get(start).and_then(|token| self.by_start.get(&token.stem));
        here.into_iter().flatten().filter_map(move |term| term.at(tokens, start))
    }

    /// The first place in a sentence that holds one of them in one clause.
    pub(crate) fn find(&self, sentence: &Sentence) -> Option<Range<usize>> {
        let places = (0..sentence.tokens.len()).flat_map(|start| self.at(&sentence.tokens, start));
        places.into_iter().find(|place| sentence.one_clause(place))
    }

    /// Whether a sentence holds one of them.
    pub(crate) fn are_in(&self, sentence: &Sentence) -> bool {
        self.find(sentence).is_some()
    }

    /// Whether words hold one of them.
    pub(crate) fn among(&self, words: &[Token]) -> bool {
        (0..words.len()).any(|start| self.at(words, start).next().is_some())
    }
}
