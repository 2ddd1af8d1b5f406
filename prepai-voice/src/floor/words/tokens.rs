//! Words of a text, and what punctuation ends it.

use super::lexicon::Phrases;

/// What stands after the last word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Ending {
    #[default]
    Nothing,
    /// `.` or `!`
    Stop,
    /// `?`
    Question,
    /// `,` `:` `;`
    Comma,
    /// `…` `...` `-`
    Open,
}

/// Lower-case words without punctuation, and whether a sentence ended before each.
#[derive(Debug, Clone, Default)]
pub(super) struct Tokens {
    pub(super) words: Vec<String>,
    /// Index of the first word of the last sentence.
    pub(super) sentence: usize,
    pub(super) ending: Ending,
}

/// Only this many of the last words matter.
const KEPT: usize = 120;

impl Tokens {
    pub(super) fn of(text: &str) -> Tokens {
        let mut tokens = Tokens::default();
        let pieces: Vec<&str> = text.split_whitespace().collect();
        for piece in pieces.iter().skip(pieces.len().saturating_sub(KEPT)) {
            let lower = piece.to_lowercase().replace('’', "'");
            let words = lower.split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '+' || c == '#'));
            let before = tokens.words.len();
            let ended = matches!(tokens.ending, Ending::Stop | Ending::Question);
            tokens.words.extend(
                words.map(|word| word.trim_matches('\'')).filter(|w| !w.is_empty()).map(str::to_owned),
            );
            if tokens.words.len() > before && ended {
                tokens.sentence = before;
            }
            tokens.ending = ending(&lower);
        }
        tokens
    }

    pub(super) fn back(&self, back: usize) -> &str {
        self.words.len().checked_sub(back + 1).and_then(|i| self.words.get(i)).map_or("", String::as_str)
    }

    /// The words of the last sentence.
    pub(super) fn last_sentence(&self) -> &[String] {
        self.words.get(self.sentence..).unwrap_or_default()
    }

    /// Whether the text ends with one of the phrases, as whole words.
    pub(super) fn ends_with(&self, phrases: Phrases) -> bool {
        phrases.all().any(|phrase| ends(&self.words, phrase))
    }
}

fn ending(piece: &str) -> Ending {
    let bare = piece.trim_end_matches(['"', '”', ')', '\'']);
    if bare.ends_with("...") || bare.ends_with(['…', '-', '–', '—']) {
        Ending::Open
    } else if bare.ends_with('?') {
        Ending::Question
    } else if bare.ends_with(['.', '!']) {
        Ending::Stop
    } else if bare.ends_with([',', ':', ';']) {
        Ending::Comma
    } else {
        Ending::Nothing
    }
}

/// Whether words end with a phrase, as whole words.
pub(super) fn ends(words: &[String], phrase: &[&str]) -> bool {
    phrase.len() <= words.len()
        && words.iter().rev().zip(phrase.iter().rev()).all(|(word, wanted)| word == wanted)
}

/// Where a phrase begins in words, as whole words.
pub(super) fn find(words: &[String], phrase: &[&str]) -> Option<usize> {
    words
        .windows(phrase.len().max(1))
        .position(|window| window.iter().zip(phrase).all(|(word, wanted)| word == wanted))
}
