//! Signs between words.

use super::Replacement;
use super::cursor::{Cursor, is_word};
use super::math;

/// As written, as spoken, among spaces or not. A longer sign stands before a shorter one that it begins with.
const ANYWHERE: &[(&str, &str)] = &[
    ("<=>", "compared with"),
    ("<->", "to and from"),
    ("->", "to"),
    ("=>", "to"),
    ("→", "to"),
    ("⇒", "to"),
    ("←", "from"),
    ("<-", "from"),
    ("<=", "less than or equal to"),
    ("≤", "less than or equal to"),
    (">=", "greater than or equal to"),
    ("≥", "greater than or equal to"),
    ("!==", "not equal to"),
    ("!=", "not equal to"),
    ("≠", "not equal to"),
    ("===", "equals"),
    ("==", "equals"),
    ("&&", "and"),
    ("||", "or"),
    ("+=", "plus equals"),
    ("-=", "minus equals"),
    ("≈", "about"),
    ("±", "plus or minus"),
    ("×", "times"),
    ("÷", "divided by"),
    ("∞", "infinity"),
    ("∈", "in"),
    ("&", "and"),
    ("§", "section"),
];

/// Signs that mean something only between spaces.
const SPACED: &[(&str, &str)] = &[
    ("=", "equals"),
    ("<", "less than"),
    (">", "greater than"),
    ("+", "plus"),
    ("*", "times"),
    ("%", "modulo"),
    ("/", "or"),
    ("|", "or"),
    ("@", "at"),
    ("−", "minus"),
];

/// A sign at this place.
pub(super) fn symbol(cursor: Cursor<'_>) -> Replacement {
    let first = cursor.peek(0)?;
    if first.is_alphanumeric() || first == ' ' {
        return math::raised(cursor);
    }
    let (before, next) = (cursor.before(), cursor.peek(1));
    let space = |c: Option<char>| c.is_none_or(char::is_whitespace);
    if let Some((sign, words)) = ANYWHERE.iter().find(|(sign, _)| cursor.starts_with(sign)) {
        let length = sign.chars().count();
        return Some((length, apart(cursor, length, words)));
    }
    let between = before.is_some() && space(before) && next.is_some() && space(next);
    if let Some((_, words)) = SPACED.iter().find(|(sign, _)| between && cursor.starts_with(sign)) {
        return Some((1, (*words).to_owned()));
    }
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    let single = |ahead: usize| letter(cursor.peek(ahead)) && !cursor.peek(ahead + 1).is_some_and(is_word);
    match first {
        '~' if digit(next) => Some((1, "about ".to_owned())),
        '#' if digit(next) => Some((1, "number ".to_owned())),
        '<' if digit(next) => Some((1, apart(cursor, 1, "less than"))),
        '>' if digit(next) => Some((1, apart(cursor, 1, "greater than"))),
        '-' | '−' if digit(next) && (space(before) || before == Some('(')) => {
            Some((1, "minus ".to_owned()))
        }
        // n-1, but not follow-up or GPT-4.
        '-' if digit(next) && lone_letter_before(cursor) => Some((1, " minus ".to_owned())),
        '+' if digit(next) && lone_letter_before(cursor) => Some((1, " plus ".to_owned())),
        '+' if single(1) && lone_letter_before(cursor) => Some((1, " plus ".to_owned())),
        '+' if digit(before) && space(next) => Some((1, " or more".to_owned())),
        '=' if before.is_some_and(is_word) && next.is_some_and(is_word) => Some((1, " equals ".to_owned())),
        '/' if letter(before) && letter(next) => Some((1, " ".to_owned())),
        '[' if before.is_some_and(is_word) => Some((1, " at ".to_owned())),
        ']' if next.is_none_or(|c| !is_word(c)) && before.is_some_and(is_word) => Some((1, String::new())),
        '(' if next == Some(')') && before.is_some_and(is_word) => Some((2, String::new())),
        _ => math::raised(cursor),
    }
}

/// A word for a sign, with spaces where the sign stands close to its neighbours.
fn apart(cursor: Cursor<'_>, length: usize, words: &str) -> String {
    let left = if cursor.before().is_none_or(char::is_whitespace) { "" } else { " " };
    let right = if cursor.peek(length).is_none_or(|c| !is_word(c)) { "" } else { " " };
    format!("{left}{words}{right}")
}

/// Whether exactly one letter stands before this place.
fn lone_letter_before(cursor: Cursor<'_>) -> bool {
    cursor.before().is_some_and(char::is_alphabetic) && cursor.single_before()
}
