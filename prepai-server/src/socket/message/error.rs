//! What went wrong.

use prepai_core::Error;
use serde::Serialize;
use utoipa::ToSchema;

/// Fields of `error`.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ErrorMessage {
    /// The word of its kind, the same as in HTTP.
    pub code: &'static str,
    /// A sentence.
    pub message: String,
    /// Whether the same may go well later.
    pub retryable: bool,
    /// The turn, or 0.
    pub turn: u32,
    /// The versions that there are, when the one that was asked for is not among them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub supported: Vec<u32>,
}

impl ErrorMessage {
    /// An error in a turn; 0 outside.
    pub fn of(error: &Error, turn: u32) -> Self {
        ErrorMessage {
            code: error.kind().code(),
            message: error.message().to_owned(),
            retryable: error.is_retryable(),
            turn,
            supported: Vec::new(),
        }
    }
}
