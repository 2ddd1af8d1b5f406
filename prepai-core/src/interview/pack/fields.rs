//! Reading the fields of one table, each with its limit, each error with its line.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::RangeInclusive;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::limits::{ID, TextLimit};
use super::source::SourceFile;
use crate::error::{Error, Result};

/// One table of a file. Every key that is read becomes known; [`Fields::done`] objects to all others.
pub(super) struct Fields<'a> {
    file: &'a SourceFile<'a>,
    table: &'a DeTable<'a>,
    at: usize,
    what: String,
    known: Vec<&'static str>,
}

/// A value and where it stands.
type At<'a> = &'a Spanned<DeValue<'a>>;

impl<'a> Fields<'a> {
    /// `what` begins the sentence of every error: ``question `foo` ``.
    pub(super) fn new(
        file: &'a SourceFile<'a>,
        table: &'a DeTable<'a>,
        at: usize,
        what: impl Into<String>,
    ) -> Self {
        Fields { file, table, at, what: what.into(), known: Vec::new() }
    }

    /// Calls the table otherwise from here on.
    pub(super) fn call(&mut self, what: String) {
        self.what = what;
    }

    /// The line of the table.
    pub(super) fn line(&self) -> usize {
        self.file.line(self.at)
    }

    /// The line of a field, or of the table if it is not there.
    pub(super) fn line_of(&self, key: &str) -> usize {
        self.file.line(self.table.get(key).map_or(self.at, |value| value.span().start))
    }

    /// An error at a field.
    pub(super) fn wrong(&self, key: &str, message: impl fmt::Display) -> Error {
        self.error(self.table.get(key).map_or(self.at, |value| value.span().start), message)
    }

    /// An id that must be there.
    pub(super) fn id(&mut self, key: &'static str) -> Result<String> {
        let value = self.required(key)?;
        self.id_of(key, value)
    }

    /// A text that must be there.
    pub(super) fn text(&mut self, key: &'static str, limit: TextLimit) -> Result<String> {
        let value = self.required(key)?;
        self.text_of(key, value, limit)
    }

    /// A text that may be there.
    pub(super) fn optional_text(&mut self, key: &'static str, limit: TextLimit) -> Result<Option<String>> {
        self.value(key).map(|value| self.text_of(key, value, limit)).transpose()
    }

    /// A list of texts; absent means empty.
    pub(super) fn texts(
        &mut self,
        key: &'static str,
        count: RangeInclusive<usize>,
        limit: TextLimit,
    ) -> Result<Vec<String>> {
        let values = self.list(key, count)?;
        values.iter().map(|value| self.text_of(key, value, limit)).collect()
    }

    /// A list of ids; absent means empty.
    pub(super) fn ids(&mut self, key: &'static str, count: RangeInclusive<usize>) -> Result<Vec<String>> {
        let values = self.list(key, count)?;
        values.iter().map(|value| self.id_of(key, value)).collect()
    }

    /// Whether a field is there as a text of exactly these words.
    pub(super) fn is(&self, key: &str, word: &str) -> bool {
        matches!(self.table.get(key).map(Spanned::get_ref), Some(DeValue::String(text)) if text == word)
    }

    /// Whether a field is there.
    pub(super) fn has(&self, key: &str) -> bool {
        self.table.get(key).is_some()
    }

    /// One of some words.
    pub(super) fn choice<T>(
        &mut self,
        key: &'static str,
        words: &[&'static str],
        named: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>> {
        let Some(value) = self.value(key) else { return Ok(None) };
        let DeValue::String(word) = value.get_ref() else {
            return Err(self.at(value, format!("{key} must be a text")));
        };
        let found = named(word).ok_or_else(|| {
            let message = format!("{key} must be one of {}, not `{word}`", words.join(", "));
            self.at(value, message + &suggestion(word, words.iter().copied()))
        })?;
        Ok(Some(found))
    }

    /// A whole number that must be there.
    pub(super) fn number(&mut self, key: &'static str, range: RangeInclusive<u32>) -> Result<u32> {
        let value = self.required(key)?;
        let number = match value.get_ref() {
            DeValue::Integer(number) => u32::from_str_radix(number.as_str(), number.radix()).ok(),
            _ => None,
        };
        let (from, to) = (range.start(), range.end());
        number
            .filter(|number| range.contains(number))
            .ok_or_else(|| self.at(value, format!("{key} must be a whole number, {from} to {to}")))
    }

    /// A part of a whole: 0 to 1 in steps of 0.01, in hundredths.
    pub(super) fn hundredths(&mut self, key: &'static str) -> Result<u32> {
        let value = self.required(key)?;
        let number = match value.get_ref() {
            DeValue::Integer(number) if number.radix() == 10 => number.as_str().parse::<f64>().ok(),
            DeValue::Float(number) => number.as_str().parse::<f64>().ok(),
            _ => None,
        };
        let hundredths = number.map(|number| number * 100.0).filter(|hundredths| {
            (0.0..=100.0).contains(hundredths) && (hundredths - libm::round(*hundredths)).abs() < 1e-6
        });
        // In 0 to 100 by the filter above.
        hundredths
            .map(|hundredths| libm::round(hundredths) as u32)
            .ok_or_else(|| self.at(value, format!("{key} must be a number, 0 to 1 in steps of 0.01")))
    }

    /// Yes or no; absent means no.
    pub(super) fn flag(&mut self, key: &'static str) -> Result<bool> {
        let Some(value) = self.value(key) else { return Ok(false) };
        match value.get_ref() {
            DeValue::Boolean(flag) => Ok(*flag),
            _ => Err(self.at(value, format!("{key} must be true or false"))),
        }
    }

    /// A table that must be there.
    pub(super) fn table(&mut self, key: &'static str) -> Result<Fields<'a>> {
        let value = self.required(key)?;
        match value.get_ref() {
            DeValue::Table(table) => {
                Ok(Fields::new(self.file, table, value.span().start, format!("{}: {key}", self.what)))
            }
            _ => Err(self.at(value, format!("{key} must be a table"))),
        }
    }

    /// A list of tables; absent means empty. Each is called by `name` and its number.
    pub(super) fn tables(
        &mut self,
        key: &'static str,
        name: &str,
        count: RangeInclusive<usize>,
    ) -> Result<Vec<Fields<'a>>> {
        let values = self.list(key, count)?;
        let what = if self.what.is_empty() { name.to_owned() } else { format!("{}: {name}", self.what) };
        let table = |(index, value): (usize, At<'a>)| match value.get_ref() {
            DeValue::Table(table) => {
                Ok(Fields::new(self.file, table, value.span().start, format!("{what} {}", index + 1)))
            }
            _ => Err(self.at(value, format!("{key} must be a list of tables"))),
        };
        values.iter().enumerate().map(table).collect()
    }

    /// A table of texts under ids.
    pub(super) fn map(
        &mut self,
        key: &'static str,
        count: RangeInclusive<usize>,
        limit: TextLimit,
    ) -> Result<BTreeMap<String, String>> {
        let inner = self.table(key)?;
        if !count.contains(&inner.table.len()) {
            return Err(
                self.wrong(key, format!("{key} must have {} to {} entries", count.start(), count.end()))
            );
        }
        let entry = |(key, value): (&'a Spanned<_>, At<'a>)| {
            let name: &str = Borrow::<str>::borrow(key);
            check_id(name).map_err(|remedy| inner.error(key.span().start, format!("`{name}` {remedy}")))?;
            Ok((name.to_owned(), inner.text_of(name, value, limit)?))
        };
        inner.table.iter().map(entry).collect()
    }

    /// Objects to the first key, by place in the file, that is not known.
    pub(super) fn done(&self) -> Result<()> {
        let names = self.table.keys().filter(|key| !self.known.contains(&key.get_ref().as_ref()));
        let Some(key) = names.min_by_key(|key| key.span().start) else { return Ok(()) };
        let name = key.get_ref();
        let message = format!("unknown key `{name}`{}", suggestion(name, self.known.iter().copied()));
        Err(self.error(key.span().start, message))
    }

    fn value(&mut self, key: &'static str) -> Option<At<'a>> {
        self.known.push(key);
        self.table.get(key)
    }

    fn required(&mut self, key: &'static str) -> Result<At<'a>> {
        // A misspelt key is the likelier reason for a missing one, and says more.
        self.value(key).ok_or_else(|| {
            let close = self.table.keys().find(|other| {
                similar(other.get_ref(), key) && !self.known.contains(&other.get_ref().as_ref())
            });
            match close {
                Some(other) => self.error(
                    other.span().start,
                    format!("unknown key `{}`, did you mean `{key}`?", other.get_ref()),
                ),
                None => self.error(self.at, format!("{key} is missing")),
            }
        })
    }

    fn list(
        &mut self,
        key: &'static str,
        count: RangeInclusive<usize>,
    ) -> Result<&'a [Spanned<DeValue<'a>>]> {
        let (from, to) = (count.start(), count.end());
        let Some(value) = self.value(key) else {
            return if *from == 0 { Ok(&[]) } else { Err(self.error(self.at, format!("{key} is missing"))) };
        };
        let DeValue::Array(values) = value.get_ref() else {
            return Err(self.at(value, format!("{key} must be a list")));
        };
        if !count.contains(&values.len()) {
            return Err(
                self.at(value, format!("{key} must have {from} to {to} entries, not {}", values.len()))
            );
        }
        Ok(values.as_ref())
    }

    fn text_of(&self, key: &str, value: At<'_>, limit: TextLimit) -> Result<String> {
        let DeValue::String(text) = value.get_ref() else {
            return Err(self.at(value, format!("{key} must be a text")));
        };
        let allowed = |c: char| !c.is_control() || (limit.lines && matches!(c, '\n' | '\t'));
        let message = if text.trim().is_empty() {
            format!("{key} must not be empty")
        } else if text.chars().count() > limit.max {
            format!("{key} must have at most {} characters", limit.max)
        } else if !text.chars().all(allowed) {
            format!(
                "{key} must not have control characters{}",
                if limit.lines { "" } else { " or line breaks" }
            )
        } else {
            return Ok(text.clone().into_owned());
        };
        Err(self.at(value, message))
    }

    fn id_of(&self, key: &str, value: At<'_>) -> Result<String> {
        let DeValue::String(id) = value.get_ref() else {
            return Err(self.at(value, format!("{key} must be a text")));
        };
        check_id(id).map_err(|remedy| self.at(value, format!("{key} {remedy}")))?;
        Ok(id.clone().into_owned())
    }

    fn at(&self, value: At<'_>, message: impl fmt::Display) -> Error {
        self.error(value.span().start, message)
    }

    fn error(&self, at: usize, message: impl fmt::Display) -> Error {
        if self.what.is_empty() {
            self.file.error(at, message)
        } else {
            self.file.error(at, format!("{}: {message}", self.what))
        }
    }
}

fn check_id(id: &str) -> Result<(), String> {
    let fits =
        (1..=ID).contains(&id.len()) && id.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'));
    if fits { Ok(()) } else { Err(format!("must be 1 to {ID} of a-z, 0-9 and -")) }
}

fn similar(a: &str, b: &str) -> bool {
    strsim::jaro_winkler(a, b) > 0.8
}

/// `, did you mean …?`, if one of the words is near.
pub(in crate::interview) fn suggestion<'w>(word: &str, words: impl Iterator<Item = &'w str>) -> String {
    let nearest =
        words.map(|other| (strsim::jaro_winkler(word, other), other)).max_by(|a, b| a.0.total_cmp(&b.0));
    match nearest {
        Some((_, other)) if similar(word, other) => format!(", did you mean `{other}`?"),
        _ => String::new(),
    }
}
