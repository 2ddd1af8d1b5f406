//! Models, voices and the library they run on: what there is to fetch, and what was fetched.

mod catalogue;
#[cfg(feature = "models")]
mod digest;
mod folder;
#[cfg(feature = "models")]
mod pull;

#[cfg(feature = "models")]
#[cfg(test)]
mod tests;

pub use catalogue::{Catalogue, Item, Job, Member, Remote};
#[cfg(feature = "models")]
pub use digest::{Verdict, verify};
pub use folder::{Folder, SETTINGS, State};
#[cfg(feature = "models")]
pub use pull::{Progress, Pulled, Puller};
