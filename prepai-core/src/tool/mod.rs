//! Tools: the only effects that an agent has beyond its words.

mod builtin;
mod set;

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use builtin::{
    ANALYZE_CV, ASK_CODING_QUESTION, END_INTERVIEW, EVALUATE, EXECUTE_CODE, GIVE_HINT, LOOKUP_QUESTION,
    SET_PHASE, builtin, run_exercise,
};
pub use set::Tools;

use crate::clock::Timestamp;
use crate::code::CodeExecutor;
use crate::error::Result;
use crate::interview::{Briefing, Library};
use crate::session::Session;

/// What a tool is called, what it does and which arguments it takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ToolSpec {
    /// `[a-z0-9_]{1,64}`, unique within [`Tools`].
    pub name: String,
    /// For the model: what it does and when to use it.
    pub description: String,
    /// A JSON schema of an object.
    pub parameters: Value,
}

/// What a tool may know of the moment in which it is called.
#[derive(Debug, Clone)]
pub struct ToolContext {
    /// The session as it stood when the turn began, with what has followed from this turn's tools since.
    pub session: Arc<Session>,
    /// The state of the interview in this turn.
    pub briefing: Arc<Briefing>,
    /// Kinds, questions and rubrics.
    pub library: Arc<Library>,
    /// What executes code, if something does.
    pub code: Option<Arc<dyn CodeExecutor>>,
    /// When the turn began.
    pub now: Timestamp,
}

/// Something that an agent may have done.
#[async_trait]
pub trait Tool: fmt::Debug + Send + Sync + 'static {
    /// What it is.
    fn spec(&self) -> ToolSpec;

    /// Does it. The result is shown to the agent and recorded; dropping the future stops the work.
    ///
    /// # Errors
    /// An error is shown to the agent, which may try otherwise; it does not end the turn.
    async fn call(&self, arguments: Value, context: ToolContext) -> Result<Value>;
}
