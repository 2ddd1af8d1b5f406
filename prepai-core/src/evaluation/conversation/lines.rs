//! The candidate's sentences, and what each may be used for.

use std::ops::Range;

use super::aside::aside;
use crate::evaluation::rubric::AsideCues;
use crate::evaluation::text::{Sentence, sentences};
use crate::evaluation::{Evidence, Input};

/// The longest answer that may be a bare fragment ("O(n log n)."), in words.
const BARE: usize = 5;

/// The longest quote, in bytes; of a longer sentence the clause is quoted.
const QUOTE: usize = 280;

/// What a sentence may be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::evaluation) enum Use {
    /// It states something.
    Statement,
    /// It states nothing by itself and stands among statements, or is the whole answer.
    Fragment,
    /// A list of words.
    Words,
    /// "I don't know."
    Declined,
    /// It mentions a thing and claims nothing of it.
    Mention,
    /// It tells the evaluator what to do.
    Order,
}

/// A sentence of the candidate.
#[derive(Debug, Clone)]
pub(in crate::evaluation) struct Line {
    /// The message's place in the conversation.
    pub(in crate::evaluation) message: usize,
    pub(in crate::evaluation) sentence: Sentence,
    pub(in crate::evaluation) role: Use,
}

impl Line {
    /// The sentence as evidence, or the clause of `at` if the sentence is long.
    pub(in crate::evaluation) fn quote(&self, input: &Input, at: &Range<usize>) -> Option<Evidence> {
        let mut span = self.sentence.span.clone();
        if span.len() > QUOTE {
            let clause = self.sentence.tokens_of(self.sentence.clause(at.start)?);
            let (first, last) = (clause.start.min(at.start), clause.end.max(at.end).checked_sub(1)?);
            let bytes = |index: usize| self.sentence.tokens.get(index).map(|token| token.span.clone());
            span = bytes(first)?.start..bytes(last)?.end;
        }
        Evidence::speech(input, self.message, span)
    }
}

/// The sentences of a message with their use.
pub(super) fn lines(message: usize, text: &str, cues: &AsideCues) -> Vec<Line> {
    let line = |sentence: Sentence| {
        let role = match aside(&sentence, cues) {
            Some(role) => role,
            None if sentence.states => Use::Statement,
            None => Use::Words,
        };
        Line { message, sentence, role }
    };
    let mut lines: Vec<Line> = sentences(text).into_iter().map(line).collect();
    let words = |role: Option<Use>| -> usize {
        let counted = lines.iter().filter(|line| role.is_none_or(|role| line.role == role));
        counted.map(|line| line.sentence.tokens.len()).sum()
    };
    // Short pieces count among statements, or when they are all that was said.
    let among = words(Some(Use::Statement)) * 2 >= words(None) || words(None) <= BARE;
    for line in &mut lines {
        if line.role == Use::Words && among && line.sentence.is_fragment() {
            line.role = Use::Fragment;
        }
    }
    lines
}
