//! Statements and their clauses.

use std::ops::Range;

use super::clean::clean;
use super::cost;
use super::lexicon::{is_function, is_negation, is_pronoun, is_relating};
use super::token::{Token, TokenKind, raw};

/// The shortest statement and the longest fragment, in words.
const SHORTEST: usize = 3;
const FRAGMENT: usize = 10;

/// How far before or after a term a negation reaches, in words of its clause.
const REACH: usize = 4;

/// Words that open a clause of their own.
const OPENING: &[&str] = &[
    "whereas", "while", "but", "although", "though", "unlike", "versus", "vs", "rather", "instead",
    "however", "because", "which",
];

/// A sentence without fillers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sentence {
    /// Its words, numbers and costs.
    pub(crate) tokens: Vec<Token>,
    /// The clause of each token.
    clauses: Vec<usize>,
    /// Bytes of the message.
    pub(crate) span: Range<usize>,
    /// Whether it relates things, so that something is said.
    pub(crate) states: bool,
}

/// The sentences of a message, in order.
pub(crate) fn sentences(message: &str) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    let mut open: Vec<Token> = Vec::new();
    for token in cost::spoken(clean(raw(message))) {
        let ends = matches!(token.kind, TokenKind::Stop | TokenKind::Semicolon);
        if !ends {
            open.push(token);
        } else if let Some(sentence) = Sentence::of(std::mem::take(&mut open), &token) {
            sentences.push(sentence);
        }
    }
    let end = Token { kind: TokenKind::Comma, ..open.last().cloned().unwrap_or_else(empty) };
    sentences.extend(Sentence::of(open, &end));
    sentences
}

fn empty() -> Token {
    Token { text: String::new(), stem: String::new(), span: 0..0, kind: TokenKind::Comma }
}

impl Sentence {
    fn of(all: Vec<Token>, end: &Token) -> Option<Sentence> {
        let first = all.iter().find(|token| !token.is_mark())?.span.start;
        let last = all.iter().rev().find(|token| !token.is_mark())?.span.end;
        // A full stop, question or exclamation mark belongs to the sentence.
        let closes = end.kind == TokenKind::Stop && end.span.start == last;
        let (mut tokens, mut clauses, mut clause) =
            (Vec::with_capacity(all.len()), Vec::with_capacity(all.len()), 0);
        for token in all {
            if token.is_mark() {
                clause += 1;
                continue;
            }
            if OPENING.contains(&token.text.as_str()) {
                clause += 1;
            }
            clauses.push(clause);
            tokens.push(token);
        }
        let states = states(&tokens);
        let span = first..if closes { end.span.end } else { last };
        Some(Sentence { tokens, clauses, span, states })
    }

    /// Whether it is short enough to stand for an answer without being a statement.
    pub(crate) fn is_fragment(&self) -> bool {
        !self.states && self.tokens.len() <= FRAGMENT
    }

    /// Whether a range of tokens lies within one clause.
    pub(crate) fn one_clause(&self, range: &Range<usize>) -> bool {
        self.clause(range.start).is_some()
            && self.clause(range.start) == self.clause(range.end.saturating_sub(1))
    }

    /// The clause of a token.
    pub(crate) fn clause(&self, index: usize) -> Option<usize> {
        self.clauses.get(index).copied()
    }

    /// The number of the last clause and one more.
    pub(crate) fn clause_count(&self) -> usize {
        self.clauses.last().map_or(0, |last| last + 1)
    }

    /// The tokens of a clause, as a range of indices.
    pub(crate) fn tokens_of(&self, clause: usize) -> Range<usize> {
        let start = self.clauses.partition_point(|other| *other < clause);
        start..self.clauses.partition_point(|other| *other <= clause)
    }

    /// Whether what stands at `range` is denied in its clause: "isn't sorted", "never overflows", "sorting isn't needed".
    pub(crate) fn denies(&self, range: &Range<usize>) -> bool {
        let Some(clause) = self.clause(range.start) else { return false };
        let own = self.tokens_of(clause);
        let word = |index: usize| self.tokens.get(index).map_or("", |token| token.text.as_str());
        let before = (own.start.max(range.start.saturating_sub(REACH))..range.start).rev().any(|index| {
            is_negation(word(index)) && !matches!(word(index + 1), "only" | "just" | "matter" | "longer")
        });
        // "isn't", "does not", "can never": right after the term.
        let after = (range.end..own.end.min(range.end + 2))
            .any(|index| is_negation(word(index)) && word(index) != "no");
        before || (after && word(range.end) != "without" && word(range.end + 1) != "without")
    }

    /// The words as one string, for phrases that span clauses.
    pub(crate) fn words(&self) -> impl Iterator<Item = &str> {
        self.tokens.iter().map(|token| token.text.as_str())
    }
}

/// Whether words relate things to each other: grammar between the terms, and not many terms without any.
fn states(tokens: &[Token]) -> bool {
    let word = |index: usize| tokens.get(index).map_or("", |token| token.text.as_str());
    let grammar = tokens.iter().filter(|token| is_function(&token.text)).count();
    let relates = (0..tokens.len()).any(|index| {
        is_relating(word(index))
            || (is_pronoun(word(index)) && !word(index + 1).is_empty() && !is_function(word(index + 1)))
    });
    tokens.len() >= SHORTEST && relates && grammar * 7 >= tokens.len()
}
