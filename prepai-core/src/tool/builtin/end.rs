//! `end_interview`: closes the interview after the words of this turn.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{END_INTERVIEW, spec, text};
use crate::error::Result;
use crate::tool::{Tool, ToolContext, ToolSpec};

#[derive(Debug)]
pub(super) struct EndInterview;

#[async_trait]
impl Tool for EndInterview {
    fn spec(&self) -> ToolSpec {
        spec(
            END_INTERVIEW,
            "Close the interview after the words of this turn: say goodbye in them. It is scored then and cannot go on.",
            json!({"reason": {"type": "string"}}),
            &[],
        )
    }

    async fn call(&self, arguments: Value, _: ToolContext) -> Result<Value> {
        let reason = text(&arguments, "reason")?.unwrap_or("complete");
        Ok(json!({"ended": true, "reason": reason}))
    }
}
