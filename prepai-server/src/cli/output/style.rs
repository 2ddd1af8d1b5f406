//! Colours, sparingly.

use std::env;
use std::fmt;

/// Makes text bold, dim or coloured, or leaves it as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Style(bool);

impl Style {
    /// Styled when `terminal`, unless `NO_COLOR` is set or the terminal is dumb.
    pub(crate) fn of(terminal: bool) -> Style {
        let refused = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
        Style(terminal && !refused && !dumb)
    }

    /// Never styled.
    #[cfg(test)]
    pub(crate) const PLAIN: Style = Style(false);

    /// What matters.
    pub(crate) fn bold(self, text: impl fmt::Display) -> String {
        self.wrapped("1", text)
    }

    /// What may be overlooked.
    pub(crate) fn dim(self, text: impl fmt::Display) -> String {
        self.wrapped("2", text)
    }

    /// What is good.
    pub(crate) fn green(self, text: impl fmt::Display) -> String {
        self.wrapped("32", text)
    }

    /// What deserves a look.
    pub(crate) fn yellow(self, text: impl fmt::Display) -> String {
        self.wrapped("33", text)
    }

    /// What is wrong.
    pub(crate) fn red(self, text: impl fmt::Display) -> String {
        self.wrapped("31", text)
    }

    /// Who speaks.
    pub(crate) fn cyan(self, text: impl fmt::Display) -> String {
        self.wrapped("36", text)
    }

    fn wrapped(self, code: &str, text: impl fmt::Display) -> String {
        if self.0 { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_string() }
    }
}
