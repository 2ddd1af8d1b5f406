//! The states of the floor.

/// Who has the floor. The table of transitions is in the documentation of [the module](super).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum FloorState {
    /// Nobody speaks; the candidate may.
    #[default]
    Idle,
    /// The candidate's turn is open.
    Listening,
    /// The candidate's turn is over and the interviewer works on an answer.
    Thinking,
    /// The interviewer is heard.
    Speaking,
    /// The interviewer is paused because somebody speaks; what it is is not decided.
    Interrupted,
    /// The conversation is over.
    Closing,
}

impl FloorState {
    /// The word for it in logs and on the wire.
    pub fn code(self) -> &'static str {
        match self {
            FloorState::Idle => "idle",
            FloorState::Listening => "listening",
            FloorState::Thinking => "thinking",
            FloorState::Speaking => "speaking",
            FloorState::Interrupted => "interrupted",
            FloorState::Closing => "closing",
        }
    }
}
