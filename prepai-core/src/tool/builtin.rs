//! The built-in tools.

use super::Tools;

/// Executes code with tests.
pub const EXECUTE_CODE: &str = "execute_code";
/// Reads a CV.
pub const ANALYZE_CV: &str = "analyze_cv";
/// Scores the interview so far.
pub const EVALUATE: &str = "evaluate";
/// Puts a coding exercise.
pub const ASK_CODING_QUESTION: &str = "ask_coding_question";
/// Goes on to another phase.
pub const SET_PHASE: &str = "set_phase";
/// Takes a question from the bank.
pub const LOOKUP_QUESTION: &str = "lookup_question";
/// Closes the interview.
pub const END_INTERVIEW: &str = "end_interview";

/// The built-in tools in their order.
pub fn builtin() -> Tools {
    Tools::none()
}
