//! The confined helper process: what passes between it and us.
//!
//! Everything that is not trusted (a candidate's program, a document) is worked on in a process of its own. This side
//! speaks to it in [frames](frame) of the [protocol] and turns whatever happens into an [outcome](CaseOutcome); what the
//! process may do is a [`Confinement`].

mod confinement;
pub mod frame;
mod outcome;
pub mod protocol;

pub use confinement::{Confinement, Profile};
pub use outcome::{CaseOutcome, Ended, Loading};
