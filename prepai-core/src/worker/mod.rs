//! The confined helper process: what passes between it and us, how it is started, and how it confines itself.
//!
//! Everything that is not trusted (a candidate's program, a document) is worked on in a process of its own. This side
//! speaks to it in [frames](frame) of the [protocol] and turns whatever happens into an [outcome](CaseOutcome); what the
//! process may do is a [`Confinement`].
//!
//! ```text
//! this program ── orders ──► launcher (prepai-worker) ── fork ──► guest for JavaScript
//!      │                        │                       fork, exec ► a program, a compiler
//!      │                        └──────────────────────── fork, exec ► Python, preloaded ── fork ──► guest for Python
//!      └── channel, leash, input, output: one set for each process ──────────────────────────────────────┘
//! ```

mod confinement;
pub mod frame;
pub(crate) mod guests;
#[cfg(all(feature = "sandbox", target_os = "linux"))]
mod host;
#[cfg(all(feature = "sandbox", target_os = "linux"))]
mod inside;
mod layer;
#[cfg(feature = "sandbox")]
mod order;
mod outcome;
pub mod protocol;
#[cfg(all(feature = "sandbox", target_os = "linux"))]
mod socket;

pub use confinement::{Confinement, Profile};
#[cfg(all(feature = "sandbox", target_os = "linux"))]
pub use host::{Answer, Cancel, Helper, Launcher, Order, Process, Watch};
#[cfg(all(feature = "sandbox", target_os = "linux"))]
pub(crate) use inside::job_filters;
#[cfg(all(feature = "sandbox", target_os = "linux"))]
pub use inside::{dispatch, serve};
pub use layer::{Isolation, Layer, Probe};
#[cfg(feature = "sandbox")]
pub use order::Task;
pub use outcome::{CaseOutcome, Ended, Loading};
