//! The program `prepai`.

use std::process::ExitCode;

fn main() -> ExitCode {
    prepai_server::cli::main()
}
