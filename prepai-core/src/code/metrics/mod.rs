//! The quality of a program's text, by tree-sitter: what can be measured without running it.
//!
//! Every number counts syntax: what stands in comments and strings cannot move one, except the count of comments. A text
//! that does not parse is measured as far as it parses. Deep or hostile texts take time in proportion to their length:
//! no walk recurses, and parsing has a budget.

mod annotations;
mod cognitive;
mod cyclomatic;
mod duplication;
mod functions;
mod grammar;
mod halstead;
mod legacy;
mod lines;
mod maintainability;
mod naming;
mod nesting;
mod outline;
mod score;
mod syntax;

use serde::{Deserialize, Serialize};

pub use annotations::Annotations;
pub use duplication::Duplication;
pub use halstead::Halstead;
pub use lines::Lines;
pub use naming::Naming;
pub use outline::{Outline, outline};
pub use score::{Penalty, Quality};

use grammar::Grammar;
use syntax::Syntax;

/// The languages that can be measured.
pub const LANGUAGES: [&str; 8] = ["python", "javascript", "typescript", "java", "cpp", "c", "go", "rust"];

/// What was measured of a program.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Metrics {
    /// The language by whose grammar it was read.
    pub language: String,
    /// Whether all of it parsed.
    pub parsed: bool,
    /// Lines and comments.
    pub lines: Lines,
    /// Every function with a name, in the order of the source; the first 500 of more.
    pub functions: Vec<Function>,
    /// Functions beyond those; they count in everything else.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub unlisted: u32,
    /// The highest cyclomatic complexity of a function, or that of the whole text where there is none.
    pub cyclomatic: u32,
    /// The cognitive complexity of all functions and of what stands outside of them.
    pub cognitive: u32,
    /// The deepest nesting of control flow.
    pub nesting: u32,
    /// Halstead's numbers.
    pub halstead: Halstead,
    /// The maintainability index, 0 to 100.
    pub maintainability: f64,
    /// Lines that stand there more than once.
    pub duplication: Duplication,
    /// Names that are not as the language's readers expect.
    pub naming: Naming,
    /// Types that are written where they may be left out.
    pub annotations: Annotations,
    /// The score and what it is made of.
    pub quality: Quality,
}

/// A function.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Function {
    /// Its name, after its class and a point if it has one.
    pub name: String,
    /// Its first line, from 1.
    pub line: u32,
    /// Its lines with code.
    pub lines: u32,
    /// Its parameters, without `self`.
    pub parameters: u32,
    /// Whether it stands inside of another function.
    pub nested: bool,
    /// McCabe's complexity, by radon's rules: functions within count for themselves, closures here.
    pub cyclomatic: u32,
    /// Cognitive complexity by SonarSource's rules, for Python as complexipy counts: functions within count here.
    pub cognitive: u32,
}

/// The most functions that are listed.
const LISTED: usize = 500;

fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// Measures a program; `None` for a language that is not one of [`LANGUAGES`], in any case, or for a text whose parsing
/// exceeds its budget.
pub fn measure(source: &str, language: &str) -> Option<Metrics> {
    let grammar = Grammar::of(language)?;
    let syntax = Syntax::parse(grammar, source)?;
    let defined = functions::defined(&syntax);
    let apart = functions::identities(&defined);
    let lines = lines::count(&syntax);
    let functions: Vec<Function> = defined
        .iter()
        .map(|function| Function {
            name: function.full(),
            line: syntax::line(function.node),
            lines: lines::within(&syntax, function.node),
            parameters: function.parameters,
            nested: function.nested,
            cyclomatic: cyclomatic::of_function(&syntax, function, &apart),
            cognitive: cognitive::of_function(&syntax, function),
        })
        .collect();
    let whole = cyclomatic::outside(&syntax, &apart);
    let cyclomatic = functions.iter().map(|function| function.cyclomatic).max().unwrap_or(whole);
    let outer = functions.iter().filter(|function| !function.nested);
    let cognitive =
        outer.map(|function| function.cognitive).sum::<u32>() + cognitive::outside(&syntax, &apart);
    let halstead = halstead::count(&syntax);
    let mut metrics = Metrics {
        language: grammar.id.to_owned(),
        parsed: !syntax.root().has_error(),
        maintainability: maintainability::index(&halstead, cyclomatic, lines.code),
        lines,
        functions,
        unlisted: 0,
        cyclomatic,
        cognitive,
        nesting: nesting::deepest(&syntax),
        halstead,
        duplication: duplication::find(&syntax),
        naming: naming::check(&syntax, &defined),
        annotations: annotations::count(&syntax, &defined),
        quality: Quality::default(),
    };
    metrics.quality = score::score(&metrics);
    metrics.unlisted = u32::try_from(metrics.functions.len().saturating_sub(LISTED)).unwrap_or(u32::MAX);
    metrics.functions.truncate(LISTED);
    Some(metrics)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_and_many_functions_are_measured_and_not_all_told() {
        let methods = "a(){}".repeat(6_000);
        let source = format!("class {} {{ {methods} }}", "A".repeat(30_000));
        let metrics = measure(&source, "javascript").unwrap();
        assert_eq!((metrics.functions.len(), metrics.unlisted), (LISTED, 6_000 - 500));
        assert_eq!(metrics.functions[0].name.len(), 100 + ".a".len());
        let wire = metrics.wire();
        assert_eq!(wire["num_functions"], 6_000);
        assert!(wire.to_string().len() < 256 << 10);
        let outline = outline(&source, "javascript").unwrap();
        assert!(outline.functions.iter().map(String::len).sum::<usize>() < 1 << 20);
    }
}
