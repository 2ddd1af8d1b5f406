//! Conversations on a virtual clock: every way in which a turn opens, ends or is broken off.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

mod ending;
mod opening;
mod rig;
mod speech;
mod storage;
mod take_over;
