//! Python's words.

use super::{Case, Flow, Grammar};

pub(super) const PYTHON: Grammar = Grammar {
    id: "python",
    language: || tree_sitter_python::LANGUAGE.into(),
    flow: Flow {
        decisions: &[
            "if_statement",
            "elif_clause",
            "conditional_expression",
            "for_statement",
            "while_statement",
            "except_clause",
            "boolean_operator",
            "for_in_clause",
            "assert_statement",
        ],
        operators: &["and", "or"],
        binary: "boolean_operator",
        branches: &["if_statement"],
        structures: &["for_statement", "while_statement", "except_clause", "match_statement"],
        ternaries: &["conditional_expression"],
        jumps: &[],
    },
    functions: &["function_definition"],
    closures: &["lambda"],
    classes: &["class_definition"],
    comments: &["comment"],
    strings: &["string", "concatenated_string"],
    calls: &["call"],
    names: Case::Snake,
    gradual: true,
};
