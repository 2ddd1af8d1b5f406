//! A parsed text, and how it is walked.

use std::ops::ControlFlow;

use tree_sitter::{Node, ParseOptions, Parser, Tree};

use super::grammar::Grammar;

/// The parser asks whether to go on after every hundred operations. Real code lets it ask 15 times for 1,024 bytes at the
/// most (Python's standard library); a text that takes twice that is none. What is refused would take memory without end.
const ASKED_FOR_A_KIB: usize = 30;

/// The longest text, in bytes.
const LONGEST: usize = 1 << 20;

/// The parser releases its stack recursively, one frame of about 110 bytes for each symbol that is not reduced yet: with
/// so many bytes of stack for each byte of text, no text overflows it.
const STACK_FOR_A_BYTE: usize = 512;

/// A text and its tree.
pub(super) struct Syntax<'a> {
    pub(super) grammar: &'static Grammar,
    pub(super) text: &'a str,
    tree: Tree,
}

impl<'a> Syntax<'a> {
    /// Parses a text; `None` when that takes too long or the text is longer than 1 MiB.
    pub(super) fn parse(grammar: &'static Grammar, text: &'a str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let tree = std::thread::scope(|scope| {
            let stack = (1 << 20) + text.len() * STACK_FOR_A_BYTE;
            let parser = std::thread::Builder::new().name("parser".to_owned()).stack_size(stack);
            parser.spawn_scoped(scope, || tree(grammar, text)).ok()?.join().ok()?
        });
        Some(Syntax { grammar, text, tree: tree? })
    }

    pub(super) fn root(&self) -> Node<'_> {
        self.tree.root_node()
    }

    /// The text of a node.
    pub(super) fn text_of(&self, node: Node<'_>) -> &'a str {
        self.text.get(node.byte_range()).unwrap_or_default()
    }

    /// Walks over a node and everything below it, before its children; `visit` says whether to look into it.
    pub(super) fn walk<'t>(&'t self, from: Node<'t>, mut visit: impl FnMut(Node<'t>) -> bool) {
        let mut cursor = from.walk();
        let mut depth = 0_usize;
        loop {
            if visit(cursor.node()) && cursor.goto_first_child() {
                depth += 1;
                continue;
            }
            loop {
                if depth == 0 {
                    return;
                }
                if cursor.goto_next_sibling() {
                    break;
                }
                cursor.goto_parent();
                depth -= 1;
            }
        }
    }
}

/// The children of a node, in order, with the names of their fields.
pub(super) fn children<'t>(node: Node<'t>) -> Vec<(Node<'t>, Option<&'t str>)> {
    let mut found = Vec::new();
    let mut cursor = node.walk();
    if cursor.goto_first_child() {
        loop {
            found.push((cursor.node(), cursor.field_name()));
            if !cursor.goto_next_sibling() {
                break;
            }
        }
    }
    found
}

/// The first line of a node, from 1.
pub(super) fn line(node: Node<'_>) -> u32 {
    u32::try_from(node.start_position().row + 1).unwrap_or(u32::MAX)
}

fn tree(grammar: &'static Grammar, text: &str) -> Option<Tree> {
    let mut parser = Parser::new();
    parser.set_language(&(grammar.language)()).ok()?;
    let mut asked = 0;
    let budget = 100 + text.len() * ASKED_FOR_A_KIB / 1024;
    let mut go_on = |_: &tree_sitter::ParseState| {
        asked += 1;
        if asked > budget { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let options = ParseOptions::new().progress_callback(&mut go_on);
    let bytes = text.as_bytes();
    let mut read = |at: usize, _| bytes.get(at..).unwrap_or_default();
    parser.parse_with_options(&mut read, None, Some(options))
}
