//! `evaluate`: the scores as they would be if the interview ended now.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{EVALUATE, spec};
use crate::error::Result;
use crate::tool::{Tool, ToolContext, ToolSpec};

#[derive(Debug)]
pub(super) struct Evaluate;

#[async_trait]
impl Tool for Evaluate {
    fn spec(&self) -> ToolSpec {
        spec(
            EVALUATE,
            "Score the interview so far: which criteria have evidence yet. For your own planning; never tell the candidate.",
            json!({}),
            &[],
        )
    }

    async fn call(&self, _: Value, context: ToolContext) -> Result<Value> {
        Ok(crate::evaluation::report(&context.session, &context.library).report)
    }
}
