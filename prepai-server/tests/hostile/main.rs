//! Clients that mean harm, or know no better: the right status, nothing lost, nobody else affected.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "helpers of tests fail as tests do"
)]

mod house;
mod http;
#[path = "../raw/mod.rs"]
#[expect(dead_code, reason = "shared: no suite uses all of it")]
mod raw;
mod silence;
mod socket;
