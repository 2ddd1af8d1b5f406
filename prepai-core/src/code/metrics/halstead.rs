//! Halstead's numbers: M. H. Halstead, "Elements of Software Science" (1977).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use tree_sitter::Node;

use super::syntax::Syntax;

/// Operators and operands. Operands are names and literals, each string one; every other token is an operator, a pair of
/// brackets one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Halstead {
    /// n1: different operators.
    pub distinct_operators: u32,
    /// n2: different operands.
    pub distinct_operands: u32,
    /// N1: operators.
    pub operators: u32,
    /// N2: operands.
    pub operands: u32,
    /// N log2 n.
    pub volume: f64,
    /// (n1 / 2) (N2 / n2).
    pub difficulty: f64,
    /// Difficulty times volume.
    pub effort: f64,
}

pub(super) fn count(syntax: &Syntax<'_>) -> Halstead {
    let (mut operators, mut operands) = (BTreeSet::new(), BTreeSet::new());
    let (mut all_operators, mut all_operands) = (0_u32, 0_u32);
    tokens(syntax, syntax.root(), |token, operand| {
        let text = syntax.text_of(token);
        if operand {
            operands.insert(text);
            all_operands += 1;
        } else if !matches!(text, ")" | "]" | "}") {
            operators.insert(text);
            all_operators += 1;
        }
    });
    let count = |set: &BTreeSet<&str>| u32::try_from(set.len()).unwrap_or(u32::MAX);
    let (n1, n2) = (count(&operators), count(&operands));
    let vocabulary = f64::from(n1 + n2);
    let volume =
        if vocabulary > 0.0 { f64::from(all_operators + all_operands) * libm::log2(vocabulary) } else { 0.0 };
    let difficulty = if n2 > 0 { f64::from(n1) / 2.0 * f64::from(all_operands) / f64::from(n2) } else { 0.0 };
    Halstead {
        distinct_operators: n1,
        distinct_operands: n2,
        operators: all_operators,
        operands: all_operands,
        volume: hundredths(volume),
        difficulty: hundredths(difficulty),
        effort: hundredths(difficulty * volume),
    }
}

pub(super) fn hundredths(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

/// Calls `visit` with each token of code and whether it is an operand. A string that is a statement of its own, as
/// Python's documentation is, is no code.
pub(super) fn tokens<'t>(syntax: &'t Syntax<'_>, from: Node<'t>, mut visit: impl FnMut(Node<'t>, bool)) {
    let grammar = syntax.grammar;
    syntax.walk(from, |node| {
        let kind = node.kind();
        if grammar.comments.contains(&kind) || is_bare_string(syntax, node) {
            return false;
        }
        let string = grammar.strings.contains(&kind);
        if string || node.child_count() == 0 {
            if !node.byte_range().is_empty() {
                visit(node, string || is_operand(node));
            }
            return false;
        }
        true
    });
}

/// A statement that is only a string.
fn is_bare_string(syntax: &Syntax<'_>, node: Node<'_>) -> bool {
    node.kind() == "expression_statement"
        && node.named_child_count() == 1
        && node.named_child(0).is_some_and(|only| syntax.grammar.strings.contains(&only.kind()))
}

fn is_operand(token: Node<'_>) -> bool {
    token.is_named()
        || matches!(token.kind(), "this" | "super" | "self" | "true" | "false" | "null" | "nullptr")
}
