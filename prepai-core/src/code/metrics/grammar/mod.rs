//! What the languages call the things that are counted.

mod family;
mod python;
mod table;

use tree_sitter::Language;

pub(super) use table::GRAMMARS;

/// The words of one language's grammar.
#[derive(Debug)]
pub(super) struct Grammar {
    /// As in [`super::LANGUAGES`].
    pub(super) id: &'static str,
    /// The parser's tables.
    pub(super) language: fn() -> Language,
    /// How its control flow is told.
    pub(super) flow: Flow,
    /// Definitions of functions with a name of their own.
    pub(super) functions: &'static [&'static str],
    /// Functions without a name.
    pub(super) closures: &'static [&'static str],
    /// Definitions of types.
    pub(super) classes: &'static [&'static str],
    /// Comments.
    pub(super) comments: &'static [&'static str],
    /// Strings and characters, each one operand whatever is in them.
    pub(super) strings: &'static [&'static str],
    /// Calls.
    pub(super) calls: &'static [&'static str],
    /// How functions and variables are written.
    pub(super) names: Case,
    /// Where types may be left out.
    pub(super) gradual: bool,
}

/// The words of control flow.
#[derive(Debug)]
pub(super) struct Flow {
    /// Each is one more path (cyclomatic).
    pub(super) decisions: &'static [&'static str],
    /// Operators that are one more path.
    pub(super) operators: &'static [&'static str],
    /// What has the operators.
    pub(super) binary: &'static str,
    /// `if`, also as an expression.
    pub(super) branches: &'static [&'static str],
    /// Loops, switches, handlers: structures that nest (cognitive).
    pub(super) structures: &'static [&'static str],
    /// `a ? b : c`.
    pub(super) ternaries: &'static [&'static str],
    /// Jumps, which count when they name a label.
    pub(super) jumps: &'static [&'static str],
}

/// How names are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    /// `two_sum`.
    Snake,
    /// `twoSum`.
    Camel,
    /// Either (C++ has no rule of its own).
    Any,
}

impl Grammar {
    /// The grammar of a language, under any usual name.
    pub(super) fn of(language: &str) -> Option<&'static Grammar> {
        let id = crate::code::language_id(language);
        GRAMMARS.iter().find(|grammar| grammar.id == id)
    }
}
