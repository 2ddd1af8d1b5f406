//! `give_hint`: the next step of the open question's hint ladder.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{GIVE_HINT, spec};
use crate::error::Result;
use crate::tool::{Tool, ToolContext, ToolSpec};
use crate::turn::next_hint;

#[derive(Debug)]
pub(super) struct GiveHint;

#[async_trait]
impl Tool for GiveHint {
    fn spec(&self) -> ToolSpec {
        spec(
            GIVE_HINT,
            "Take the next hint for the open question or exercise, when the candidate asks for one: say it in your own words, \
             and no more than it says. It counts as given. Answers {question: null} when there is none to give.",
            json!({}),
            &[],
        )
    }

    async fn call(&self, _: Value, context: ToolContext) -> Result<Value> {
        Ok(match next_hint(&context.session, &context.library) {
            Some(hint) => json!({"question": hint.question, "step": hint.step, "text": hint.text}),
            None => json!({"question": null}),
        })
    }
}
