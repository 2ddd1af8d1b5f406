//! How a case says that something is not as it should be.

use std::future::Future;

use crate::error::Error;
use crate::testing::Outcome;

/// Why a case ended early.
#[derive(Debug)]
pub(super) enum Stop {
    Failed(String),
    Skipped(String),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Stop::Failed(format!("unexpected error: {error:?}"))
    }
}

pub(super) type Checked = Result<(), Stop>;

/// The outcome of a case.
pub(super) async fn outcome(case: impl Future<Output = Checked>) -> Outcome {
    match case.await {
        Ok(()) => Outcome::Passed,
        Err(Stop::Failed(why)) => Outcome::Failed(why),
        Err(Stop::Skipped(why)) => Outcome::Skipped(why),
    }
}

/// A case from its name, its sentence and its function.
macro_rules! case {
    ($name:literal, $checks:literal, $run:expr) => {
        Case { name: $name, checks: $checks, run: |subject| outcome($run(subject)).boxed() }
    };
}

/// Ends the case unless the condition holds.
macro_rules! ensure {
    ($condition:expr, $($message:tt)+) => {
        if !$condition {
            return Err($crate::testing::session_store::check::Stop::Failed(format!($($message)+)));
        }
    };
}

/// Ends the case unless both are the same.
macro_rules! ensure_eq {
    ($found:expr, $expected:expr, $($what:tt)+) => {{
        let (found, expected) = (&$found, &$expected);
        if found != expected {
            let what = format!($($what)+);
            let message = format!("{what}: found {found:?}, expected {expected:?}");
            return Err($crate::testing::session_store::check::Stop::Failed(message));
        }
    }};
}

pub(super) use {case, ensure, ensure_eq};
