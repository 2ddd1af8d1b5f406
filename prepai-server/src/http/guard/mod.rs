//! Who may ask.

mod caller;

pub use caller::Caller;
