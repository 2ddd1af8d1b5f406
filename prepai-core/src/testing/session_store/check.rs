//! A case whose name is not its function's.

pub(super) use crate::testing::check::{Checked, Stop, ensure, ensure_eq, outcome};

/// A case from its name, its sentence and its function.
macro_rules! case {
    ($name:literal, $checks:literal, $run:expr) => {
        Case { name: $name, checks: $checks, run: |subject| outcome($run(subject)).boxed() }
    };
}

pub(super) use case;
