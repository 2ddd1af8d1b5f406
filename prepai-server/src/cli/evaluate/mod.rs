//! `prepai evaluate`: scores for a conversation from elsewhere, or again for a session.

use clap::Args;
use prepai_core::evaluation::{Input as Evaluated, Rubric, evaluate};
use prepai_core::{Error, ErrorKind, Result};
use serde_json::Value;

use super::context::Context;
use super::exit::Outcome;
use super::input::{Input, read};
use super::report;

/// Score an interview: the evaluator's input of the architecture guide, or a session.
///
/// The input is JSON: sessionId, conversationHistory [{role, content, timestamp}], codeSubmissions, interviewType,
/// duration in seconds. What was not shown in it is not assessed.
#[derive(Debug, Args)]
pub(crate) struct EvaluateArgs {
    /// A file (`-` for standard input), or a session's id
    #[arg(value_name = "FILE|-|ID")]
    what: Input,
}

impl EvaluateArgs {
    /// Scores.
    ///
    /// # Errors
    /// `invalid_input` with the field's path, `invalid_content` for what is no JSON; `not_found`; what the configuration
    /// or the store says.
    pub(crate) async fn run(self, context: &Context) -> Result<Outcome> {
        let interview = context.interview()?;
        let input = match self.what.session() {
            Some(id) => {
                let log = interview.sessions().load(&id).await.map_err(|error| error.with("session", &id))?;
                Evaluated::of(log.session())
            }
            None => Evaluated::from_json(&parsed(&read(&self.what)?)?)?,
        };
        let report = evaluate(&input, &Rubric::embedded(), &interview.backends().library).to_value();
        let output = &context.output;
        output.result(&report, || report::shown(&report, output.style(), output.width()))?;
        Ok(Outcome::Done)
    }
}

fn parsed(bytes: &[u8]) -> Result<Value> {
    serde_json::from_slice(bytes).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        Error::new(ErrorKind::InvalidContent, format!("the input is no JSON: {error}")).with("place", place)
    })
}
