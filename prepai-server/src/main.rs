//! The program `prepai`.

use std::process::ExitCode;

fn main() -> ExitCode {
    // Started by itself to confine a candidate's program, it never comes back from here.
    #[cfg(all(feature = "sandbox", target_os = "linux"))]
    prepai_core::worker::dispatch();
    prepai_server::cli::main()
}
