//! Models, voices and the library they run on: what there is to fetch, and what was fetched.

mod catalogue;
mod folder;

pub use catalogue::{Catalogue, Item, Job, Member, Remote};
pub use folder::{Folder, SETTINGS, State};
