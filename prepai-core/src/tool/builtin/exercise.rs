//! `ask_coding_question`: puts a coding exercise.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{ASK_CODING_QUESTION, spec, text};
use crate::error::{Error, ErrorKind, Result};
use crate::interview::Exercise;
use crate::session::CodingQuestion;
use crate::tool::{Tool, ToolContext, ToolSpec};

#[derive(Debug)]
pub(super) struct AskCodingQuestion;

#[async_trait]
impl Tool for AskCodingQuestion {
    fn spec(&self) -> ToolSpec {
        spec(
            ASK_CODING_QUESTION,
            "Put a coding exercise: the candidate's editor opens with it. Say in one sentence what it is about. Answers \
             {question_id: null} when none is left.",
            json!({
                "exercise": {"type": "string", "description": "this very exercise, by id"},
                "language": {"type": "string", "description": "the candidate's language; default python"},
            }),
            &[],
        )
    }

    async fn call(&self, arguments: Value, context: ToolContext) -> Result<Value> {
        let found = match text(&arguments, "exercise")? {
            Some(id) => {
                let found = context.library.bank().exercise(id).map(AsRef::as_ref);
                Some(
                    found
                        .ok_or_else(|| Error::invalid("exercise", format!("there is no exercise `{id}`")))?,
                )
            }
            None => next(&context),
        };
        let Some(exercise) = found else { return Ok(json!({"question_id": null})) };
        let wanted = text(&arguments, "language")?.unwrap_or("python").to_lowercase();
        let starter = exercise.starter.get_key_value(&wanted).or_else(|| exercise.starter.first_key_value());
        let (language, code) = starter.map_or(("python", ""), |(language, code)| (language, code));
        let question = CodingQuestion {
            question_id: exercise.id.clone(),
            question: exercise.prompt.clone(),
            function: exercise.function.clone(),
            language: language.to_owned(),
            initial_code: code.to_owned(),
            samples: exercise.samples.clone(),
        };
        let unwritable =
            |error| Error::new(ErrorKind::Internal, "an exercise has no JSON form").caused_by(error);
        let mut result =
            serde_json::to_value(question).map_err(|error: serde_json::Error| unwritable(error))?;
        if let Value::Object(fields) = &mut result {
            fields.insert("title".to_owned(), json!(exercise.title));
            fields.insert("text".to_owned(), json!(exercise.text));
        }
        Ok(result)
    }
}

/// The easiest exercise of the kind that was not put yet; between equals the session's own choice.
fn next(context: &ToolContext) -> Option<&Exercise> {
    let kind = &context.briefing.kind;
    let exercises = context.library.bank().exercises().map(AsRef::as_ref);
    let fits =
        |exercise: &&Exercise| exercise.kinds.includes(&kind.id) && !context.session.was_asked(&exercise.id);
    let seed = context.briefing.seed;
    let own = |exercise: &Exercise| {
        exercise.id.bytes().fold(seed, |hash, byte| hash.rotate_left(7) ^ u64::from(byte))
    };
    let wish = |exercise: &Exercise| exercise.difficulty.abs_diff(2);
    exercises.filter(fits).min_by_key(|exercise| (wish(exercise), own(exercise), exercise.id.clone()))
}
