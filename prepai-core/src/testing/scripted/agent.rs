//! An agent that says what it was told to say.

use std::sync::Arc;

use futures::stream::BoxStream;
use serde_json::Value;

use super::{Script, Step};
use crate::agent::{Agent, AgentEvent, AgentRequest, AgentState, ToolCall};
use crate::clock::Clock;
use crate::error::Result;

/// Answers each request with the next answer of its script, and keeps the requests.
///
/// ```
/// use std::sync::Arc;
/// use prepai_core::testing::{ScriptedAgent, VirtualClock};
/// let agent = ScriptedAgent::new(Arc::new(VirtualClock::new())).says("Hello. How are you?");
/// assert!(agent.requests().is_empty());
/// ```
#[derive(Debug)]
pub struct ScriptedAgent {
    state: AgentState,
    script: Script<AgentRequest, AgentEvent>,
}

impl ScriptedAgent {
    /// A stateless agent without answers, whose waits pass on `clock`.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        ScriptedAgent { state: AgentState::Stateless, script: Script::new(clock) }
    }

    /// Lets it claim that it keeps the history itself.
    #[must_use]
    pub fn remote(mut self) -> Self {
        self.state = AgentState::Remote;
        self
    }

    /// Adds an answer of one piece of text.
    #[must_use]
    pub fn says(self, text: &str) -> Self {
        self.answers([Step::Give(AgentEvent::Text(text.to_owned()))])
    }

    /// Adds an answer that streams a text word by word, each with the space before it.
    #[must_use]
    pub fn streams(self, text: &str) -> Self {
        let pieces: Vec<_> =
            text.split_inclusive(' ').map(|word| Step::Give(AgentEvent::Text(word.to_owned()))).collect();
        self.answers(pieces)
    }

    /// Adds an answer that calls one tool.
    #[must_use]
    pub fn calls(self, id: &str, name: &str, arguments: Value) -> Self {
        let call = ToolCall { id: id.to_owned(), name: name.to_owned(), arguments };
        self.answers([Step::Give(AgentEvent::ToolCall(call))])
    }

    /// Adds an answer.
    #[must_use]
    pub fn answers(self, steps: impl IntoIterator<Item = Step<AgentEvent>>) -> Self {
        self.script.push(steps);
        self
    }

    /// Sets how requests are answered for which there is no other answer.
    #[must_use]
    pub fn otherwise(
        self,
        answer: impl Fn(&AgentRequest) -> Vec<Step<AgentEvent>> + Send + Sync + 'static,
    ) -> Self {
        self.script.otherwise(answer);
        self
    }

    /// The requests so far, in order.
    pub fn requests(&self) -> Vec<AgentRequest> {
        self.script.calls()
    }

    /// How many answers were dropped before their end.
    pub fn dropped(&self) -> usize {
        self.script.dropped()
    }
}

impl Agent for ScriptedAgent {
    fn respond(&self, request: AgentRequest) -> BoxStream<'static, Result<AgentEvent>> {
        self.script.play(request)
    }

    fn state(&self) -> AgentState {
        self.state
    }
}
