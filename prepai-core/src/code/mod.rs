//! Executing candidate code: the trait and what passes through it.

pub mod cases;
mod execution;
pub mod judge;
pub mod languages;
#[cfg(feature = "metrics")]
pub mod metrics;
mod program;
pub mod sandbox;
pub mod value;

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;

pub use execution::{CaseResult, Execution, Verdict};
pub use program::{Compare, Entry, Given, Language, Limits, Program, TestCase};

use crate::error::Result;

/// Executes programs in confinement.
///
/// An implementation never executes in its own process, and never sees expected values inside the confinement.
#[async_trait]
pub trait CodeExecutor: fmt::Debug + Send + Sync + 'static {
    /// What can be executed here.
    fn languages(&self) -> Arc<[Language]>;

    /// Executes a program with its tests; dropping the future ends the program.
    ///
    /// # Errors
    /// `unsupported` for a language it does not have, `busy` when its queue is full. What the program does wrong is
    /// no error but a [`Verdict`].
    async fn run(&self, program: Program) -> Result<Execution>;
}
