//! What an agent is asked.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::ToolCall;
use crate::error::ErrorKind;
use crate::ids::SessionId;
use crate::interview::Briefing;
use crate::tool::ToolSpec;

/// Who speaks in a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The candidate.
    User,
    /// The interviewer.
    Assistant,
}

/// A message of the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Who.
    pub role: Role,
    /// The words; for the interviewer those that were heard.
    pub content: String,
}

/// What a tool answered in this turn.
#[derive(Debug, Clone, PartialEq)]
pub struct ToolResult {
    /// The call.
    pub call: ToolCall,
    /// The result, or the kind of the error and its sentence.
    pub result: Result<Value, (ErrorKind, String)>,
    /// Which round of this turn asked for it, from 0.
    pub round: u32,
}

/// How much of the last answer the candidate heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// The turn that was cut off.
    pub turn: u32,
    /// The words that were played.
    pub text: String,
}

/// A request for the interviewer's next words.
///
/// Language models use `system`, `messages` and `tools`; an agent of rules uses the `briefing`, which says the same as
/// data.
#[derive(Debug, Clone)]
pub struct AgentRequest {
    /// The session.
    pub session: SessionId,
    /// The turn, from 1.
    pub turn: u32,
    /// Which round of this turn this is, from 0: above 0 when tool results follow.
    pub round: u32,
    /// The instructions for a model.
    pub system: String,
    /// The history, oldest first; ends with the candidate's words of this turn, if there are any.
    pub messages: Vec<Message>,
    /// What this turn has said already (text of earlier rounds).
    pub said_so_far: String,
    /// Tools that may be called.
    pub tools: Arc<[ToolSpec]>,
    /// Results of the tools that this turn has called, oldest first.
    pub results: Vec<ToolResult>,
    /// The state of the interview as data.
    pub briefing: Arc<Briefing>,
    /// For remote agents: what was really heard of the turn before, if it was cut off.
    pub heard: Option<Heard>,
}
