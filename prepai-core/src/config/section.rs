//! A backend's own settings.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::file::wrong;
use super::{Config, Entry, Kind, Origin, Secret, Value, did_you_mean};
use crate::error::{Error, Result};

/// The settings under one prefix, such as `agent.openai`.
///
/// Lookups say which type they want; what was written and not looked up is an error in [`finish`](Section::finish), with
/// its place and a suggestion.
#[derive(Debug)]
pub struct Section<'a> {
    config: &'a Config,
    prefix: String,
    asked: Mutex<BTreeSet<String>>,
}

impl<'a> Section<'a> {
    pub(super) fn new(config: &'a Config, prefix: &str) -> Self {
        Section { config, prefix: prefix.to_owned(), asked: Mutex::default() }
    }

    /// The value of a key, read as `kind`.
    ///
    /// # Errors
    /// `invalid_input` with the place when it is of another kind.
    pub fn get(&self, key: &str, kind: Kind) -> Result<Option<Value>> {
        let full = format!("{}.{key}", self.prefix);
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).insert(key.to_owned());
        match self.config.entries.get(&full) {
            None => Ok(None),
            Some(Entry::Known(value, _)) => Ok(Some(value.clone())),
            Some(Entry::Open(raw, origin)) => {
                let value = kind.read(raw, origin.folder());
                value.map(Some).map_err(|must| wrong(origin, format!("`{full}` must be {must}")))
            }
        }
    }

    /// A text.
    ///
    /// # Errors
    /// As [`get`](Section::get); so with the others.
    pub fn text(&self, key: &str) -> Result<Option<String>> {
        let value = self.get(key, Kind::Text)?;
        Ok(value.and_then(|value| if let Value::Text(text) = value { Some(text) } else { None }))
    }

    /// A text that must be there.
    ///
    /// # Errors
    /// Also `invalid_input` when it is not.
    pub fn required(&self, key: &str) -> Result<String> {
        self.text(key)?.ok_or_else(|| {
            Error::invalid("config", format!("`{}.{key}` must be set", self.prefix)).during("config")
        })
    }

    /// A secret.
    ///
    /// # Errors
    /// As [`get`](Section::get).
    pub fn secret(&self, key: &str) -> Result<Option<Secret>> {
        let value = self.get(key, Kind::Secret)?;
        Ok(value.and_then(|value| if let Value::Secret(secret) = value { Some(secret) } else { None }))
    }

    /// A path.
    ///
    /// # Errors
    /// As [`get`](Section::get).
    pub fn path(&self, key: &str) -> Result<Option<PathBuf>> {
        let value = self.get(key, Kind::Path)?;
        Ok(value.and_then(|value| if let Value::Path(path) = value { Some(path) } else { None }))
    }

    /// A truth value.
    ///
    /// # Errors
    /// As [`get`](Section::get).
    pub fn bool(&self, key: &str) -> Result<Option<bool>> {
        let value = self.get(key, Kind::Bool)?;
        Ok(value.and_then(|value| if let Value::Bool(value) = value { Some(value) } else { None }))
    }

    /// A whole number within bounds.
    ///
    /// # Errors
    /// As [`get`](Section::get).
    pub fn integer(&self, key: &str, least: u64, most: u64) -> Result<Option<u64>> {
        let value = self.get(key, Kind::Integer(least, most))?;
        Ok(value.and_then(|value| if let Value::Integer(number) = value { Some(number) } else { None }))
    }

    /// A time.
    ///
    /// # Errors
    /// As [`get`](Section::get).
    pub fn duration(&self, key: &str) -> Result<Option<Duration>> {
        let value = self.get(key, Kind::Duration)?;
        Ok(value.and_then(|value| if let Value::Duration(time) = value { Some(time) } else { None }))
    }

    /// Checks that everything that was written was looked up.
    ///
    /// # Errors
    /// `invalid_input` for the first key that was not, with its place and the most similar one that was.
    pub fn finish(&self) -> Result<()> {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        for (full, entry) in &self.config.entries {
            let Some(key) = full.strip_prefix(&self.prefix).and_then(|rest| rest.strip_prefix('.')) else {
                continue;
            };
            if let Entry::Open(_, origin) = entry
                && !asked.contains(key)
            {
                return Err(unknown(full, key, origin, &asked));
            }
        }
        Ok(())
    }
}

fn unknown(full: &str, key: &str, origin: &Origin, asked: &BTreeSet<String>) -> Error {
    let meant = did_you_mean(key, asked.iter().map(String::as_str));
    wrong(origin, format!("unknown setting `{full}`{meant}"))
}
