//! A bar for what takes longer than a second.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

/// Before this nothing is shown.
const PATIENCE: Duration = Duration::from_secs(1);
/// Between two pictures.
const PACE: Duration = Duration::from_millis(100);
const CELLS: usize = 30;

/// Shows on standard error how far something is, if that is a terminal; gone when dropped.
#[derive(Debug)]
pub(crate) struct Progress {
    what: String,
    total: u64,
    began: Instant,
    shown: Option<Instant>,
    terminal: bool,
}

impl Progress {
    /// Something in `total` steps; 0 when nobody knows how many.
    pub(crate) fn new(what: impl Into<String>, total: u64) -> Progress {
        let terminal = io::stderr().is_terminal();
        Progress { what: what.into(), total, began: Instant::now(), shown: None, terminal }
    }

    /// `done` steps are done.
    pub(crate) fn at(&mut self, done: u64) {
        let now = Instant::now();
        let early = now.duration_since(self.began) < PATIENCE;
        let recent = self.shown.is_some_and(|shown| now.duration_since(shown) < PACE);
        if !self.terminal || early || recent {
            return;
        }
        self.shown = Some(now);
        let _ = write!(io::stderr().lock(), "\r\x1b[K{}", picture(&self.what, done, self.total));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.shown.is_some() {
            let _ = write!(io::stderr().lock(), "\r\x1b[K");
        }
    }
}

fn picture(what: &str, done: u64, total: u64) -> String {
    if total == 0 {
        return format!("{what} … {done}");
    }
    let done = done.min(total);
    // At most CELLS: the quotient is at most 1.
    let full = usize::try_from(u128::from(done) * CELLS as u128 / u128::from(total)).unwrap_or(CELLS);
    let percent = u128::from(done) * 100 / u128::from(total);
    format!("{what} {}{} {percent} %", "█".repeat(full), "░".repeat(CELLS - full.min(CELLS)))
}

#[cfg(test)]
mod tests {
    use super::picture;

    #[test]
    fn the_bar_fills_from_empty_to_full() {
        assert_eq!(picture("x", 0, 4), format!("x {} 0 %", "░".repeat(30)));
        assert_eq!(picture("x", 2, 4), format!("x {}{} 50 %", "█".repeat(15), "░".repeat(15)));
        assert_eq!(picture("x", 9, 4), format!("x {} 100 %", "█".repeat(30)));
        assert_eq!(picture("x", 9, 0), "x … 9");
    }
}
