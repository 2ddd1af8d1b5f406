//! Growth of functions: `O(n log n)`, and powers.

use super::Replacement;
use super::cursor::{Cursor, is_word};

/// The longest expression in characters.
const LONGEST: usize = 40;

/// `O(…)`, `Θ(…)`, `Ω(…)`.
pub(super) fn growth(cursor: Cursor<'_>) -> Replacement {
    let name = match cursor.peek(0)? {
        'O' => "O",
        'o' => "little o",
        'Θ' => "theta",
        'Ω' => "omega",
        _ => return None,
    };
    if cursor.peek(1) != Some('(') {
        return None;
    }
    let mut depth = 0_u32;
    for ahead in 1..LONGEST {
        match cursor.peek(ahead)? {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some((ahead + 1, format!("{name} of {}", expression(&cursor.skip(2).text(ahead - 2)))));
        }
    }
    None
}

/// An expression as one reads it aloud.
fn expression(written: &str) -> String {
    let chars: Vec<char> = written.chars().collect();
    let mut spoken = String::new();
    let mut say = |words: &str| {
        if !spoken.is_empty() && !spoken.ends_with(' ') {
            spoken.push(' ');
        }
        spoken.push_str(words);
    };
    let mut at = 0;
    while at < chars.len() {
        let cursor = Cursor::new(&chars, at);
        let word = cursor.run(is_word);
        let (taken, words) = match cursor.peek(0) {
            Some('^') => power(cursor.skip(1)),
            Some('²') => (1, "squared".to_owned()),
            Some('³') => (1, "cubed".to_owned()),
            Some('!') => (1, "factorial".to_owned()),
            Some('+') => (1, "plus".to_owned()),
            Some('-' | '−') => (1, "minus".to_owned()),
            Some('*' | '·' | '×') => (1, "times".to_owned()),
            Some('/') => (1, "over".to_owned()),
            Some('√') => (1, "square root of".to_owned()),
            Some(_) if cursor.is_word("sqrt") => (4, "square root of".to_owned()),
            Some(_) if word > 0 => (word, cursor.text(word)),
            _ => (1, String::new()),
        };
        if !words.is_empty() {
            say(&words);
        }
        at += taken;
    }
    spoken
}

/// What follows `^`, with how much of it; counts the `^` too.
fn power(cursor: Cursor<'_>) -> (usize, String) {
    let length = cursor.run(char::is_alphanumeric);
    match cursor.text(length).as_str() {
        "" => (1, "to the".to_owned()),
        "2" => (2, "squared".to_owned()),
        "3" => (2, "cubed".to_owned()),
        exponent => (1 + length, format!("to the {exponent}")),
    }
}

/// `^2`, `²` and the like after something, outside of a growth.
pub(super) fn raised(cursor: Cursor<'_>) -> Replacement {
    let follows = cursor.before().is_some_and(|c| c.is_alphanumeric() || c == ')');
    match cursor.peek(0)? {
        '²' if follows => Some((1, " squared".to_owned())),
        '³' if follows => Some((1, " cubed".to_owned())),
        '^' if follows && cursor.peek(1).is_some_and(char::is_alphanumeric) => {
            let (taken, words) = power(cursor.skip(1));
            Some((taken, format!(" {words}")))
        }
        _ => None,
    }
}
