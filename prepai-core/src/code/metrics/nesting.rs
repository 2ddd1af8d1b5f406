//! How deep control flow is nested.

use tree_sitter::Node;

use super::syntax::{Syntax, children};

/// The most branches, loops, switches and handlers within each other in one function; `else if` is no level.
pub(super) fn deepest(syntax: &Syntax<'_>) -> u32 {
    let flow = &syntax.grammar.flow;
    let mut deepest = 0;
    let mut open: Vec<(Node<'_>, u32)> = vec![(syntax.root(), 0)];
    while let Some((node, depth)) = open.pop() {
        let kind = node.kind();
        let function = syntax.grammar.functions.contains(&kind) || syntax.grammar.closures.contains(&kind);
        let structure =
            flow.branches.contains(&kind) || flow.structures.contains(&kind) || kind == "try_statement";
        let depth = if function { 0 } else { depth + u32::from(structure) };
        deepest = deepest.max(depth);
        for (child, field) in children(node) {
            // What follows `else` is as deep as its `if`; a handler as deep as its `try`.
            let chained = flow.branches.contains(&child.kind())
                && (kind == "else_clause" || (field == Some("alternative") && flow.branches.contains(&kind)));
            let handler = matches!(child.kind(), "catch_clause" | "except_clause" | "except_group_clause");
            open.push((child, if chained || handler { depth.saturating_sub(1) } else { depth }));
        }
    }
    deepest
}
