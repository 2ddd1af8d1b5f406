//! Which functions a program defines.

use std::collections::BTreeSet;

use tree_sitter::Node;

use super::syntax::{Syntax, children};

/// Functions within so many others are not listed: each is walked over once for itself and once for each around it.
const DEEPEST: u32 = 16;

/// Bytes of a name that are told. A text can be one long name that thousands of functions have before theirs.
const LONGEST: usize = 100;

/// A function with its place in the tree.
#[derive(Debug, Clone)]
pub(super) struct Defined<'t> {
    /// The definition.
    pub(super) node: Node<'t>,
    /// Its name; empty where the grammar finds none.
    pub(super) name: &'t str,
    /// The type that it belongs to.
    pub(super) class: Option<&'t str>,
    /// Parameters, without `self`.
    pub(super) parameters: u32,
    /// Whether it stands inside of another function.
    pub(super) nested: bool,
}

impl Defined<'_> {
    /// The name after that of its class, each cut where nobody reads on.
    pub(super) fn full(&self) -> String {
        match self.class {
            Some(class) => format!("{}.{}", shortened(class), shortened(self.name)),
            None => shortened(self.name).to_owned(),
        }
    }
}

/// A name, cut at [`LONGEST`].
pub(super) fn shortened(name: &str) -> &str {
    name.get(..name.floor_char_boundary(LONGEST)).unwrap_or(name)
}

/// The identities of the definitions, by which a walk leaves them out.
pub(super) fn identities(defined: &[Defined<'_>]) -> BTreeSet<usize> {
    defined.iter().map(|function| function.node.id()).collect()
}

/// All functions with a name, in the order of the source.
pub(super) fn defined<'t>(syntax: &'t Syntax<'_>) -> Vec<Defined<'t>> {
    let mut found = Vec::new();
    let mut open = vec![Open { node: syntax.root(), class: None, within: 0 }];
    while let Some(Open { node, class, within }) = open.pop() {
        let grammar = syntax.grammar;
        let mut below = (class, within);
        if within > DEEPEST {
            continue;
        }
        if let Some((function, name)) = named(syntax, node) {
            let class = receiver(syntax, function).or(class);
            let parameters = parameters(syntax, function, class.is_some());
            found.push(Defined { node: function, name, class, parameters, nested: within > 0 });
            below = (None, within + 1);
        } else if grammar.closures.contains(&node.kind()) {
            below.1 += 1;
        } else if grammar.classes.contains(&node.kind()) || node.kind() == "impl_item" {
            let name = node.child_by_field_name("name").or(node.child_by_field_name("type"));
            below.0 = name.map(|name| syntax.text_of(name));
        }
        // Back to front, so that they are taken in their order.
        for (child, _) in children(node).into_iter().rev() {
            open.push(Open { node: child, class: below.0, within: below.1 });
        }
    }
    // A bound closure is met again as itself.
    let mut seen = BTreeSet::new();
    found.retain(|function| seen.insert(function.node.id()));
    found
}

struct Open<'t> {
    node: Node<'t>,
    class: Option<&'t str>,
    within: u32,
}

/// The function that a node defines, with its name: a definition, or a closure that gets a name here.
fn named<'t>(syntax: &'t Syntax<'_>, node: Node<'t>) -> Option<(Node<'t>, &'t str)> {
    let grammar = syntax.grammar;
    let text = |node: Node<'_>| syntax.text_of(node);
    if grammar.functions.contains(&node.kind()) {
        let name = node.child_by_field_name("name").map(text);
        // C++ without a body only says that a function is somewhere.
        return match (name, node.child_by_field_name("declarator")) {
            (Some(name), _) => Some((node, name)),
            (None, Some(declarator)) => Some((node, declared(syntax, declarator)?)),
            (None, None) => Some((node, "")),
        };
    }
    // Only here is a bound closure the usual way to define a function.
    if !matches!(grammar.id, "javascript" | "typescript") {
        return None;
    }
    let (name, value) = match node.kind() {
        "variable_declarator" => ("name", "value"),
        "field_definition" | "public_field_definition" => ("property", "value"),
        "assignment_expression" => ("left", "right"),
        "pair" => ("key", "value"),
        _ => return None,
    };
    let name = node.child_by_field_name(name).or(node.child_by_field_name("name"))?;
    let value = node.child_by_field_name(value)?;
    let closure = grammar.closures.contains(&value.kind());
    closure.then(|| (value, text(name)))
}

/// The name in a declarator of C++, without the scopes before it.
fn declared<'t>(syntax: &'t Syntax<'_>, declarator: Node<'_>) -> Option<&'t str> {
    let mut node = declarator;
    for _ in 0..16 {
        match node.child_by_field_name("declarator") {
            Some(inner) => node = inner,
            // A reference's declarator has no field.
            None if node.kind() == "reference_declarator" => node = node.named_child(0)?,
            None => break,
        }
    }
    syntax.text_of(node).rsplit("::").next()
}

/// The type of Go's receiver.
fn receiver<'t>(syntax: &'t Syntax<'_>, function: Node<'_>) -> Option<&'t str> {
    let receiver = syntax.text_of(function.child_by_field_name("receiver")?);
    let name = receiver.trim_matches(['(', ')']).split_whitespace().last()?;
    Some(name.trim_start_matches('*'))
}

/// The node with a function's parameters.
pub(super) fn parameter_list(function: Node<'_>) -> Option<Node<'_>> {
    if let Some(list) = function.child_by_field_name("parameters") {
        return Some(list);
    }
    let mut node = function.child_by_field_name("declarator")?;
    for _ in 0..16 {
        if let Some(list) = node.child_by_field_name("parameters") {
            return Some(list);
        }
        node = node.child_by_field_name("declarator").or_else(|| node.named_child(0))?;
    }
    None
}

fn parameters(syntax: &Syntax<'_>, function: Node<'_>, method: bool) -> u32 {
    if function.child_by_field_name("parameter").is_some() {
        return 1;
    }
    let Some(list) = parameter_list(function) else { return 0 };
    let own = children(list).into_iter().map(|(child, _)| child).filter(|child| {
        child.is_named()
            && !syntax.grammar.comments.contains(&child.kind())
            && !matches!(
                child.kind(),
                "self_parameter" | "receiver_parameter" | "keyword_separator" | "positional_separator"
            )
    });
    let count = |child: Node<'_>| match child.kind() {
        // `a, b int` in Go.
        "parameter_declaration" if syntax.grammar.id == "go" => {
            children(child).iter().filter(|(_, field)| *field == Some("name")).count().max(1)
        }
        _ => 1,
    };
    let own: Vec<Node<'_>> = own.collect();
    let first_is_self = method
        && syntax.grammar.id == "python"
        && own.first().is_some_and(|first| matches!(syntax.text_of(*first), "self" | "cls"));
    // C's `(void)`.
    let void = matches!(own.as_slice(), [only] if syntax.text_of(*only) == "void");
    let total: usize = own.into_iter().map(count).sum();
    u32::try_from(total - usize::from(first_is_self || void)).unwrap_or(u32::MAX)
}
