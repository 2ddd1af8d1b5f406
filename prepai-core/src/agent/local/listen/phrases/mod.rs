//! Tables of phrases: lower case, without punctuation and apostrophes.

mod questions;
mod small;
mod trouble;
mod wishes;

pub(super) use questions::*;
pub(in crate::agent::local) use small::NOTHING_MORE;
pub(super) use small::*;
pub(super) use trouble::*;
pub(super) use wishes::*;
