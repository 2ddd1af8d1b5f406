//! Our side: finds and starts the helper program, and speaks with the processes that it starts.

mod cancel;
mod clock;
mod converse;
mod helper;
mod launcher;
mod process;
mod watch;

pub use cancel::Cancel;
pub use helper::Helper;
pub use launcher::Launcher;
pub use process::{Answer, Order, Process, Watch};
