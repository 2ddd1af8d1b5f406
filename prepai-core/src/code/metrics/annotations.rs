//! Types that are written where the language lets them be left out.

use serde::{Deserialize, Serialize};

use super::functions::{Defined, parameter_list};
use super::syntax::{Syntax, children};

/// Annotations of functions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Annotations {
    /// Parameters and results that could have one; 0 where the language requires or does not have them.
    pub places: u32,
    /// Those that have one.
    pub annotated: u32,
    /// Whether types are written at all: in languages that require them, always.
    pub typed: bool,
}

pub(super) fn count(syntax: &Syntax<'_>, defined: &[Defined<'_>]) -> Annotations {
    let grammar = syntax.grammar;
    if !grammar.gradual {
        return Annotations { typed: grammar.id != "javascript", ..Annotations::default() };
    }
    let (mut places, mut annotated) = (0, 0);
    for function in defined {
        places += 1;
        annotated += u32::from(function.node.child_by_field_name("return_type").is_some());
        let Some(list) = parameter_list(function.node) else { continue };
        for (parameter, _) in children(list) {
            let typed = match parameter.kind() {
                "typed_parameter" | "typed_default_parameter" => true,
                "required_parameter" | "optional_parameter" => {
                    parameter.child_by_field_name("type").is_some()
                }
                "identifier" => {
                    if matches!(syntax.text_of(parameter), "self" | "cls") {
                        continue;
                    }
                    false
                }
                "default_parameter" | "list_splat_pattern" | "dictionary_splat_pattern" => false,
                _ => continue,
            };
            places += 1;
            annotated += u32::from(typed);
        }
    }
    Annotations { places, annotated, typed: annotated > 0 }
}
