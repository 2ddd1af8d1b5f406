//! Python, as complexipy counts.

use tree_sitter::Node;

use super::super::syntax::{Syntax, children};

/// A node that is still to be looked at. The sum does not depend on the order.
#[derive(Clone, Copy)]
struct Open<'t> {
    node: Node<'t>,
    nesting: u32,
    part: Part<'t>,
}

#[derive(Clone, Copy, PartialEq)]
enum Part<'t> {
    /// A statement; directly in the body of a function or not.
    Statement { in_function: bool },
    /// An expression whose value is used.
    Expression,
    /// An operand of a boolean operator.
    Operand(Option<&'t str>),
}

pub(super) fn of_function(syntax: &Syntax<'_>, function: Node<'_>, name: &str) -> u32 {
    let mut open = Vec::new();
    body(function, 0, &mut open);
    total(syntax, open) + u32::from(calls_itself(syntax, function, name))
}

/// The statements of a module that are no functions and no classes.
pub(super) fn outside(syntax: &Syntax<'_>) -> u32 {
    let statements = statements(syntax.root()).into_iter().filter(|statement| {
        !matches!(definition(*statement).kind(), "function_definition" | "class_definition")
    });
    let part = Part::Statement { in_function: false };
    total(syntax, statements.map(|node| Open { node, nesting: 0, part }).collect())
}

fn total<'t>(syntax: &Syntax<'_>, mut open: Vec<Open<'t>>) -> u32 {
    let mut total = 0;
    while let Some(this) = open.pop() {
        total += match this.part {
            Part::Statement { in_function } => statement(this.node, this.nesting, in_function, &mut open),
            Part::Expression => expression(this.node, this.nesting, &mut open),
            Part::Operand(operator) => operand(this.node, this.nesting, operator, &mut open),
        };
    }
    let _ = syntax;
    total
}

fn statements(block: Node<'_>) -> Vec<Node<'_>> {
    let all = children(block).into_iter().map(|(child, _)| child);
    all.filter(|child| child.is_named() && child.kind() != "comment").collect()
}

/// What a decorated definition defines.
fn definition(node: Node<'_>) -> Node<'_> {
    node.child_by_field_name("definition").filter(|_| node.kind() == "decorated_definition").unwrap_or(node)
}

/// Puts the statements of a function; of a decorator's function, those of the function within.
fn body<'t>(function: Node<'t>, nesting: u32, open: &mut Vec<Open<'t>>) {
    let mut function = function;
    loop {
        let Some(block) = function.child_by_field_name("body") else { return };
        let all = statements(block);
        if let [inner, last] = all.as_slice()
            && definition(*inner).kind() == "function_definition"
            && last.kind() == "return_statement"
        {
            function = definition(*inner);
            continue;
        }
        let part = Part::Statement { in_function: true };
        open.extend(all.into_iter().map(|node| Open { node, nesting, part }));
        return;
    }
}

fn suite<'t>(block: Option<Node<'t>>, nesting: u32, open: &mut Vec<Open<'t>>) {
    let part = Part::Statement { in_function: false };
    for node in block.map(statements).unwrap_or_default() {
        open.push(Open { node, nesting, part });
    }
}

fn used<'t>(node: Option<Node<'t>>, nesting: u32, open: &mut Vec<Open<'t>>) {
    open.extend(node.map(|node| Open { node, nesting, part: Part::Expression }));
}

fn block_of(node: Node<'_>) -> Option<Node<'_>> {
    node.child_by_field_name("body")
        .or_else(|| children(node).into_iter().map(|(child, _)| child).find(|child| child.kind() == "block"))
}

fn statement<'t>(node: Node<'t>, nesting: u32, in_function: bool, open: &mut Vec<Open<'t>>) -> u32 {
    let field = |name: &str| node.child_by_field_name(name);
    match node.kind() {
        "decorated_definition" => {
            let part = Part::Statement { in_function };
            open.push(Open { node: definition(node), nesting, part });
            0
        }
        "function_definition" => {
            body(node, nesting + u32::from(in_function), open);
            0
        }
        "class_definition" => {
            for method in block_of(node).map(statements).unwrap_or_default() {
                if definition(method).kind() == "function_definition" {
                    body(definition(method), nesting, open);
                }
            }
            0
        }
        "for_statement" | "while_statement" => {
            used(field("right").or(field("condition")), nesting, open);
            suite(field("body"), nesting + 1, open);
            suite(field("alternative").and_then(block_of), nesting, open);
            1 + nesting
        }
        "if_statement" => {
            used(field("condition"), nesting, open);
            suite(field("consequence"), nesting + 1, open);
            let mut clauses = 0;
            for (clause, _) in children(node) {
                match clause.kind() {
                    "elif_clause" => {
                        used(clause.child_by_field_name("condition"), nesting, open);
                        suite(clause.child_by_field_name("consequence"), nesting + 1, open);
                        clauses += 1;
                    }
                    "else_clause" => {
                        suite(block_of(clause), nesting + 1, open);
                        clauses += 1;
                    }
                    _ => {}
                }
            }
            1 + nesting + clauses
        }
        "try_statement" => {
            suite(field("body"), nesting, open);
            let mut handlers = 0;
            for (clause, _) in children(node) {
                match clause.kind() {
                    "except_clause" | "except_group_clause" => {
                        suite(block_of(clause), nesting + 1, open);
                        handlers += 1 + nesting;
                    }
                    "else_clause" | "finally_clause" => suite(block_of(clause), nesting, open),
                    _ => {}
                }
            }
            handlers
        }
        "match_statement" => {
            for case in field("body").map(statements).unwrap_or_default() {
                suite(case.child_by_field_name("consequence"), nesting + 1, open);
            }
            1 + nesting
        }
        "with_statement" => {
            for (clause, _) in children(node).into_iter().filter(|(child, _)| child.kind() == "with_clause") {
                for (item, _) in children(clause) {
                    used(item.child_by_field_name("value"), nesting, open);
                }
            }
            suite(field("body"), nesting, open);
            0
        }
        "expression_statement" | "return_statement" | "raise_statement" | "assert_statement" => {
            for (child, _) in children(node).into_iter().filter(|(child, _)| child.is_named()) {
                used(Some(child), nesting, open);
            }
            0
        }
        _ => 0,
    }
}

/// An expression; complexipy looks into these kinds and no others.
fn expression<'t>(node: Node<'t>, nesting: u32, open: &mut Vec<Open<'t>>) -> u32 {
    let field = |name: &str| node.child_by_field_name(name);
    match node.kind() {
        "assignment" | "augmented_assignment" => {
            used(field("right"), nesting, open);
            0
        }
        "boolean_operator" | "not_operator" | "unary_operator" => operand(node, nesting, None, open),
        "conditional_expression" => {
            let parts = children(node).into_iter().map(|(child, _)| child).filter(|child| child.is_named());
            // value `if` condition `else` value
            for (place, part) in parts.filter(|part| part.kind() != "comment").enumerate() {
                used(Some(part), nesting + u32::from(place != 1), open);
            }
            1 + nesting
        }
        "lambda" => {
            used(field("body"), nesting + 1, open);
            0
        }
        "list_comprehension" | "set_comprehension" | "dictionary_comprehension" | "generator_expression" => {
            comprehension(node, nesting, open)
        }
        "call" => {
            match field("arguments") {
                Some(list) if list.kind() == "argument_list" => {
                    for (child, _) in children(list).into_iter().filter(|(child, _)| child.is_named()) {
                        used(Some(child), nesting, open);
                    }
                }
                generator => used(generator, nesting, open),
            }
            0
        }
        "comparison_operator"
        | "tuple"
        | "list"
        | "set"
        | "expression_list"
        | "parenthesized_expression"
        | "dictionary" => {
            for (child, _) in children(node).into_iter().filter(|(child, _)| child.is_named()) {
                used(
                    Some(
                        child
                            .child_by_field_name("value")
                            .filter(|_| child.kind() == "pair")
                            .unwrap_or(child),
                    ),
                    nesting,
                    open,
                );
            }
            0
        }
        "as_pattern" => {
            used(node.named_child(0), nesting, open);
            0
        }
        _ => 0,
    }
}

fn comprehension<'t>(node: Node<'t>, nesting: u32, open: &mut Vec<Open<'t>>) -> u32 {
    let mut count = 0;
    for (child, field) in children(node) {
        match (child.kind(), field) {
            ("for_in_clause", _) => {
                used(child.child_by_field_name("right"), nesting, open);
                count += 1 + nesting;
            }
            ("if_clause", _) => {
                used(child.named_child(0), nesting + 1, open);
                count += 1;
            }
            ("pair", _) => {
                used(child.child_by_field_name("key"), nesting + 1, open);
                used(child.child_by_field_name("value"), nesting + 1, open);
            }
            (_, Some("body")) => used(Some(child), nesting + 1, open),
            _ => {}
        }
    }
    count
}

/// One for each sequence of the same operator.
fn operand<'t>(node: Node<'t>, nesting: u32, operator: Option<&'t str>, open: &mut Vec<Open<'t>>) -> u32 {
    match node.kind() {
        "boolean_operator" => {
            let own = node.child_by_field_name("operator").map(|operator| operator.kind());
            for side in ["left", "right"] {
                let part = Part::Operand(own);
                open.extend(node.child_by_field_name(side).map(|node| Open { node, nesting, part }));
            }
            u32::from(own != operator)
        }
        "parenthesized_expression" => {
            let part = Part::Operand(operator);
            open.extend(node.named_child(0).map(|node| Open { node, nesting, part }));
            0
        }
        "not_operator" | "unary_operator" => {
            let part = Part::Operand(None);
            open.extend(node.child_by_field_name("argument").map(|node| Open { node, nesting, part }));
            0
        }
        _ => 0,
    }
}

/// Whether a function calls itself by its name; not from a function, class or lambda within.
fn calls_itself(syntax: &Syntax<'_>, function: Node<'_>, name: &str) -> bool {
    let Some(body) = function.child_by_field_name("body") else { return false };
    let mut found = false;
    syntax.walk(body, |node| {
        if node.kind() == "call" {
            let called = node.child_by_field_name("function");
            found |=
                called.is_some_and(|called| called.kind() == "identifier" && syntax.text_of(called) == name);
        }
        !found && !matches!(node.kind(), "function_definition" | "class_definition" | "lambda")
    });
    found
}
