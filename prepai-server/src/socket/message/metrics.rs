//! How long a turn took.

use serde::Serialize;
use utoipa::ToSchema;

/// Milliseconds since the opening of the turn was stored, but for the stages before that.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, ToSchema)]
pub struct Stages {
    /// From the last speech to the decision that the candidate's turn is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpointing: Option<f64>,
    /// From that decision to the words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transcription: Option<f64>,
    /// From the input to its acknowledgement by the store.
    pub commit: f64,
    /// To the agent's first word or tool call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent: Option<f64>,
    /// To the first released words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_text: Option<f64>,
    /// To the first sound.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_audio: Option<f64>,
    /// To the end of generation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub generated: Option<f64>,
}
