//! The program as a user sees it.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests fail as tests do"
)]

mod bank;
mod config;
mod evaluate;
mod export;
mod failures;
mod interview;
mod output;
mod program;
mod replay;
mod resume;
mod run;
mod say;
mod sessions;
mod speech;
#[cfg(unix)]
mod terminal;
