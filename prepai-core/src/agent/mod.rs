//! The interviewer's mind: a trait, what it is asked and what it answers.

mod event;
mod local;
mod request;

use std::fmt;

use futures::stream::BoxStream;

pub use event::{AgentEvent, ToolCall, Usage};
pub use local::LocalAgent;
pub use request::{AgentRequest, Heard, Message, Role, ToolResult};

use crate::error::Result;

/// Who remembers the conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgentState {
    /// We send the history with every request; such an agent may be asked early.
    Stateless,
    /// The backend keeps it; it is told in the next request what was really heard.
    Remote,
}

/// Decides what the interviewer says and does.
///
/// One turn asks at least once: an answer that ends with tool calls is followed by a request that carries their
/// results, a bounded number of times.
pub trait Agent: fmt::Debug + Send + Sync + 'static {
    /// Answers a request. Dropping the stream stops the work; the stream ends after its first error.
    fn respond(&self, request: AgentRequest) -> BoxStream<'static, Result<AgentEvent>>;

    /// Who remembers the conversation.
    fn state(&self) -> AgentState;
}
