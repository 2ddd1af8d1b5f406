//! A tool that answers what it was told to answer.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{Script, Step};
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::tool::{Tool, ToolContext, ToolSpec};

/// How a [`ScriptedTool`] was called.
#[derive(Debug, Clone)]
pub struct ScriptedCall {
    /// With which arguments.
    pub arguments: Value,
    /// In which moment.
    pub context: ToolContext,
}

/// Answers each call with the next answer of its script; without one it answers `{}`. Arguments that are no object are
/// `invalid_input`.
#[derive(Debug)]
pub struct ScriptedTool {
    spec: ToolSpec,
    script: Script<ScriptedCall, Value>,
}

impl ScriptedTool {
    /// A tool of a name, whose waits pass on `clock`.
    pub fn new(clock: Arc<dyn Clock>, name: &str) -> Self {
        let script = Script::new(clock);
        script.otherwise(|_| vec![Step::Give(json!({}))]);
        let spec = ToolSpec {
            name: name.to_owned(),
            description: "Does what the script says.".to_owned(),
            parameters: json!({"type": "object"}),
        };
        ScriptedTool { spec, script }
    }

    /// Adds an answer; its first item or error counts.
    #[must_use]
    pub fn answers(self, steps: impl IntoIterator<Item = Step<Value>>) -> Self {
        self.script.push(steps);
        self
    }

    /// The calls so far, in order.
    pub fn calls(&self) -> Vec<ScriptedCall> {
        self.script.calls()
    }

    /// How many calls were dropped before their end.
    pub fn dropped(&self) -> usize {
        self.script.dropped()
    }
}

#[async_trait]
impl Tool for ScriptedTool {
    fn spec(&self) -> ToolSpec {
        self.spec.clone()
    }

    async fn call(&self, arguments: Value, context: ToolContext) -> Result<Value> {
        if !arguments.is_object() {
            return Err(Error::invalid("arguments", "must be an object"));
        }
        self.script.one(ScriptedCall { arguments, context }).await
    }
}
