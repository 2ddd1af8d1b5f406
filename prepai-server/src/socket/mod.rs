//! The WebSocket: the legacy form and protocol 2 on one conversation.

mod budget;
mod client;
mod close;
mod crowd;
mod described;
mod frame;
mod listener;
mod message;
mod open;
mod patience;
mod sentences;
mod talk;
mod tell;
mod upgrade;
mod wire;

pub use client::{ClientMessage, Hello, Mute, Pause, Played, PushToTalk, Resume, TextMessage};
pub use close::Close;
pub(crate) use crowd::{Crowd, OneOf};
pub(crate) use described::Described;
pub use frame::{Frame, HEADER, Payload, VERSION};
pub use message::{
    CodeResult, ErrorMessage, ExerciseView, HelloAck, Line, PhaseView, SampleView, ServerMessage, Stages,
    State,
};
pub(crate) use open::Open;
pub use patience::Patience;
pub use tell::{Audience, Teller, state};
pub use upgrade::limited;
pub(crate) use upgrade::routes;
pub use wire::close_for;
