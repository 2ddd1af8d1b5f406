//! How a case of a suite says that something is not as it should be.

use std::future::Future;

use super::Outcome;
use crate::error::Error;

/// Why a case ended early.
#[derive(Debug)]
pub(crate) enum Stop {
    Failed(String),
    Skipped(String),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Stop::Failed(format!("unexpected error: {error:?}"))
    }
}

pub(crate) type Checked<T = ()> = Result<T, Stop>;

/// The outcome of a case.
pub(crate) async fn outcome(case: impl Future<Output = Checked>) -> Outcome {
    match case.await {
        Ok(()) => Outcome::Passed,
        Err(Stop::Failed(why)) => Outcome::Failed(why),
        Err(Stop::Skipped(why)) => Outcome::Skipped(why),
    }
}

/// The optional part of a subject, or the case is skipped and says what it lacks.
pub(crate) fn given<T>(part: Option<T>, lacks: &str) -> Checked<T> {
    part.ok_or_else(|| Stop::Skipped(lacks.to_owned()))
}

/// A suite from its functions, each with the sentence that it checks.
macro_rules! suite {
    ($(#[doc = $doc:literal])* $name:literal: $subject:ty { $($(#[doc = $checks:literal])+ $case:ident,)+ }) => {
        $(#[doc = $doc])*
        pub const SUITE: $crate::testing::Suite<$subject> = $crate::testing::Suite {
            name: $name,
            cases: &[$($crate::testing::Case {
                name: stringify!($case),
                checks: concat!($($checks),+).trim_ascii_start(),
                run: |subject| Box::pin($crate::testing::check::outcome($case(subject))),
            }),+],
        };
    };
}

/// Ends the case unless the condition holds. It is not negated: what compares floats would be another condition.
macro_rules! ensure {
    ($condition:expr, $($message:tt)+) => {
        if $condition {
        } else {
            return Err($crate::testing::check::Stop::Failed(format!($($message)+)));
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
            return Err($crate::testing::check::Stop::Failed(message));
        }
    }};
}

pub(crate) use {ensure, ensure_eq, suite};
