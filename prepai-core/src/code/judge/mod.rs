//! From what a worker reports to verdicts. Pure: expected values are here and never in the confinement.
//!
//! An executor asks [`target`] which function of a program is meant, gives the arguments of
//! [`TestCase::arguments`](super::TestCase::arguments) to the guest, and gives each outcome to
//! [`Judging`] as it comes, which makes the answer of them, or makes it with [`not_loaded`] when the program came to no test.

mod case;
mod names;
mod printed;
mod target;
mod whole;

pub use case::case;
pub use names::{Named, named, spellings};
pub use printed::prints;
pub use target::{Chosen, target};
pub use whole::{Judging, execution, not_loaded};
