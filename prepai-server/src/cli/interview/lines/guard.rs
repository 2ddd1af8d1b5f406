//! Leaves the terminal as it was found.

use std::io::{self, Write};

/// Restores the terminal's settings when dropped: the program may end while a line is being edited.
#[derive(Debug)]
pub(super) struct TerminalGuard {
    #[cfg(unix)]
    found: Option<rustix::termios::Termios>,
}

impl TerminalGuard {
    pub(super) fn new(terminal: bool) -> TerminalGuard {
        #[cfg(unix)]
        return TerminalGuard {
            found: terminal.then(|| rustix::termios::tcgetattr(io::stdin()).ok()).flatten(),
        };
        #[cfg(not(unix))]
        return TerminalGuard {};
    }
}

impl Drop for TerminalGuard {
    fn drop(&mut self) {
        #[cfg(unix)]
        if let Some(found) = &self.found {
            use rustix::termios::{OptionalActions, tcsetattr};
            let _ = tcsetattr(io::stdin(), OptionalActions::Now, found);
            // Bracketed paste, which the line editor turns on.
            let _ = io::stdout().write_all(b"\x1b[?2004l").and_then(|()| io::stdout().flush());
        }
    }
}
