//! Executing candidate code: the trait and what passes through it.

#[cfg(all(feature = "sandbox", target_os = "linux", feature = "wasm"))]
mod auto;
#[cfg(any(all(feature = "sandbox", target_os = "linux"), feature = "wasm"))]
mod cache;
pub mod cases;
mod diff;
mod execution;
pub mod judge;
pub mod languages;
mod limits;
#[cfg(feature = "metrics")]
pub mod metrics;
mod program;
mod register;
pub mod sandbox;
mod task;
pub mod value;
#[cfg(feature = "wasm")]
pub mod wasm;

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;

#[cfg(all(feature = "sandbox", target_os = "linux", feature = "wasm"))]
pub use auto::AutoExecutor;
pub use diff::{Difference, difference};
pub use execution::{CaseResult, Execution, Verdict};
#[cfg(any(all(feature = "sandbox", target_os = "linux"), feature = "wasm"))]
pub(crate) use limits::CACHE;
pub use limits::{Limits, Places};
pub use program::{Compare, Entry, Given, Language, Program, TestCase};
pub(crate) use register::register;
pub use task::{FUNCTION, Task, Texts, language_id, quality, quality_apart, tests_from_json};

use crate::error::Result;

/// Executes programs in confinement.
///
/// An implementation never executes in its own process, and never sees expected values inside the confinement.
#[async_trait]
pub trait CodeExecutor: fmt::Debug + Send + Sync + 'static {
    /// What can be executed here.
    fn languages(&self) -> Arc<[Language]>;

    /// Makes what the first programs would wait for, where there is such a thing; dropping the future ends it. Whatever is not
    /// there is told when it is asked for, and is no error here.
    ///
    /// # Errors
    /// When the system gives no means to begin.
    async fn ready(&self) -> Result<()> {
        Ok(())
    }

    /// The limits that programs have here unless their maker knows better.
    fn limits(&self) -> Limits {
        Limits::default()
    }

    /// Executes a program with its tests; dropping the future ends the program.
    ///
    /// # Errors
    /// `unsupported` for a language it does not have, `busy` when its queue is full. What the program does wrong is
    /// no error but a [`Verdict`].
    async fn run(&self, program: Program) -> Result<Execution>;
}
