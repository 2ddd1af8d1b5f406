//! What tells the program to stop.

use prepai_core::{Error, Result};

/// Ctrl-C, and on Unix the signals of a closing terminal or a shutdown.
#[derive(Debug)]
pub(crate) struct Signals {
    #[cfg(unix)]
    all: [tokio::signal::unix::Signal; 3],
}

impl Signals {
    /// From now on these signals do not end the program by themselves.
    ///
    /// # Errors
    /// What the operating system says.
    pub(crate) fn new() -> Result<Signals> {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            let listen = |kind| signal(kind).map_err(Error::from);
            let all = [
                listen(SignalKind::interrupt())?,
                listen(SignalKind::terminate())?,
                listen(SignalKind::hangup())?,
            ];
            Ok(Signals { all })
        }
        #[cfg(not(unix))]
        Ok(Signals {})
    }

    /// Resolves when one of them comes.
    pub(crate) async fn next(&mut self) {
        #[cfg(unix)]
        {
            let [interrupt, terminate, hang_up] = &mut self.all;
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
                _ = hang_up.recv() => {}
            }
        }
        #[cfg(not(unix))]
        let _ = tokio::signal::ctrl_c().await;
    }
}
