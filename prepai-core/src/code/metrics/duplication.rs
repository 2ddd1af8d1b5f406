//! Lines that stand in a text more than once.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::halstead::{hundredths, tokens};
use super::syntax::Syntax;

/// So many lines after each other are a repetition, if they hold that many tokens.
const WINDOW: usize = 4;
const TOKENS: usize = 16;

/// Repeated code.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Duplication {
    /// Lines with code that belong to a run of at least four lines which stands elsewhere too, whatever its spaces and
    /// comments.
    pub lines: u32,
    /// Of all lines with code, 0.0 to 1.0.
    pub share: f64,
}

pub(super) fn find(syntax: &Syntax<'_>) -> Duplication {
    let mut rows: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    tokens(syntax, syntax.root(), |token, _| {
        rows.entry(token.start_position().row).or_default().push(syntax.text_of(token));
    });
    // A closing bracket alone says nothing.
    let lines: Vec<Vec<&str>> = rows
        .into_values()
        .filter(|line| line.iter().any(|token| !matches!(*token, "}" | ")" | "]" | ";")))
        .collect();
    let mut places: BTreeMap<&[Vec<&str>], Vec<usize>> = BTreeMap::new();
    for (at, window) in lines.windows(WINDOW).enumerate() {
        if window.iter().map(Vec::len).sum::<usize>() >= TOKENS {
            places.entry(window).or_default().push(at);
        }
    }
    let mut repeated = vec![false; lines.len()];
    for starts in places.into_values().filter(|starts| starts.len() > 1) {
        let apart =
            matches!((starts.first(), starts.last()), (Some(first), Some(last)) if last - first >= WINDOW);
        for start in starts.into_iter().filter(|_| apart) {
            repeated.iter_mut().skip(start).take(WINDOW).for_each(|line| *line = true);
        }
    }
    let count = repeated.iter().filter(|line| **line).count();
    let share = if lines.is_empty() { 0.0 } else { count as f64 / lines.len() as f64 };
    Duplication { lines: u32::try_from(count).unwrap_or(u32::MAX), share: hundredths(share) }
}
