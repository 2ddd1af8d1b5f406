//! Requests and contexts to begin a test with: a behavioural interview in its first turn, changed by struct update.

use std::sync::Arc;

use crate::agent::{AgentRequest, Message, Role};
use crate::clock::Timestamp;
use crate::ids::SessionId;
use crate::interview::{Briefing, Library, TurnCause};
use crate::session::{Mode, Session};
use crate::tool::ToolContext;

/// When the samples happen: the moment at which a [`VirtualClock`](super::VirtualClock) begins.
pub const NOW: Timestamp = super::virtual_clock::START;

/// A session that no store knows.
#[expect(clippy::expect_used, reason = "a constant that satisfies the rule for ids")]
pub fn session_id() -> SessionId {
    SessionId::new("sample").expect("a valid id")
}

/// Ada's first words in a behavioural interview of 45 minutes, before any phase.
pub fn briefing(said: &str) -> Briefing {
    Briefing {
        candidate: "Ada".to_owned(),
        interview_type: "behavioral".to_owned(),
        kind: Arc::clone(Library::embedded().kinds().resolve("behavioral")),
        mode: Mode::Practice,
        cause: TurnCause::Said(said.to_owned()),
        phase: None,
        next_phase: None,
        elapsed_s: 0,
        planned_s: 45 * 60,
        asked: Vec::new(),
        question: None,
        follow_ups: 0,
        exercise: None,
        hints: 0,
        hint: None,
        submission: None,
        submissions: 0,
        last_reply: None,
        answers: Vec::new(),
        seed: 1,
        now: NOW,
    }
}

/// A request for the answer to Ada's first words, without tools.
pub fn agent_request(said: &str) -> AgentRequest {
    AgentRequest {
        session: session_id(),
        turn: 1,
        round: 0,
        system: "You are an interviewer. Answer in one short sentence.".to_owned(),
        messages: vec![Message { role: Role::User, content: said.to_owned() }],
        said_so_far: String::new(),
        tools: Arc::default(),
        results: Vec::new(),
        briefing: Arc::new(briefing(said)),
        heard: None,
    }
}

/// The moment of that request for a tool, without an executor.
pub fn tool_context() -> ToolContext {
    ToolContext {
        session: Arc::new(Session::new(session_id())),
        briefing: Arc::new(briefing("Hello.")),
        library: Library::embedded(),
        code: None,
        now: NOW,
    }
}
