//! Whether somebody speaks.

mod earshot;

pub use earshot::Earshot;
