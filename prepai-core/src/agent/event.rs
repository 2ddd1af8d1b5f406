//! What an agent answers.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A piece of an agent's answer.
#[derive(Debug, Clone, PartialEq)]
pub enum AgentEvent {
    /// More of the text; pieces of any size, cut anywhere.
    Text(String),
    /// Please run this tool; the results come in the next request.
    ToolCall(ToolCall),
    /// A tool that the backend has run itself.
    ToolUsed {
        /// What was called.
        call: ToolCall,
        /// What it answered.
        result: Value,
    },
    /// A source of what was said.
    Citation {
        /// The words that it supports.
        text: String,
        /// Where it stands (a URL, a document's name).
        source: String,
    },
    /// What the answer cost; the last one counts.
    Usage(Usage),
}

/// A wish to run a tool.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ToolCall {
    /// The backend's name for this call; unique within a turn.
    pub id: String,
    /// The tool's name.
    pub name: String,
    /// Its arguments, an object.
    pub arguments: Value,
}

/// Tokens of one request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Tokens that were read.
    pub input_tokens: u64,
    /// Tokens that were written.
    pub output_tokens: u64,
}
