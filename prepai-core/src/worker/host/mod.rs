//! Our side: finds and starts the helper program, and speaks with the processes that it starts.

mod clock;
mod helper;
mod launcher;
mod process;
mod watch;

pub use helper::Helper;
pub use launcher::Launcher;
pub use process::{Answer, Cancel, Order, Process, Watch};
