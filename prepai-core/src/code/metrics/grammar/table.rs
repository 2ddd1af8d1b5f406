//! All grammars.

use super::python::PYTHON;
use super::{Case, Grammar, family};

const JAVASCRIPT: Grammar = Grammar {
    id: "javascript",
    language: || tree_sitter_javascript::LANGUAGE.into(),
    flow: family::JAVASCRIPT,
    functions: &["function_declaration", "generator_function_declaration", "method_definition"],
    closures: &["arrow_function", "function_expression", "generator_function"],
    classes: &["class_declaration", "class"],
    comments: &["comment", "html_comment", "hash_bang_line"],
    strings: &["string", "template_string", "regex"],
    calls: &["call_expression"],
    names: Case::Camel,
    gradual: false,
};

const C_COMMENTS: &[&str] = &["comment"];
const C_STRINGS: &[&str] =
    &["string_literal", "raw_string_literal", "concatenated_string", "char_literal", "system_lib_string"];

pub(in super::super) const GRAMMARS: &[Grammar] = &[
    PYTHON,
    JAVASCRIPT,
    Grammar {
        id: "typescript",
        language: || tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into(),
        classes: &[
            "class_declaration",
            "abstract_class_declaration",
            "class",
            "interface_declaration",
            "enum_declaration",
        ],
        gradual: true,
        ..JAVASCRIPT
    },
    Grammar {
        id: "java",
        language: || tree_sitter_java::LANGUAGE.into(),
        flow: family::JAVA,
        functions: &["method_declaration", "constructor_declaration", "compact_constructor_declaration"],
        closures: &["lambda_expression"],
        classes: &["class_declaration", "interface_declaration", "enum_declaration", "record_declaration"],
        comments: &["line_comment", "block_comment"],
        strings: &["string_literal", "character_literal"],
        calls: &["method_invocation"],
        names: Case::Camel,
        gradual: false,
    },
    Grammar { id: "cpp", ..C },
    Grammar { id: "c", ..C },
    Grammar {
        id: "go",
        language: || tree_sitter_go::LANGUAGE.into(),
        flow: family::GO,
        functions: &["function_declaration", "method_declaration"],
        closures: &["func_literal"],
        classes: &["type_spec"],
        comments: C_COMMENTS,
        strings: &["interpreted_string_literal", "raw_string_literal", "rune_literal"],
        calls: &["call_expression"],
        names: Case::Camel,
        gradual: false,
    },
    Grammar {
        id: "rust",
        language: || tree_sitter_rust::LANGUAGE.into(),
        flow: family::RUST,
        functions: &["function_item"],
        closures: &["closure_expression"],
        classes: &["struct_item", "enum_item", "trait_item", "union_item", "type_item"],
        comments: &["line_comment", "block_comment"],
        strings: &["string_literal", "raw_string_literal", "char_literal"],
        calls: &["call_expression"],
        names: Case::Snake,
        gradual: false,
    },
];

/// C is read by the grammar of C++, which has all of it that interviews need.
const C: Grammar = Grammar {
    id: "cpp",
    language: || tree_sitter_cpp::LANGUAGE.into(),
    flow: family::CPP,
    functions: &["function_definition"],
    closures: &["lambda_expression"],
    classes: &["class_specifier", "struct_specifier", "union_specifier", "enum_specifier"],
    comments: C_COMMENTS,
    strings: C_STRINGS,
    calls: &["call_expression"],
    names: Case::Any,
    gradual: false,
};
