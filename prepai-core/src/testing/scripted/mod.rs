//! Fakes that do what a script says: deterministic, on the clock that the test gives, and with a record of what they
//! were asked.

mod agent;
mod script;

pub use agent::ScriptedAgent;
pub use script::{Script, Step};
