//! Words, numbers, costs and marks, each with its bytes in the text.

use std::ops::Range;

use super::cost;
use super::stem::stem;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// A word.
    Word,
    /// Digits, perhaps with a point, a unit or a sign.
    Number,
    /// An asymptotic cost such as `O(n log n)`; its text is the canonical class.
    Cost,
    /// `,`, `:` and brackets.
    Comma,
    /// `;`.
    Semicolon,
    /// `.`, `?`, `!` and line ends.
    Stop,
}

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    /// Lower case, apostrophes straight; of a cost its class.
    pub(crate) text: String,
    /// The form in which inflected words are equal.
    pub(crate) stem: String,
    /// Bytes of the text.
    pub(crate) span: Range<usize>,
    /// What it is.
    pub(crate) kind: TokenKind,
}

impl Token {
    fn word(text: String, span: Range<usize>) -> Token {
        let number = text.bytes().next().is_some_and(|b| b.is_ascii_digit());
        let kind = if number { TokenKind::Number } else { TokenKind::Word };
        Token { stem: stem(&text), text, span, kind }
    }

    pub(super) fn cost(class: String, span: Range<usize>) -> Token {
        Token { stem: class.clone(), text: class, span, kind: TokenKind::Cost }
    }

    fn mark(kind: TokenKind, span: Range<usize>) -> Token {
        Token { text: String::new(), stem: String::new(), span, kind }
    }

    /// Whether it separates and says nothing.
    pub(crate) fn is_mark(&self) -> bool {
        matches!(self.kind, TokenKind::Comma | TokenKind::Semicolon | TokenKind::Stop)
    }
}

/// The tokens of a text in order; costs that are spelled out in words are still words.
pub(super) fn raw(text: &str) -> Vec<Token> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let at = |index: usize| chars.get(index).map(|(_, c)| *c);
    let byte = |index: usize| chars.get(index).map_or(text.len(), |(byte, _)| *byte);
    let (mut tokens, mut index) = (Vec::new(), 0);
    while let Some(c) = at(index) {
        let start = byte(index);
        if let Some((class, length)) = cost::bracketed(text.get(start..).unwrap_or_default()) {
            tokens.push(Token::cost(class, start..start + length));
            while byte(index) < start + length {
                index += 1;
            }
            continue;
        }
        if !c.is_alphanumeric() {
            let next = at(index + 1);
            let kind = match c {
                ',' | ':' | '(' | ')' | '"' | '“' | '”' | '–' | '—' => Some(TokenKind::Comma),
                ';' => Some(TokenKind::Semicolon),
                '\n' | '?' | '!' | '。' => Some(TokenKind::Stop),
                '.' if next.is_none_or(char::is_whitespace)
                    || next.is_some_and(|next| "\"”)'’".contains(next)) =>
                {
                    Some(TokenKind::Stop)
                }
                _ => None,
            };
            tokens.extend(kind.map(|kind| Token::mark(kind, start..start + c.len_utf8())));
            index += 1;
            continue;
        }
        let mut word = String::new();
        while let Some(c) = at(index) {
            let before_word = at(index + 1).is_some_and(char::is_alphanumeric);
            let digits = !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit() || b == b'.');
            match c {
                '\u{b2}' => word.push_str("^2"),
                '\u{b3}' => word.push_str("^3"),
                c if c.is_alphanumeric() => word.extend(c.to_lowercase()),
                '\'' | '’' if before_word => word.push('\''),
                '^' if before_word => word.push('^'),
                '.' | ',' if digits && at(index + 1).is_some_and(|next| next.is_ascii_digit()) => {
                    word.push('.')
                }
                '+' | '#' | '%' if !before_word => word.push(c),
                _ => break,
            }
            index += 1;
        }
        tokens.push(Token::word(word, start..byte(index)));
    }
    tokens
}

/// The tokens of a text in order, costs in any spelling as one token each.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    cost::spoken(raw(text))
}
