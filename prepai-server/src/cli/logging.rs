//! What is logged, and how much: to standard error, never mixed into results.

use std::io::{self, IsTerminal};

use prepai_core::{Error, Result};
use tracing_subscriber::EnvFilter;

/// Logs from now on. The level is a word (`warn`), or words by module (`warn,prepai_core=debug`).
///
/// # Errors
/// `invalid_input` when the level is neither.
pub(crate) fn start(level: &str) -> Result<()> {
    let filter = EnvFilter::try_new(level);
    let filter = filter.map_err(|_| Error::invalid("log", "must be error, warn, info, debug or trace"))?;
    let logging = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal());
    // A second start in one process (tests) changes nothing.
    let _ = logging.try_init();
    Ok(())
}
