//! An interviewer made of rules: no model, no network, the same answer to the same request.

mod carry_out;
mod decide;
mod listen;
mod speak;
#[cfg(test)]
mod tests;
mod view;

use futures::StreamExt;
use futures::stream::{self, BoxStream};

use super::{Agent, AgentEvent, AgentRequest, AgentState, ToolCall};
use crate::error::Result;
use carry_out::{Move, carry_out};
use view::View;

/// Conducts an interview by rules, through the same tools as any other agent.
///
/// It is a function of the request alone: without state, clock or chance; what varies between sessions follows from
/// [`Briefing::seed`](crate::interview::Briefing::seed). It speaks English; answers in other languages are taken as
/// answers whose words it does not know.
///
/// ```
/// use std::sync::Arc;
/// use prepai_core::agent::{Agent, AgentState, LocalAgent};
/// let agent: Arc<dyn Agent> = Arc::new(LocalAgent::new());
/// assert_eq!(agent.state(), AgentState::Stateless);
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct LocalAgent {}

impl LocalAgent {
    /// An interviewer.
    pub fn new() -> Self {
        LocalAgent {}
    }
}

impl Agent for LocalAgent {
    fn respond(&self, request: AgentRequest) -> BoxStream<'static, Result<AgentEvent>> {
        stream::iter(answer(&request)).map(Ok).boxed()
    }

    fn state(&self) -> AgentState {
        AgentState::Stateless
    }
}

fn answer(request: &AgentRequest) -> Vec<AgentEvent> {
    let view = View::new(request);
    match carry_out(&view, decide::decide(&view)) {
        Move::Say(text) => vec![AgentEvent::Text(text)],
        Move::Call(calls) => {
            let call = |(index, (name, arguments)): (usize, (&str, _))| {
                let id = format!("{}-{}-{index}", request.turn, request.round);
                AgentEvent::ToolCall(ToolCall { id, name: name.to_owned(), arguments })
            };
            calls.into_iter().enumerate().map(call).collect()
        }
    }
}
