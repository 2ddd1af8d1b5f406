//! Shared helpers of the suites under `tests/`.
