//! What is valid and still not good: findings about packs, for `prepai bank lint`.

mod coverage;
mod exercise;
mod question;
mod spoken;
mod terms;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

use serde::Serialize;

use super::library::Library;
use super::pack::{Item, Pack};
use crate::error::Error;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Interviews get worse.
    Warning,
    /// Interviews do not work.
    Error,
}

/// Something that should be better.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The file, named as the pack names it.
    pub file: Arc<str>,
    /// From 1.
    pub line: usize,
    /// How much it matters.
    pub severity: Severity,
    /// The kind, question or exercise.
    pub id: String,
    /// What should be better, in one sentence.
    pub message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        write!(f, "{}:{}: {severity}: `{}`: {}", self.file, self.line, self.id, self.message)
    }
}

/// All findings about packs that are used together, in this order; sorted by file and line. Of what a later pack
/// replaces, only the later version counts for the plans of kinds.
///
/// ```
/// use prepai_core::interview::{Pack, lint::lint};
/// assert_eq!(lint(&[Pack::embedded()?]), []);
/// # Ok::<(), prepai_core::Error>(())
/// ```
pub fn lint(packs: &[Pack]) -> Vec<Finding> {
    let mut findings = Findings::default();
    for pack in packs {
        pack.questions.iter().for_each(|item| question::check(item, &mut findings));
        pack.exercises.iter().for_each(|item| exercise::check(item, &mut findings));
    }
    match Library::of(packs) {
        Ok(library) => coverage::check(packs, &library, &mut findings),
        Err(error) => findings.0.push(refused(&error)),
    }
    findings.0.sort_by(|a, b| (&a.file, a.line, &a.message).cmp(&(&b.file, b.line, &b.message)));
    findings.0
}

/// Packs that do not fit together are a finding like any other.
fn refused(error: &Error) -> Finding {
    let (file, line) = (error.fact("file").unwrap_or_default(), error.fact("line").unwrap_or_default());
    let message = error.message();
    Finding {
        file: Arc::from(file),
        line: line.parse().unwrap_or(1),
        severity: Severity::Error,
        id: message.split('`').nth(1).unwrap_or_default().to_owned(),
        message: message.strip_prefix(&format!("{file}:{line}: ")).unwrap_or(message).to_owned(),
    }
}

#[derive(Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn add<T>(
        &mut self,
        item: &Item<T>,
        id: &str,
        line: usize,
        severity: Severity,
        message: impl Into<String>,
    ) {
        let (file, id, message) = (Arc::clone(&item.file), id.to_owned(), message.into());
        self.0.push(Finding { file, line, severity, id, message });
    }
}

/// Collects warnings about one item.
struct Notes<'a, T> {
    findings: &'a mut Findings,
    item: &'a Item<T>,
    id: &'a str,
}

impl<T> Notes<'_, T> {
    /// A warning about a field, or one entry of a list of tables.
    fn warn(&mut self, field: &str, index: usize, message: impl Into<String>) {
        let line = self.item.line_of(field, index);
        self.findings.add(self.item, self.id, line, Severity::Warning, message);
    }
}
