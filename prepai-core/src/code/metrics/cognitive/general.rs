//! The languages with braces.

use tree_sitter::Node;

use super::super::syntax::{Syntax, children};

/// A node that is still to be looked at. The sum does not depend on the order.
struct Open<'t> {
    node: Node<'t>,
    nesting: u32,
    /// The boolean operator whose operand it is.
    operator: Option<&'t str>,
    /// It stands after `else`.
    otherwise: bool,
}

pub(super) fn of_function(syntax: &Syntax<'_>, function: Node<'_>, name: &str) -> u32 {
    let flow: u32 = children(function).into_iter().map(|(child, _)| sum(syntax, child, 0, &|_| false)).sum();
    flow + u32::from(calls_itself(syntax, function, name))
}

/// The complexity of a node and what is in it; nothing of what is `apart` counts.
pub(super) fn sum<'t>(
    syntax: &Syntax<'_>,
    from: Node<'t>,
    nesting: u32,
    apart: &dyn Fn(Node<'t>) -> bool,
) -> u32 {
    let mut total = 0;
    let mut open = vec![Open { node: from, nesting, operator: None, otherwise: false }];
    while let Some(this) = open.pop() {
        if apart(this.node) {
            continue;
        }
        total += one(syntax, &this, &mut open);
    }
    total
}

/// What a node counts by itself; its children are put on `open`.
fn one<'t>(syntax: &Syntax<'_>, this: &Open<'t>, open: &mut Vec<Open<'t>>) -> u32 {
    let flow = &syntax.grammar.flow;
    let (kind, nesting) = (this.node.kind(), this.nesting);
    if flow.branches.contains(&kind) {
        return branch(this, open);
    }
    if flow.structures.contains(&kind) || flow.ternaries.contains(&kind) {
        for (child, field) in children(this.node) {
            let deeper = u32::from(!is_head(field));
            open.push(Open { node: child, nesting: nesting + deeper, operator: None, otherwise: false });
        }
        return 1 + nesting;
    }
    if kind == flow.binary {
        let operator = this.node.child_by_field_name("operator").map(|operator| operator.kind());
        let operator = operator.filter(|operator| flow.operators.contains(operator));
        below(this.node, nesting, operator, open);
        return u32::from(operator.is_some() && operator != this.operator);
    }
    if kind == "parenthesized_expression" || kind == "condition_clause" {
        below(this.node, nesting, this.operator, open);
        return 0;
    }
    let function = syntax.grammar.closures.contains(&kind) || syntax.grammar.functions.contains(&kind);
    below(this.node, nesting + u32::from(function), None, open);
    let labelled = flow.jumps.contains(&kind)
        && children(this.node).iter().any(|(child, _)| {
            matches!(child.kind(), "statement_identifier" | "label_name" | "label" | "identifier")
                && (child.kind() != "identifier" || syntax.grammar.id == "java")
        });
    // `let … else` leaves the flow as an `if` does.
    let leaves = kind == "let_declaration" && this.node.child_by_field_name("alternative").is_some();
    u32::from(labelled) + if leaves { 1 + nesting } else { 0 }
}

/// `if` with its `else`, which counts one and no nesting.
fn branch<'t>(this: &Open<'t>, open: &mut Vec<Open<'t>>) -> u32 {
    let nesting = this.nesting;
    let mut otherwise = 0;
    for (child, field) in children(this.node) {
        let alternative = field == Some("alternative") || child.kind() == "else_clause";
        if !alternative {
            let deeper = u32::from(!is_head(field));
            open.push(Open { node: child, nesting: nesting + deeper, operator: None, otherwise: false });
            continue;
        }
        let inner = if child.kind() == "else_clause" {
            children(child)
                .into_iter()
                .map(|(inner, _)| inner)
                .find(|inner| inner.is_named() && !inner.is_extra())
        } else {
            Some(child)
        };
        let Some(inner) = inner else { continue };
        if matches!(inner.kind(), "if_statement" | "if_expression") {
            open.push(Open { node: inner, nesting, operator: None, otherwise: true });
        } else {
            otherwise = 1;
            open.push(Open { node: inner, nesting: nesting + 1, operator: None, otherwise: false });
        }
    }
    otherwise + if this.otherwise { 1 } else { 1 + nesting }
}

/// What is read before the body: it is no deeper than the structure itself.
fn is_head(field: Option<&str>) -> bool {
    matches!(
        field,
        Some(
            "condition"
                | "initializer"
                | "update"
                | "increment"
                | "left"
                | "right"
                | "value"
                | "pattern"
                | "parameters"
        )
    )
}

fn below<'t>(node: Node<'t>, nesting: u32, operator: Option<&'t str>, open: &mut Vec<Open<'t>>) {
    for (child, _) in children(node) {
        open.push(Open { node: child, nesting, operator, otherwise: false });
    }
}

/// Whether a function calls itself, by its name alone or on `this` or `self`.
fn calls_itself(syntax: &Syntax<'_>, function: Node<'_>, name: &str) -> bool {
    if name.is_empty() {
        return false;
    }
    let mut found = false;
    syntax.walk(function, |node| {
        if syntax.grammar.calls.contains(&node.kind()) {
            let called = match node.kind() {
                "method_invocation" => {
                    let object = node.child_by_field_name("object").map(|object| syntax.text_of(object));
                    let own = object.is_none_or(|object| object == "this");
                    node.child_by_field_name("name").filter(|_| own)
                }
                _ => node.child_by_field_name("function"),
            };
            let called = called.map(|called| syntax.text_of(called)).unwrap_or_default();
            let bare = ["this.", "self.", "this->", "Self::"].iter().find_map(|own| called.strip_prefix(own));
            found |= bare.unwrap_or(called) == name;
        }
        !found
    });
    found
}
