//! Words put together.

use prepai_core::speech::Transcript;

/// The words of a turn.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::duplex) struct Words {
    pub(in crate::duplex) text: String,
    pub(in crate::duplex) confidence: Option<f32>,
}

/// The words of parts, in order.
pub(super) fn joined<'a>(parts: impl Iterator<Item = &'a Transcript>) -> String {
    join(parts.map(|part| part.text.trim()))
}

/// The mean of what there is.
pub(in crate::duplex) fn mean(numbers: impl Iterator<Item = f32>) -> Option<f32> {
    let numbers: Vec<f32> = numbers.collect();
    (!numbers.is_empty()).then(|| numbers.iter().sum::<f32>() / numbers.len() as f32)
}

/// Joins what is not empty by one space.
pub(in crate::duplex) fn join<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Two texts without the words that both begin with, whatever their case and punctuation.
pub(in crate::duplex) fn without_common<'a, 'b>(one: &'a str, other: &'b str) -> (&'a str, &'b str) {
    let letters = |word: &str| -> String {
        word.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let (mut one, mut other) = (one.trim(), other.trim());
    while !one.is_empty() && !other.is_empty() {
        let ((word, rest), (same, other_rest)) = (first(one), first(other));
        if word != same && letters(word) != letters(same) {
            break;
        }
        (one, other) = (rest.trim_start(), other_rest.trim_start());
    }
    (one, other)
}

/// The first word, and what follows it.
fn first(text: &str) -> (&str, &str) {
    text.split_once(char::is_whitespace).unwrap_or((text, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_two_texts_begin_with_is_taken_away() {
        for (one, other, left) in [
            ("I use a map. It is", "i use a map, it", ("is", "")),
            ("I use", " I use a map", ("", "a map")),
            ("I used it", "I use it", ("used it", "use it")),
            ("One.", "", ("One.", "")),
        ] {
            assert_eq!(without_common(one, other), left);
        }
    }
}
