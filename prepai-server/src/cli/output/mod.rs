//! What the program writes: results to standard output, everything else to standard error.

mod failure;
mod progress;
mod style;
mod table;
mod wrap;

use std::fmt;
use std::io::{self, IsTerminal, Write};

use prepai_core::{Error, ErrorKind, Result};
use serde::Serialize;

pub(crate) use failure::{is_unheard, remedy, report, usage};
pub(crate) use progress::Progress;
pub(crate) use style::Style;
pub(crate) use table::Table;
pub(crate) use wrap::{Flow, width_of, wrap};

/// The widest a text is set: longer lines are hard to read.
const WIDEST: usize = 100;

/// Where and how results are written.
#[derive(Debug, Clone)]
pub(crate) struct Output {
    json: bool,
    style: Style,
    width: Option<usize>,
}

impl Output {
    /// JSON if asked for or when standard output is no terminal; text if asked for.
    pub(crate) fn new(json: bool, text: bool) -> Self {
        let terminal = io::stdout().is_terminal();
        let json = json || (!terminal && !text);
        Output { json, style: Style::of(terminal && !json), width: columns(terminal) }
    }

    /// Whether results are JSON.
    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// Colours, or none.
    pub(crate) fn style(&self) -> Style {
        self.style
    }

    /// Columns for text; `None` where nobody sees lines (a pipe, a file).
    pub(crate) fn width(&self) -> Option<usize> {
        self.width
    }

    /// Writes the result: as JSON, or as the text that `text` makes of it.
    ///
    /// # Errors
    /// What the operating system says; see [`is_unheard`] for a reader that went away.
    pub(crate) fn result(&self, value: &impl Serialize, text: impl FnOnce() -> String) -> Result<()> {
        if !self.json {
            return self.text(text());
        }
        let unwritable =
            |error: serde_json::Error| Error::new(ErrorKind::Internal, error.to_string()).caused_by(error);
        let shown = match io::stdout().is_terminal() {
            true => serde_json::to_string_pretty(value).map_err(unwritable)?,
            false => serde_json::to_string(value).map_err(unwritable)?,
        };
        self.text(shown)
    }

    /// Writes a text and ends its last line.
    ///
    /// # Errors
    /// As [`Output::result`].
    pub(crate) fn text(&self, text: impl fmt::Display) -> Result<()> {
        let mut text = text.to_string();
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        self.bytes(text.as_bytes())
    }

    /// Writes bytes as they are.
    ///
    /// # Errors
    /// As [`Output::result`].
    pub(crate) fn bytes(&self, bytes: &[u8]) -> Result<()> {
        let mut out = io::stdout().lock();
        out.write_all(bytes).and_then(|()| out.flush()).map_err(failure::unwritten)
    }

    /// Says something beside the result, on standard error. Nobody may be there to read it.
    pub(crate) fn note(&self, text: impl fmt::Display) {
        let _ = writeln!(io::stderr().lock(), "{text}");
    }
}

/// The terminal's width, at most [`WIDEST`]; `None` for no terminal.
fn columns(terminal: bool) -> Option<usize> {
    if !terminal {
        return None;
    }
    let size = terminal_size::terminal_size().map_or(80, |(width, _)| usize::from(width.0));
    Some(size.clamp(20, WIDEST))
}

/// Standard error as a place for text: its colours and its width.
pub(crate) fn beside() -> (Style, Option<usize>) {
    let terminal = io::stderr().is_terminal();
    let size = terminal_size::terminal_size_of(io::stderr()).map_or(80, |(width, _)| usize::from(width.0));
    (Style::of(terminal), terminal.then(|| size.clamp(20, WIDEST)))
}
