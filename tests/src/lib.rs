//! Shared helpers of the suites under `tests/`.

pub mod checks;
pub mod durability;
pub mod recordings;
pub mod shape;
