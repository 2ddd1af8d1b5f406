//! Names.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tree_sitter::Node;

use super::functions::{Defined, parameter_list, shortened};
use super::grammar::Case;
use super::halstead::hundredths;
use super::syntax::{Syntax, children};

/// The most names that are listed.
const LISTED: usize = 20;

/// The names that a program gives.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Naming {
    /// Different names of functions, parameters and variables.
    pub names: u32,
    /// Those that are not written as the language writes them, or say nothing: the first twenty, in order.
    pub odd: Vec<String>,
    /// Their share, 0.0 to 1.0.
    pub odd_share: f64,
}

/// What a name is given to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Function,
    Variable,
}

pub(super) fn check(syntax: &Syntax<'_>, defined: &[Defined<'_>]) -> Naming {
    let mut names: BTreeMap<&str, Role> = BTreeMap::new();
    let mut order: Vec<&str> = Vec::new();
    let mut take = |name, role| {
        names.entry(name).or_insert_with(|| {
            order.push(name);
            role
        });
    };
    for function in defined {
        if let Some(name) = function.node.child_by_field_name("name") {
            take(syntax.text_of(name), Role::Function);
        }
        if let Some(list) = parameter_list(function.node) {
            syntax.walk(list, |node| given(syntax, node, &mut |name| take(name, Role::Variable), true));
        }
    }
    syntax.walk(syntax.root(), |node| given(syntax, node, &mut |name| take(name, Role::Variable), false));
    let odd: Vec<&str> = order
        .iter()
        .copied()
        .filter(|name| names.get(name).is_some_and(|role| is_odd(name, *role, syntax.grammar.names)))
        .collect();
    let share = if order.is_empty() { 0.0 } else { odd.len() as f64 / order.len() as f64 };
    Naming {
        names: u32::try_from(order.len()).unwrap_or(u32::MAX),
        odd: odd.into_iter().take(LISTED).map(|name| shortened(name).to_owned()).collect(),
        odd_share: hundredths(share),
    }
}

/// Tells the names that a node gives to variables; whether to look into it.
fn given<'a>(syntax: &Syntax<'a>, node: Node<'_>, take: &mut dyn FnMut(&'a str), parameters: bool) -> bool {
    let mut name = |node: Node<'_>| {
        if matches!(node.kind(), "identifier" | "shorthand_property_identifier_pattern") {
            take(syntax.text_of(node));
        }
    };
    if parameters {
        // Types and default values give no names.
        for (child, field) in children(node) {
            if !matches!(field, Some("type" | "value" | "default_value" | "right")) {
                name(child);
            }
        }
        return !node.kind().contains("type") || node.kind().contains("parameter");
    }
    let target = match node.kind() {
        "assignment" | "for_statement" | "for_in_clause" | "short_var_declaration" | "for_in_statement" => {
            "left"
        }
        "variable_declarator" | "var_spec" | "enhanced_for_statement" => "name",
        "let_declaration" | "for_expression" => "pattern",
        "init_declarator" | "for_range_loop" => "declarator",
        _ => return true,
    };
    let Some(target) = node.child_by_field_name(target) else { return true };
    name(target);
    if target.kind().contains("pattern")
        || target.kind() == "expression_list"
        || target.kind() == "tuple_pattern"
    {
        children(target).into_iter().for_each(|(child, _)| name(child));
    }
    true
}

/// Names of one letter that everybody reads in programs of this size.
const SHORT: &str = "abcdefghijklmnpqrstuvwxyz_";

fn is_odd(name: &str, role: Role, case: Case) -> bool {
    let bare = name.trim_matches(['_', '$']);
    if bare.is_empty() {
        return false;
    }
    let mut letters = bare.chars();
    if let (Some(only), None) = (letters.next(), letters.next()) {
        return role == Role::Function || !(SHORT.contains(only) || only.is_uppercase());
    }
    let lower = bare.chars().any(char::is_lowercase);
    let upper = bare.chars().any(char::is_uppercase);
    match case {
        // Constants are written in capitals everywhere.
        _ if !lower && role == Role::Variable => false,
        Case::Snake => upper && !(role == Role::Variable && !bare.contains('_') && is_pascal(bare)),
        Case::Camel => bare.contains('_') && lower,
        Case::Any => bare.contains('_') && lower && upper,
    }
}

/// A class or a type that a variable holds.
fn is_pascal(name: &str) -> bool {
    name.starts_with(char::is_uppercase)
}
