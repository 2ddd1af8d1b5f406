//! The voice conversation, transition by transition, in virtual time.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

mod carried;
mod failing;
mod interruptions;
mod live;
mod rig;
mod sentences;
mod slow;
mod turns;
mod waiting;
