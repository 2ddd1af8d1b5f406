//! The server over real listeners: the recorded contract, many clients at once, and clients that mean harm.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "helpers of tests"
)]

mod code;
mod concurrent;
mod conversations;
mod deviations;
mod http;
mod recordings;
mod server;
mod ws;
