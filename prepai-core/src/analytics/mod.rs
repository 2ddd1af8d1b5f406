//! What many interviews say together: counted from summaries, with honest statistics.

mod name;

pub use name::fold_name;
