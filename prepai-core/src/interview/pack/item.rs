//! Something out of a pack, with its place in the files.

use std::sync::Arc;

/// A kind, question or exercise and where each part of it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Item<T> {
    /// What was read.
    pub value: Arc<T>,
    /// The file, named as it was given.
    pub file: Arc<str>,
    /// Its first line, from 1.
    pub line: usize,
    parts: Vec<(&'static str, usize, usize)>,
}

impl<T> Item<T> {
    pub(super) fn new(value: T, file: Arc<str>, line: usize, parts: Parts) -> Self {
        Item { value: Arc::new(value), file, line, parts: parts.0 }
    }

    /// The line of a field (`text`), or of one entry of a list of tables (`points`, from 0); the item's own line where
    /// it is not known.
    pub fn line_of(&self, field: &str, index: usize) -> usize {
        let part = self.parts.iter().find(|(name, at, _)| *name == field && *at == index);
        part.map_or(self.line, |(_, _, line)| *line)
    }
}

/// Lines as they are collected during reading.
#[derive(Debug, Default)]
pub(super) struct Parts(Vec<(&'static str, usize, usize)>);

impl Parts {
    pub(super) fn note(&mut self, field: &'static str, index: usize, line: usize) {
        self.0.push((field, index, line));
    }
}
