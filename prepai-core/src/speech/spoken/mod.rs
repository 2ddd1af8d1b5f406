//! The spoken form of a unit: what a voice is given where it would stumble over the display text, with a map back.

mod cursor;
mod identifiers;
mod math;
mod numbers;
mod symbols;
#[cfg(test)]
mod tests;
mod web;
mod words;

use std::ops::Range;

use super::{Mark, primary_language};
use cursor::Cursor;

/// A text for the ear, and where each of its characters stands in the text for the eye.
///
/// ```
/// use prepai_core::speech::SpokenForm;
/// let spoken = SpokenForm::of("Is it O(n log n) in C++?", "en-US");
/// assert_eq!(spoken.text, "Is it O of n log n in C plus plus?");
/// // "C plus plus" is heard while "C++" is on the screen.
/// assert_eq!(spoken.to_display(22..33), 20..23);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpokenForm {
    /// What the voice says.
    pub text: String,
    /// Neighbours without gaps, in both texts; counted in Unicode scalar values.
    spans: Vec<Span>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Span {
    spoken: Range<usize>,
    display: Range<usize>,
    /// Character for character the same.
    literal: bool,
}

impl SpokenForm {
    /// The spoken form of a display text. Languages other than English are spoken as they are written.
    pub fn of(display: &str, language: &str) -> SpokenForm {
        let chars: Vec<char> = display.chars().collect();
        let mut form = SpokenForm { text: String::with_capacity(display.len() + 16), spans: Vec::new() };
        let english = matches!(primary_language(language).as_str(), "en" | "");
        let (mut at, mut spoken) = (0, 0);
        while at < chars.len() {
            let cursor = Cursor::new(&chars, at);
            let found = if english { replacement(cursor) } else { None };
            match found.filter(|(taken, _)| *taken > 0) {
                Some((taken, words)) => {
                    let display = at..(at + taken).min(chars.len());
                    let length = words.chars().count();
                    form.text.push_str(&words);
                    at = display.end;
                    form.spans.push(Span { spoken: spoken..spoken + length, display, literal: false });
                    spoken += length;
                }
                None => {
                    let taken = if english { cursor.literal() } else { chars.len() };
                    let end = (at + taken.max(1)).min(chars.len());
                    form.text.extend(chars.get(at..end).unwrap_or_default());
                    form.push_literal(spoken, at..end);
                    spoken += end - at;
                    at = end;
                }
            }
        }
        form
    }

    /// The characters of the display text that are heard with these characters of the spoken text: the least range
    /// that holds them all.
    pub fn to_display(&self, spoken: Range<usize>) -> Range<usize> {
        let start = self.span_of(spoken.start).map_or(0, |span| match span.literal {
            true => span.display.start + (spoken.start - span.spoken.start).min(span.display.len()),
            false => span.display.start,
        });
        let last = spoken.end.max(spoken.start + 1) - 1;
        let end = self.span_of(last).map_or(start, |span| match span.literal {
            true => (span.display.start + last + 1 - span.spoken.start).min(span.display.end),
            false => span.display.end,
        });
        start..end.max(start)
    }

    /// The same marks, pointing into the display text.
    pub fn display_marks(&self, marks: &[Mark]) -> Vec<Mark> {
        let moved = |mark: &Mark| {
            let range = self.to_display(mark.start..mark.end);
            Mark { start: range.start, end: range.end, sample: mark.sample }
        };
        marks.iter().map(moved).collect()
    }

    /// The span of a character of the spoken text; beyond the end it is the last one.
    fn span_of(&self, spoken: usize) -> Option<&Span> {
        let after = self.spans.partition_point(|span| span.spoken.end <= spoken);
        self.spans.get(after).or(self.spans.last())
    }

    fn push_literal(&mut self, spoken: usize, display: Range<usize>) {
        let length = display.len();
        match self.spans.last_mut() {
            Some(last) if last.literal => {
                last.spoken.end += length;
                last.display.end = display.end;
            }
            _ => self.spans.push(Span { spoken: spoken..spoken + length, display, literal: true }),
        }
    }
}

/// How many characters are said otherwise here, and how.
type Replacement = Option<(usize, String)>;

fn replacement(cursor: Cursor<'_>) -> Replacement {
    if cursor.at_word_start() {
        return web::address(cursor)
            .or_else(|| math::growth(cursor))
            .or_else(|| words::known(cursor))
            .or_else(|| numbers::amount(cursor))
            .or_else(|| identifiers::name(cursor))
            .or_else(|| words::initials(cursor));
    }
    numbers::money(cursor).or_else(|| symbols::symbol(cursor)).or_else(|| words::known(cursor))
}
