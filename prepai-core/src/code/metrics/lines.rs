//! Lines.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use tree_sitter::Node;

use super::syntax::Syntax;

/// Lines of a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Lines {
    /// All.
    pub total: u32,
    /// Those with code.
    pub code: u32,
    /// Those with nothing.
    pub blank: u32,
    /// Comments, each one once however many lines it has.
    pub comments: u32,
    /// Mean length of the lines that are not blank, in characters.
    pub mean_length: f64,
    /// The longest line, in characters.
    pub longest: u32,
}

pub(super) fn count(syntax: &Syntax<'_>) -> Lines {
    let mut comments = 0;
    syntax.walk(syntax.root(), |node| {
        let comment = syntax.grammar.comments.contains(&node.kind());
        comments += u32::from(comment);
        !comment
    });
    let lengths: Vec<usize> =
        syntax.text.lines().filter(|line| !line.trim().is_empty()).map(|line| line.chars().count()).collect();
    let total = syntax.text.lines().count();
    let sum: usize = lengths.iter().sum();
    let mean = if lengths.is_empty() { 0.0 } else { sum as f64 / lengths.len() as f64 };
    Lines {
        total: number(total),
        code: within(syntax, syntax.root()),
        blank: number(total - lengths.len()),
        comments,
        mean_length: (mean * 100.0).round() / 100.0,
        longest: number(lengths.into_iter().max().unwrap_or(0)),
    }
}

/// Lines of a node on which a token of code stands. Strings count with every line that they have.
pub(super) fn within(syntax: &Syntax<'_>, from: Node<'_>) -> u32 {
    let mut rows = BTreeSet::new();
    syntax.walk(from, |node| {
        let kind = node.kind();
        if syntax.grammar.comments.contains(&kind) {
            return false;
        }
        let whole = syntax.grammar.strings.contains(&kind);
        if (whole || node.child_count() == 0) && !node.byte_range().is_empty() {
            let end = node.end_position();
            // A token that ends with the line feed does not stand on the next line.
            let last = if end.column == 0 { end.row.saturating_sub(1) } else { end.row };
            rows.extend(node.start_position().row..=last.max(node.start_position().row));
        }
        !whole
    });
    number(rows.len())
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
