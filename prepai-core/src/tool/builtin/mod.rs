//! The built-in tools. What they answer becomes events by [`effects`](crate::turn::effects).

mod cv;
mod end;
mod evaluate;
mod execute;
mod exercise;
mod hint;
mod lookup;
mod phase;

use std::sync::Arc;

use serde_json::{Value, json};

use super::{Tool, ToolSpec, Tools};
use crate::error::{Error, Result};

pub use execute::run_exercise;

/// Executes code with tests.
pub const EXECUTE_CODE: &str = "execute_code";
/// Reads what is known of the CV.
pub const ANALYZE_CV: &str = "analyze_cv";
/// Scores the interview so far.
pub const EVALUATE: &str = "evaluate";
/// Puts a coding exercise.
pub const ASK_CODING_QUESTION: &str = "ask_coding_question";
/// Goes on to another phase.
pub const SET_PHASE: &str = "set_phase";
/// Takes a question from the bank.
pub const LOOKUP_QUESTION: &str = "lookup_question";
/// Gives the next hint.
pub const GIVE_HINT: &str = "give_hint";
/// Closes the interview.
pub const END_INTERVIEW: &str = "end_interview";

/// The built-in tools in their order.
pub fn builtin() -> Tools {
    let tools: [Arc<dyn Tool>; 8] = [
        Arc::new(lookup::LookupQuestion),
        Arc::new(phase::SetPhase),
        Arc::new(exercise::AskCodingQuestion),
        Arc::new(execute::ExecuteCode),
        Arc::new(cv::AnalyzeCv),
        Arc::new(evaluate::Evaluate),
        Arc::new(hint::GiveHint),
        Arc::new(end::EndInterview),
    ];
    // The names are constants of this file and differ: the error cannot come.
    tools.into_iter().fold(Tools::none(), |set, tool| set.clone().with(tool).unwrap_or(set))
}

fn spec(name: &str, description: &str, properties: Value, required: &[&str]) -> ToolSpec {
    let parameters = json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    });
    ToolSpec { name: name.to_owned(), description: description.to_owned(), parameters }
}

/// A text argument; absent and null are the same.
fn text<'a>(arguments: &'a Value, field: &'static str) -> Result<Option<&'a str>> {
    match arguments.get(field) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if text.len() <= 200 => Ok(Some(text)),
        Some(_) => Err(Error::invalid(field, "must be a text of up to 200 bytes")),
    }
}

fn flag(arguments: &Value, field: &'static str) -> Result<bool> {
    match arguments.get(field) {
        None | Some(Value::Null) => Ok(false),
        Some(Value::Bool(flag)) => Ok(*flag),
        Some(_) => Err(Error::invalid(field, "must be true or false")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_tools_are_there_in_their_order() {
        let names: Vec<_> = builtin().specs().iter().map(|spec| spec.name.clone()).collect();
        let expected = [
            LOOKUP_QUESTION,
            SET_PHASE,
            ASK_CODING_QUESTION,
            EXECUTE_CODE,
            ANALYZE_CV,
            EVALUATE,
            GIVE_HINT,
            END_INTERVIEW,
        ];
        assert_eq!(names, expected);
    }
}
