//! Who may ask, from where, how much and for how long.

mod caller;
mod client;
pub(super) mod door;
pub(super) mod origin;
pub(super) mod rate;
pub(super) mod time;
mod tokens;

pub use caller::Caller;
pub(crate) use client::Client;
pub use door::Unproved;
pub use rate::Rates;
pub use tokens::Tokens;
