//! A term, and where a sentence holds it.

use std::ops::Range;

use super::sentence::Sentence;
use super::token::{Token, tokens};

/// One or more words that are looked for together, in any inflection, written together or apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Term {
    /// As it was written.
    pub(crate) text: String,
    stems: Vec<String>,
    joined: String,
    /// The last word stands for every word that begins with it.
    prefix: bool,
}

impl Term {
    /// The words of a text; nothing when it has none.
    pub(crate) fn new(text: &str) -> Option<Term> {
        let stems: Vec<String> =
            tokens(text).into_iter().filter(|token| !token.is_mark()).map(|token| token.stem).collect();
        let joined = stems.concat();
        (!stems.is_empty()).then(|| Term { text: text.to_owned(), stems, joined, prefix: false })
    }

    /// As [`Term::all`]; a `*` after the last word stands for any ending.
    pub(crate) fn patterns<S: AsRef<str>>(texts: &[S]) -> Vec<Term> {
        let pattern = |text: &S| {
            let text = text.as_ref();
            match text.strip_suffix('*') {
                None => Term::new(text),
                Some(start) => Term::new(start).map(|term| term.open_ended(start)),
            }
        };
        texts.iter().filter_map(pattern).collect()
    }

    fn open_ended(mut self, text: &str) -> Term {
        // The word as it stands: a beginning has no inflection.
        let last = tokens(text).into_iter().rfind(|token| !token.is_mark()).map(|token| token.text);
        if let (Some(stem), Some(last)) = (self.stems.last_mut(), last) {
            *stem = last;
        }
        Term { prefix: true, ..self }
    }

    /// The stems that a place of it can begin with.
    pub(crate) fn keys(&self) -> Vec<String> {
        let first = self.stems.first().cloned();
        let joined = (self.stems.len() == 2).then(|| self.joined.clone());
        first.into_iter().chain(joined).collect()
    }

    /// The terms of texts.
    pub(crate) fn all<S: AsRef<str>>(texts: &[S]) -> Vec<Term> {
        texts.iter().filter_map(|text| Term::new(text.as_ref())).collect()
    }

    /// Its words, as stems.
    pub(crate) fn stems(&self) -> &[String] {
        &self.stems
    }

    /// The places among `tokens` (marks left out) that hold it, as ranges of indices.
    pub(crate) fn places<'a>(&'a self, tokens: &'a [Token]) -> impl Iterator<Item = Range<usize>> + 'a {
        (0..tokens.len()).filter_map(move |start| self.at(tokens, start))
    }

    /// The place that begins at `start`, if there is one.
    pub(crate) fn at(&self, tokens: &[Token], start: usize) -> Option<Range<usize>> {
        let stem = |offset: usize| tokens.get(start + offset).map(|token| token.stem.as_str());
        let fits = |(offset, own): (usize, &String)| match stem(offset) {
            Some(stem) if self.prefix && offset + 1 == self.stems.len() => stem.starts_with(own.as_str()),
            stem => stem == Some(own.as_str()),
        };
        if self.stems.iter().enumerate().all(fits) {
            return Some(start..start + self.stems.len());
        }
        // "hash map" and "hashmap", "dead letter" and "deadletter".
        let (first, second) = (stem(0)?, stem(1));
        if self.stems.len() == 2 && self.joined == first {
            return Some(start..start + 1);
        }
        let apart = self.stems.len() == 1 && self.joined.len() >= 7;
        let second = second.filter(|_| apart && self.joined.starts_with(first))?;
        (self.joined.get(first.len()..) == Some(second) && first.len() >= 3).then(|| start..start + 2)
    }

    /// Where a sentence holds it first, in one clause.
    pub(crate) fn find(&self, sentence: &Sentence) -> Option<Range<usize>> {
        self.places(&sentence.tokens).find(|place| sentence.one_clause(place))
    }
}
