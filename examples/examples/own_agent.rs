//! An agent of one's own: it asks three questions of the bank and says goodbye.
//!
//! ```sh
//! cargo run -p prepai-examples --example own_agent
//! ```
#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::sync::Arc;

use futures::executor::block_on;
use futures::future::{Either, select};
use futures::stream::{self, BoxStream, StreamExt};
use prepai_core::agent::{Agent, AgentEvent, AgentRequest, AgentState, ToolCall};
use prepai_core::storage::MemoryStore;
use prepai_core::tool::{END_INTERVIEW, LOOKUP_QUESTION};
use prepai_core::turn::{Conversation, Interview, NewSession, OpenOptions, TurnEvent, TurnInput};
use prepai_core::{Backends, Result};
use serde_json::{Value, json};

/// Everything that it does beyond words is a tool call; everything that it knows comes with the request.
#[derive(Debug)]
struct ThreeQuestions;

impl Agent for ThreeQuestions {
    fn respond(&self, request: AgentRequest) -> BoxStream<'static, Result<AgentEvent>> {
        let call = |name: &str, arguments: Value| {
            let id = format!("call-{}", request.round);
            AgentEvent::ToolCall(ToolCall { id, name: name.to_owned(), arguments })
        };
        let text = |text: &str| AgentEvent::Text(text.to_owned());
        let asked =
            request.results.iter().find_map(|result| result.result.as_ref().ok()?.get("text")?.as_str());
        let answer = match (request.results.is_empty(), asked) {
            (true, _) if request.turn > 3 => {
                vec![text("Thank you, that was all. Goodbye!"), call(END_INTERVIEW, json!({}))]
            }
            (true, _) => vec![call(LOOKUP_QUESTION, json!({"phase": "behavioral"}))],
            (false, Some(question)) => vec![text(question)],
            (false, None) if request.turn > 3 => Vec::new(),
            (false, None) => vec![text("Tell me more, please.")],
        };
        stream::iter(answer.into_iter().map(Ok)).boxed()
    }

    fn state(&self) -> AgentState {
        AgentState::Stateless
    }
}

fn main() -> Result<()> {
    let interview = Interview::new(Backends::new(Arc::new(ThreeQuestions), Arc::new(MemoryStore::new())));
    block_on(async {
        let new = NewSession {
            interview_type: "Behavioral".into(),
            candidate_name: "Ada Lovelace".into(),
            ..NewSession::default()
        };
        let session = interview.create(new).await?.session().id.clone();
        let (conversation, driver) = Conversation::open(&interview, &session, OpenOptions::default()).await?;
        match select(Box::pin(talk(conversation)), driver).await {
            Either::Left((talked, _)) => talked,
            Either::Right(_) => Ok(()),
        }
    })
}

async fn talk(conversation: Conversation) -> Result<()> {
    let mut events = conversation.subscribe();
    conversation.send(TurnInput::Ready).await?;
    while let Some(event) = events.next().await {
        match event {
            TurnEvent::Completed { text, .. } => {
                println!("Interviewer: {text}");
                let answer =
                    "I led the move of our payment service to a new database, and it took two months.";
                println!("Candidate:   {answer}");
                // After the end there is nothing to answer any more.
                if conversation.send(TurnInput::Text(answer.into())).await.is_err() {
                    break;
                }
            }
            TurnEvent::Ended { report, .. } => {
                println!("Report: {report:#}");
                break;
            }
            _ => {}
        }
    }
    Ok(())
}
