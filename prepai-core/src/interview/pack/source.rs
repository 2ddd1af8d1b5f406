//! A file of a pack, and how its errors are told.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use crate::error::{Error, ErrorKind};

/// The text of a file with the places of its lines.
pub(super) struct SourceFile<'a> {
    pub(super) name: Arc<str>,
    pub(super) text: &'a str,
    starts: Vec<usize>,
}

impl<'a> SourceFile<'a> {
    pub(super) fn new(name: &str, text: &'a str) -> Self {
        // Editors of some systems put a byte order mark before the text.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let starts = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        SourceFile { name: Arc::from(name), text, starts: std::iter::once(0).chain(starts).collect() }
    }

    /// The line of a byte, from 1.
    pub(super) fn line(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at)
    }

    /// An error at a byte.
    pub(super) fn error(&self, at: usize, message: impl fmt::Display) -> Error {
        broken(&self.name, self.line(at), message)
    }

    /// An error of the TOML itself.
    pub(super) fn syntax(&self, error: &toml::de::Error) -> Error {
        let message = error.message().lines().collect::<Vec<_>>().join(", ");
        self.error(error.span().unwrap_or(Range { start: 0, end: 0 }).start, message)
    }
}

/// An `invalid_content` that names file and line.
pub(in crate::interview) fn broken(file: &str, line: usize, message: impl fmt::Display) -> Error {
    Error::new(ErrorKind::InvalidContent, format!("{file}:{line}: {message}"))
        .with("file", file)
        .with("line", line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_count_from_one() {
        let file = SourceFile::new("x", "\u{feff}ab\n\nc");
        assert_eq!([0, 2, 3, 4, 5, 99].map(|at| file.line(at)), [1, 1, 2, 3, 3, 3]);
    }
}
