//! McCabe's cyclomatic complexity: one more than the decisions.
//!
//! Rules of radon 6: `if`, `elif`, loops, handlers, boolean operators, conditional expressions, the parts of
//! comprehensions, `assert`, and each case but the one for all the rest count one; `else` counts after a loop or a `try`.
//! The other languages follow the same idea; Rust's `loop` decides nothing, and each arm of its `match` but one counts.

use std::collections::BTreeSet;

use tree_sitter::Node;

use super::functions::Defined;
use super::syntax::{Syntax, children};

/// The complexity of one function; the functions of `apart` count for themselves.
pub(super) fn of_function(syntax: &Syntax<'_>, function: &Defined<'_>, apart: &BTreeSet<usize>) -> u32 {
    let body = match (syntax.grammar.id, function.node.child_by_field_name("body")) {
        ("python", Some(body)) => body,
        _ => function.node,
    };
    1 + decisions(syntax, body, apart)
}

/// The complexity of what stands outside of functions.
pub(super) fn outside(syntax: &Syntax<'_>, apart: &BTreeSet<usize>) -> u32 {
    1 + decisions(syntax, syntax.root(), apart)
}

fn decisions(syntax: &Syntax<'_>, from: Node<'_>, apart: &BTreeSet<usize>) -> u32 {
    let python = syntax.grammar.id == "python";
    let mut count = 0;
    syntax.walk(from, |node| {
        let inner = node.id() != from.id();
        let kind = node.kind();
        if inner && (apart.contains(&node.id()) || (python && apart_in_python(kind))) {
            return false;
        }
        count += decision(syntax, node);
        // What is asserted counts as one whole.
        kind != "assert_statement" || !python
    });
    count
}

fn apart_in_python(kind: &str) -> bool {
    matches!(kind, "class_definition" | "decorated_definition")
}

/// How many paths a node adds.
fn decision(syntax: &Syntax<'_>, node: Node<'_>) -> u32 {
    let flow = &syntax.grammar.flow;
    let kind = node.kind();
    if kind == flow.binary && kind != "boolean_operator" {
        let operator = node.child_by_field_name("operator").map(|operator| operator.kind());
        return u32::from(operator.is_some_and(|operator| flow.operators.contains(&operator)));
    }
    if flow.decisions.contains(&kind) {
        let otherwise = matches!(kind, "for_statement" | "while_statement")
            && node.child_by_field_name("alternative").is_some();
        return 1 + u32::from(otherwise);
    }
    match (syntax.grammar.id, kind) {
        ("python", "try_statement") => has(node, "else_clause"),
        ("python", "match_statement") => cases(syntax, node),
        (
            "python",
            "list_comprehension" | "set_comprehension" | "dictionary_comprehension" | "generator_expression",
        ) => has(node, "if_clause"),
        ("java", "switch_label") => u32::from(syntax.text_of(node).starts_with("case")),
        ("cpp" | "c", "case_statement") => u32::from(node.child_by_field_name("value").is_some()),
        ("rust", "match_expression") => arms(syntax, node),
        ("rust", "let_declaration") => u32::from(node.child_by_field_name("alternative").is_some()),
        // `if a && let …` joins without an operator node.
        ("rust", "let_chain") => u32::try_from(node.named_child_count().saturating_sub(1)).unwrap_or(0),
        _ => 0,
    }
}

/// How many children of a kind a node has.
fn has(node: Node<'_>, kind: &str) -> u32 {
    let count = children(node).into_iter().filter(|(child, _)| child.kind() == kind).count();
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The cases of Python's `match`, less one if a case takes everything.
fn cases(syntax: &Syntax<'_>, statement: Node<'_>) -> u32 {
    let Some(block) = statement.child_by_field_name("body") else { return 0 };
    let (mut all, mut rest) = (0, false);
    for (case, _) in children(block).into_iter().filter(|(child, _)| child.kind() == "case_clause") {
        all += 1;
        let patterns: Vec<Node<'_>> = children(case)
            .into_iter()
            .map(|(child, _)| child)
            .filter(|child| child.kind() == "case_pattern")
            .collect();
        // Radon takes a bare name for one, too.
        rest |= matches!(patterns.as_slice(), [only] if is_name(syntax.text_of(*only)));
    }
    all - u32::from(rest)
}

fn is_name(text: &str) -> bool {
    !matches!(text, "None" | "True" | "False")
        && !text.is_empty()
        && text.chars().all(|letter| letter == '_' || letter.is_alphanumeric())
        && !text.starts_with(|first: char| first.is_ascii_digit())
}

/// The arms of Rust's `match`, less one for the last that remains.
fn arms(syntax: &Syntax<'_>, expression: Node<'_>) -> u32 {
    let Some(body) = expression.child_by_field_name("body") else { return 0 };
    let arms = children(body).into_iter().filter(|(child, _)| child.kind() == "match_arm");
    let mut count = 0_u32;
    for (arm, _) in arms {
        let guarded = arm.child_by_field_name("pattern").is_some_and(|pattern| {
            pattern.child_by_field_name("condition").is_some() && syntax.text_of(pattern).contains("if")
        });
        count += 1 + u32::from(guarded);
    }
    count.saturating_sub(1)
}
