//! The behaviour of every [`Agent`].

use std::collections::BTreeSet;
use std::sync::Arc;

use futures::future::join;
use futures::{StreamExt, TryStreamExt};

use super::check::{Checked, ensure, ensure_eq, given, suite};
use crate::agent::{Agent, AgentEvent, AgentRequest, Message, Role};
use crate::interview::{Briefing, TurnCause};
use crate::session::Cause;

/// An agent to check, and what to ask it.
#[derive(Debug, Clone)]
pub struct Subject {
    /// The agent.
    pub agent: Arc<dyn Agent>,
    /// A request that it answers; [`samples::agent_request`](super::samples::agent_request) will do.
    pub request: AgentRequest,
    /// A request that goes wrong, if there is one.
    pub failing: Option<AgentRequest>,
}

suite! {
    /// What every agent does.
    "agent": Subject {
        /// A request is answered with words or a tool call, and without an error.
        answers,
        /// Tools are called with an object, under ids that are unique within the answer, and only tools of the request.
        calls_tools_that_it_was_given,
        /// Two requests at once are both answered.
        answers_two_at_once,
        /// Dropping an answer does not disturb the next request.
        survives_a_dropped_answer,
        /// A turn without words (the candidate is there, or silent) is answered.
        answers_a_turn_without_words,
        /// Empty, long and foreign words are answered, or refused with an error; nothing hangs or panics.
        takes_any_words,
        /// Who keeps the history does not change.
        keeps_its_state,
        /// A stream ends after its first error.
        ends_after_an_error,
    }
}

async fn events(agent: &dyn Agent, request: AgentRequest) -> Checked<Vec<AgentEvent>> {
    Ok(agent.respond(request).try_collect().await?)
}

fn says_something(events: &[AgentEvent]) -> bool {
    let words = |event: &AgentEvent| matches!(event, AgentEvent::Text(text) if !text.trim().is_empty());
    events.iter().any(|event| words(event) || matches!(event, AgentEvent::ToolCall(_)))
}

async fn answers(subject: Subject) -> Checked {
    let events = events(&*subject.agent, subject.request).await?;
    ensure!(says_something(&events), "neither words nor a tool call: {events:?}");
    Ok(())
}

async fn calls_tools_that_it_was_given(subject: Subject) -> Checked {
    let given: BTreeSet<_> = subject.request.tools.iter().map(|tool| tool.name.clone()).collect();
    let mut ids = BTreeSet::new();
    for event in events(&*subject.agent, subject.request).await? {
        if let AgentEvent::ToolCall(call) = event {
            ensure!(given.contains(&call.name), "`{}` was not among the tools", call.name);
            ensure!(
                call.arguments.is_object(),
                "arguments of `{}` are no object: {}",
                call.name,
                call.arguments
            );
            ensure!(ids.insert(call.id.clone()), "two calls have the id `{}`", call.id);
        }
    }
    Ok(())
}

async fn answers_two_at_once(subject: Subject) -> Checked {
    let (one, two) = join(
        events(&*subject.agent, subject.request.clone()),
        events(&*subject.agent, subject.request.clone()),
    )
    .await;
    ensure!(says_something(&one?), "the first was not answered");
    ensure!(says_something(&two?), "the second was not answered");
    Ok(())
}

async fn survives_a_dropped_answer(subject: Subject) -> Checked {
    let mut dropped = subject.agent.respond(subject.request.clone());
    ensure!(dropped.next().await.is_some(), "no answer");
    drop(dropped);
    answers(subject).await
}

async fn answers_a_turn_without_words(subject: Subject) -> Checked {
    for cause in [Cause::Ready, Cause::Silence] {
        let briefing =
            Briefing { cause: TurnCause::Prompted(cause.clone()), ..(*subject.request.briefing).clone() };
        let request =
            AgentRequest { messages: Vec::new(), briefing: Arc::new(briefing), ..subject.request.clone() };
        ensure!(says_something(&events(&*subject.agent, request).await?), "{cause:?} was not answered");
    }
    Ok(())
}

async fn takes_any_words(subject: Subject) -> Checked {
    for words in ["", " \n", "我不知道。", "e\u{301}\u{200d}🧑‍💻\0", &"word ".repeat(3_000)] {
        let said = TurnCause::Said(words.to_owned());
        let briefing = Briefing { cause: said, ..(*subject.request.briefing).clone() };
        let messages = vec![Message { role: Role::User, content: words.to_owned() }];
        let request = AgentRequest { messages, briefing: Arc::new(briefing), ..subject.request.clone() };
        let items: Vec<_> = subject.agent.respond(request).collect().await;
        ensure!(
            !items.is_empty(),
            "neither answer nor error for {:?}",
            words.chars().take(20).collect::<String>()
        );
    }
    Ok(())
}

async fn keeps_its_state(subject: Subject) -> Checked {
    let before = subject.agent.state();
    events(&*subject.agent, subject.request).await?;
    ensure_eq!(subject.agent.state(), before, "state after a request");
    Ok(())
}

async fn ends_after_an_error(subject: Subject) -> Checked {
    let request = given(subject.failing, "no request that goes wrong")?;
    let items: Vec<_> = subject.agent.respond(request).collect().await;
    ensure!(items.last().is_some_and(Result::is_err), "no error, or something after it: {items:?}");
    let errors = items.iter().filter(|item| item.is_err()).count();
    ensure_eq!(errors, 1, "errors");
    Ok(())
}
