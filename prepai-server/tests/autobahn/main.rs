//! The cases of Autobahn's WebSocket suite, in its numbering (autobahntestsuite 25.10.1), over raw TCP.
//!
//! The suite's own program is written for Python 2; `make autobahn` runs its files with another one. Here its cases are kept for every
//! run of the tests: what is sent, in which pieces, what has to come back, and with which code a connection is closed. Each is played twice: against an echo with the very
//! options and closes of the server's sockets, where everything is judged, and against the socket of an interview, which does not
//! echo and is judged by its pongs and its close.
//!
//! Stricter than there: a failed connection must be closed with the right code, dropping it does not do. Left out: 12 and 13
//! (compression, which is not offered), the timing of 9 (a benchmark), messages over the server's limit of 1 MiB, which have
//! to be refused instead (9.1.4 and on).
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "helpers of tests fail as tests do"
)]

mod case;
mod closing;
mod control;
mod echo;
mod fragments;
mod framing;
mod house;
mod limits;
#[path = "../raw/mod.rs"]
#[expect(dead_code, reason = "shared: no suite uses all of it")]
mod raw;
mod utf8;
