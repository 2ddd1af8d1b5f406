//! What reads the frames of clients.

#[path = "../../src/socket/client.rs"]
mod client;
#[path = "../../src/socket/frame.rs"]
mod frame;

pub use client::ClientMessage;
pub use frame::{Frame, HEADER};
