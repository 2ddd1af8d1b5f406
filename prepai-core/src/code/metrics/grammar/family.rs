//! Words of the languages with braces.

use super::Flow;

pub(super) const JAVASCRIPT: Flow = Flow {
    decisions: &[
        "if_statement",
        "for_statement",
        "for_in_statement",
        "while_statement",
        "do_statement",
        "switch_case",
        "catch_clause",
        "ternary_expression",
    ],
    operators: &["&&", "||", "??"],
    binary: "binary_expression",
    branches: &["if_statement"],
    structures: &[
        "for_statement",
        "for_in_statement",
        "while_statement",
        "do_statement",
        "switch_statement",
        "catch_clause",
    ],
    ternaries: &["ternary_expression"],
    jumps: &["break_statement", "continue_statement"],
};

pub(super) const JAVA: Flow = Flow {
    decisions: &[
        "if_statement",
        "for_statement",
        "enhanced_for_statement",
        "while_statement",
        "do_statement",
        "catch_clause",
        "ternary_expression",
    ],
    operators: &["&&", "||"],
    binary: "binary_expression",
    branches: &["if_statement"],
    structures: &[
        "for_statement",
        "enhanced_for_statement",
        "while_statement",
        "do_statement",
        "switch_expression",
        "catch_clause",
    ],
    ternaries: &["ternary_expression"],
    jumps: &["break_statement", "continue_statement"],
};

pub(super) const CPP: Flow = Flow {
    decisions: &[
        "if_statement",
        "for_statement",
        "for_range_loop",
        "while_statement",
        "do_statement",
        "catch_clause",
        "conditional_expression",
    ],
    operators: &["&&", "||", "and", "or"],
    binary: "binary_expression",
    branches: &["if_statement"],
    structures: &[
        "for_statement",
        "for_range_loop",
        "while_statement",
        "do_statement",
        "switch_statement",
        "catch_clause",
    ],
    ternaries: &["conditional_expression"],
    jumps: &["goto_statement"],
};

pub(super) const GO: Flow = Flow {
    decisions: &["if_statement", "for_statement", "expression_case", "type_case", "communication_case"],
    operators: &["&&", "||"],
    binary: "binary_expression",
    branches: &["if_statement"],
    structures: &[
        "for_statement",
        "expression_switch_statement",
        "type_switch_statement",
        "select_statement",
    ],
    ternaries: &[],
    jumps: &["break_statement", "continue_statement", "goto_statement"],
};

pub(super) const RUST: Flow = Flow {
    decisions: &["if_expression", "for_expression", "while_expression"],
    operators: &["&&", "||"],
    binary: "binary_expression",
    branches: &["if_expression"],
    structures: &["for_expression", "while_expression", "loop_expression", "match_expression"],
    ternaries: &[],
    jumps: &["break_expression", "continue_expression"],
};
