//! What a program is for: functions to be called, or reading and printing.

use super::functions::defined;
use super::grammar::Grammar;
use super::syntax::Syntax;

/// What a program has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outline {
    /// Names of its functions, those of classes after the class and a point; none that stand inside of others.
    pub functions: Vec<String>,
    /// Whether it reads standard input, or has the `main` from which its language starts.
    pub reads: bool,
}

/// The outline of a program; `None` for a language that cannot be read.
pub fn outline(source: &str, language: &str) -> Option<Outline> {
    let grammar = Grammar::of(language)?;
    let syntax = Syntax::parse(grammar, source)?;
    let functions: Vec<String> =
        defined(&syntax).iter().filter(|function| !function.nested).map(|function| function.full()).collect();
    let words: &[&str] = match grammar.id {
        "python" => &["input", "stdin"],
        "javascript" | "typescript" => &["stdin", "readline", "readFileSync"],
        _ => &[],
    };
    let mut reads = functions.iter().any(|name| name == "main" || name.ends_with(".main"))
        && !matches!(grammar.id, "python" | "javascript" | "typescript");
    syntax.walk(syntax.root(), |node| {
        if grammar.strings.contains(&node.kind()) || grammar.comments.contains(&node.kind()) {
            return false;
        }
        let name = matches!(node.kind(), "identifier" | "property_identifier");
        reads |= name && words.contains(&syntax.text_of(node)) && !assigned(node);
        !reads
    });
    Some(Outline { functions, reads })
}

/// A parameter or variable that only happens to be called `input`.
fn assigned(name: tree_sitter::Node<'_>) -> bool {
    name.parent().is_some_and(|parent| {
        matches!(parent.kind(), "parameters" | "typed_parameter" | "default_parameter" | "formal_parameters")
            || (parent.kind() == "assignment" && parent.child_by_field_name("left") == Some(name))
    })
}
