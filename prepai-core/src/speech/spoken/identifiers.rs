//! Names from code: `snake_case`, `camelCase`, `module.function`.

use super::Replacement;
use super::cursor::{Cursor, is_word};

/// Names that look like code and are said as they are.
const NAMES: &[&str] = &["eBay", "iPad", "iPhone", "iCloud"];

/// A name from code at the start of a word.
pub(super) fn name(cursor: Cursor<'_>) -> Replacement {
    let mut length = cursor.run(is_word);
    let mut dotted = false;
    // module.function, main.py: letters on both sides of the point.
    while cursor.peek(length) == Some('.') && cursor.peek(length + 1).is_some_and(char::is_alphabetic) && {
        cursor.peek(length - 1).is_some_and(|c| is_word(c) && !c.is_ascii_digit())
    } {
        dotted = true;
        length += 1 + cursor.skip(length + 1).run(is_word);
    }
    let word = cursor.text(length);
    let humps = word.starts_with(char::is_lowercase) && has_hump(&word);
    let initialism = word.split('.').all(|part| part.chars().count() == 1);
    if (!word.contains('_') && !humps && !dotted) || NAMES.contains(&word.as_str()) || initialism {
        return None;
    }
    Some((
        length,
        word.split('.').map(parts).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" dot "),
    ))
}

/// A capital that follows and precedes small letters.
fn has_hump(word: &str) -> bool {
    let chars: Vec<char> = word.chars().collect();
    chars
        .windows(3)
        .any(|three| matches!(three, [a, b, c] if a.is_lowercase() && b.is_uppercase() && c.is_lowercase()))
}

/// The words of one name.
fn parts(name: &str) -> String {
    let mut spoken = String::new();
    let mut before = '_';
    for c in name.chars() {
        if c == '_' {
            if !spoken.is_empty() && !spoken.ends_with(' ') {
                spoken.push(' ');
            }
        } else if c.is_uppercase() && before.is_lowercase() {
            spoken.push(' ');
            spoken.extend(c.to_lowercase());
        } else {
            spoken.push(c);
        }
        before = c;
    }
    spoken.trim_end().to_owned()
}
