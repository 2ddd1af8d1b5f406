//! Cognitive complexity: how hard control flow is to follow.
//!
//! By G. A. Campbell, "Cognitive Complexity" (SonarSource, 2023): a break in the linear flow counts one, and one more for
//! each level that it is nested in; sequences of one boolean operator count once; recursion counts once. For Python the
//! details are complexipy's: the `else` of a loop does not count, comprehensions count as loops, each `if` in one counts.

mod general;
mod python;

use std::collections::BTreeSet;

use tree_sitter::Node;

use super::functions::Defined;
use super::syntax::Syntax;

/// The complexity of one function with everything that is defined in it.
pub(super) fn of_function(syntax: &Syntax<'_>, function: &Defined<'_>) -> u32 {
    match syntax.grammar.id {
        "python" => python::of_function(syntax, function.node, function.name),
        _ => general::of_function(syntax, function.node, function.name),
    }
}

/// The complexity of what stands outside of functions.
pub(super) fn outside(syntax: &Syntax<'_>, apart: &BTreeSet<usize>) -> u32 {
    match syntax.grammar.id {
        "python" => python::outside(syntax),
        _ => general::sum(syntax, syntax.root(), 0, &|node: Node<'_>| apart.contains(&node.id())),
    }
}
