//! The WebSocket over a real listener.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "helpers of tests"
)]

mod close;
mod document;
mod frontend;
mod legacy;
mod peer;
mod recorded;
mod second;
mod sentences;
mod voice;
