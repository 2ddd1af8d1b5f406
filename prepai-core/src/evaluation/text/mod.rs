//! From a message to what can be checked in it: tokens, statements and clauses, each with its place in the message.

mod clean;
mod cost;
mod lexicon;
mod sentence;
mod stem;
mod term;
mod terms;
mod token;
mod verbs;

pub(super) use lexicon::{is_content, is_negation};
pub(super) use sentence::{Sentence, sentences};
pub(super) use term::Term;
pub(super) use terms::Terms;
pub(super) use token::{Token, TokenKind};
pub(super) use verbs::is_past;

/// The words, numbers and costs of a text, marks left out.
pub(super) fn words(text: &str) -> Vec<Token> {
    token::tokens(text).into_iter().filter(|token| !token.is_mark()).collect()
}

#[cfg(test)]
mod tests;
