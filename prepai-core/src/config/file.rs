//! A configuration file as flat keys with their lines.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::kind::Raw;
use super::source::{ConfigFile, Origin};
use crate::error::{Error, ErrorKind, Result};

/// A value of a file: its dotted key, what was written, and where.
pub(super) type Line = (String, Raw, Origin);

/// Reads a file into lines in the order of the file.
///
/// # Errors
/// `invalid_input` with file and line for what is not TOML, and for values that no setting can have.
pub(super) fn lines(file: &ConfigFile) -> Result<Vec<Line>> {
    let text = file.text.strip_prefix('\u{feff}').unwrap_or(&file.text);
    let at = |byte: usize| {
        let before = text.as_bytes().get(..byte.min(text.len())).unwrap_or_default();
        Origin::File(file.path.clone(), 1 + before.iter().filter(|byte| **byte == b'\n').count())
    };
    let table = DeTable::parse(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start);
        // The message alone: the line itself may hold a secret.
        wrong(&at(start), error.message().lines().collect::<Vec<_>>().join(", "))
    })?;
    let mut lines = Vec::new();
    flatten("", table.get_ref(), &at, &mut lines)?;
    Ok(lines)
}

fn flatten(
    prefix: &str,
    table: &DeTable<'_>,
    at: &impl Fn(usize) -> Origin,
    lines: &mut Vec<Line>,
) -> Result<()> {
    for (name, value) in table {
        let key = if prefix.is_empty() {
            name.get_ref().to_string()
        } else {
            format!("{prefix}.{}", name.get_ref())
        };
        let origin = at(name.span().start);
        match value.get_ref() {
            DeValue::Table(table) => flatten(&key, table, at, lines)?,
            value => {
                let raw = raw(value)
                    .ok_or_else(|| wrong(&origin, format!("`{key}` has a value of no use here")))?;
                lines.push((key, raw, origin));
            }
        }
    }
    Ok(())
}

fn raw(value: &DeValue<'_>) -> Option<Raw> {
    let text = |value: &Spanned<DeValue<'_>>| value.get_ref().as_str().map(str::to_owned);
    match value {
        DeValue::String(text) => Some(Raw::Quoted(text.to_string())),
        DeValue::Integer(number) if number.radix() == 10 => Some(Raw::Bare(number.as_str().to_owned())),
        DeValue::Float(number) => Some(Raw::Bare(number.as_str().to_owned())),
        DeValue::Boolean(value) => Some(Raw::Bare(value.to_string())),
        DeValue::Array(values) => values.iter().map(text).collect::<Option<_>>().map(Raw::List),
        _ => None,
    }
}

/// An error at a place.
pub(super) fn wrong(origin: &Origin, message: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::InvalidInput, format!("{origin}: {message}"))
        .with("origin", origin)
        .during("config")
}
