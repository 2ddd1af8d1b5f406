//! Takes out what speaking leaves behind: fillers, repeated words, false starts. What was meant stays as it was said.

use super::token::{Token, TokenKind};

/// Sounds.
const SOUNDS: &[&str] =
    &["uh", "uhm", "um", "umm", "er", "erm", "err", "eh", "hm", "hmm", "mm", "mhm", "ah", "oh", "äh", "ähm"];

/// Whether a word is a mere sound.
pub(super) fn is_sound(word: &str) -> bool {
    SOUNDS.contains(&word)
}

/// Words that open a sentence and say nothing.
const OPENERS: &[&str] =
    &["so", "well", "okay", "ok", "right", "yeah", "yes", "yep", "now", "alright", "sure", "like", "anyway"];

/// Words that say nothing between commas.
const ASIDES: &[&str] =
    &["like", "well", "okay", "ok", "right", "yeah", "basically", "actually", "literally", "say", "so"];

/// Pairs that say nothing.
const PAIRS: &[(&str, &str)] =
    &[("you", "know"), ("i", "mean"), ("i", "guess"), ("you", "see"), ("let's", "see"), ("let", "me")];

/// The tokens without fillers and repetitions.
pub(super) fn clean(tokens: Vec<Token>) -> Vec<Token> {
    let kept = without_sounds(tokens);
    let kept = without_asides(kept);
    let kept = without_repeats(kept);
    whole_idioms(kept)
}

/// "first in, first out" is one thing.
fn whole_idioms(tokens: Vec<Token>) -> Vec<Token> {
    let idiom = |index: usize| {
        let (before, after) =
            (word(index.checked_sub(1).and_then(|before| tokens.get(before))), word(tokens.get(index + 1)));
        is_comma(tokens.get(index)) && (before, after) == ("in", "first")
    };
    let kept = tokens.iter().enumerate().filter(|(index, _)| !idiom(*index));
    kept.map(|(_, token)| token.clone()).collect()
}

fn word(token: Option<&Token>) -> &str {
    token.filter(|token| !token.is_mark()).map_or("", |token| token.text.as_str())
}

fn is_comma(token: Option<&Token>) -> bool {
    token.is_some_and(|token| token.kind == TokenKind::Comma)
}

fn is_edge(token: Option<&Token>) -> bool {
    token.is_none_or(|token| matches!(token.kind, TokenKind::Stop | TokenKind::Semicolon))
}

/// Drops sounds with the commas around them: "from, um, the" is "from the".
fn without_sounds(tokens: Vec<Token>) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut after_sound = false;
    for token in tokens {
        if is_sound(&token.text) {
            if is_comma(out.last()) {
                out.pop();
            }
            after_sound = true;
        } else if !(after_sound && token.kind == TokenKind::Comma) {
            after_sound = false;
            out.push(token);
        }
    }
    out
}

/// Drops openers and what says nothing between commas.
fn without_asides(tokens: Vec<Token>) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut index = 0;
    while let Some(token) = tokens.get(index) {
        let (first, second) = (word(Some(token)), word(tokens.get(index + 1)));
        let before = out.last();
        let opens = is_edge(before);
        let between = |length: usize| {
            let after = tokens.get(index + length);
            (opens || is_comma(before)) && (is_comma(after) || is_edge(after))
        };
        let length = match () {
            () if PAIRS.contains(&(first, second)) && between(2) => 2,
            () if opens && OPENERS.contains(&first) && (between(1) || first == "so" || first == "well") => 1,
            () if ASIDES.contains(&first) && is_comma(before) && between(1) => 1,
            () => 0,
        };
        if length == 0 {
            out.push(token.clone());
            index += 1;
            continue;
        }
        index += length;
        // One of the two commas goes with the aside.
        if is_comma(tokens.get(index)) {
            index += 1;
            if is_comma(out.last()) {
                out.pop();
            }
        }
    }
    out
}

/// Drops the first of one or two words that are said twice: "for, for every", "it is, it is".
fn without_repeats(tokens: Vec<Token>) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    for token in tokens {
        out.push(token);
        for length in [1, 2] {
            drop_repeat(&mut out, length);
        }
    }
    out
}

/// Words that may stand twice for a reason.
const DOUBLED: &[&str] = &["had", "that", "very", "is"];

fn drop_repeat(out: &mut Vec<Token>, length: usize) {
    let Some(second) = out.len().checked_sub(length) else { return };
    let comma = usize::from(second > 0 && is_comma(out.get(second - 1)));
    let Some(first) = second.checked_sub(length + comma) else { return };
    let same = (0..length).all(|offset| {
        let (a, b) = (out.get(first + offset), out.get(second + offset));
        !word(a).is_empty() && word(a) == word(b) && a.is_some_and(|a| a.kind == TokenKind::Word)
    });
    let doubled = length == 1 && comma == 0 && DOUBLED.contains(&word(out.get(first)));
    if same && !doubled {
        out.drain(first..second);
    }
}
