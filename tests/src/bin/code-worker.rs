//! What confines candidate code for the suites of this package.

use std::process::ExitCode;

fn main() -> ExitCode {
    #[cfg(target_os = "linux")]
    return ExitCode::from(u8::try_from(prepai_core::worker::serve()).unwrap_or(1));
    #[cfg(not(target_os = "linux"))]
    ExitCode::FAILURE
}
