//! Native execution in confined processes.

mod guest;

pub use guest::{Build, Guest, Machine, Made, Run, Source, Step};
