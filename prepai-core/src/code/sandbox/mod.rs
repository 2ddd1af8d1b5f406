//! Native execution in confined processes.
//!
//! A [`Guest`] is a language's entry. The executor keeps one helper program running, and starts one process a job in it:
//! the program is loaded once, tests go in one by one, and what comes back is judged here, where the expected values are. A
//! test that ends its process does not end the job: the rest goes on in a new one while the budget lasts.

#[cfg(all(feature = "sandbox", target_os = "linux"))]
mod build;
#[cfg(all(feature = "sandbox", target_os = "linux"))]
mod executor;
mod guest;
mod javascript;
#[cfg(all(feature = "sandbox", target_os = "linux"))]
mod job;
#[cfg(any(all(feature = "sandbox", target_os = "linux"), feature = "wasm"))]
mod pool;
#[cfg(all(feature = "sandbox", target_os = "linux"))]
mod python;
#[cfg(all(feature = "sandbox", target_os = "linux"))]
mod ready;
#[cfg(all(feature = "sandbox", target_os = "linux"))]
mod register;
#[cfg(all(feature = "sandbox", target_os = "linux"))]
mod seat;
#[cfg(all(feature = "sandbox", target_os = "linux"))]
mod tidy;
#[cfg(all(feature = "sandbox", target_os = "linux"))]
mod workshop;

#[cfg(all(feature = "sandbox", target_os = "linux"))]
pub use executor::{Options, SandboxExecutor};
pub use guest::{Build, Guest, Machine, Made, Run, Source, Step};
pub use javascript::JavaScript;
#[cfg(feature = "wasm")]
pub(crate) use pool::Pool;
#[cfg(all(feature = "sandbox", target_os = "linux"))]
pub use python::Python;
#[cfg(all(feature = "sandbox", target_os = "linux"))]
pub(crate) use register::register;
