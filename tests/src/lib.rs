//! Shared helpers of the suites under `tests/`.

pub mod recordings;
pub mod shape;
