//! The server as a process: how it starts, what it logs, how it ends.
#![cfg(unix)]
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests fail as tests do"
)]

mod bind;
mod logs;
mod prepai;
mod stop;
mod talk;
#[cfg(feature = "otel")]
mod telemetry;
mod tls;
