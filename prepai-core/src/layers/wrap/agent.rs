//! Agents in a layer.

use std::sync::Arc;

use futures::stream::BoxStream;

use super::Layered;
use crate::agent::{Agent, AgentEvent, AgentRequest, AgentState};
use crate::error::Result;
use crate::layers::{Layer, operation};

#[deny(clippy::missing_trait_methods)]
impl<L: Layer> Agent for Layered<L, dyn Agent> {
    fn respond(&self, request: AgentRequest) -> BoxStream<'static, Result<AgentEvent>> {
        let inner = Arc::clone(&self.inner);
        let operation = match self.inner.state() {
            AgentState::Stateless => &operation::RESPOND,
            AgentState::Remote => &operation::RESPOND_REMOTE,
        };
        self.layer.stream(operation, Box::new(move || inner.respond(request.clone())))
    }

    fn state(&self) -> AgentState {
        self.inner.state()
    }
}
