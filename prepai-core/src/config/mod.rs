//! Layered configuration: flags over environment over `prepai.toml` over defaults.
//!
//! Every setting is declared once, in [`settings`] or by the crate that registers a backend; [`Schema`] is all of them
//! together. A value remembers where it came from, a key that nobody declared is an error with its place and a
//! suggestion, and a [`Secret`] is never shown.
//!
//! ```
//! use prepai_core::config::{Config, Origin, Schema, Sources, settings};
//! let env = vec![("PREPAI_INTERVIEW_MODE".to_owned(), "real".to_owned())];
//! let config = Config::load(Schema::core(), &Sources { env, ..Sources::default() }).unwrap();
//! assert_eq!(config.text(settings::INTERVIEW_MODE), Some("real"));
//! assert_eq!(config.origin(settings::INTERVIEW_LANGUAGE), Some(&Origin::Default));
//! ```

mod file;
mod folder;
mod kind;
mod load;
mod secret;
mod section;
mod setting;
pub mod settings;
mod show;
mod source;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub use kind::{Kind, Value};
pub use secret::{REDACTED, Secret};
pub use section::Section;
pub(crate) use setting::did_you_mean;
pub use setting::{Schema, Setting};
pub use show::{Shown, markdown};
pub use source::{CONFIG_ENV, CONFIG_FILE, ConfigFile, Flag, Origin, Sources};

/// A configuration: the value of every setting that has one, and where it came from.
#[derive(Debug, Clone)]
pub struct Config {
    schema: Schema,
    entries: BTreeMap<String, Entry>,
}

#[derive(Debug, Clone)]
enum Entry {
    /// Of a declared setting.
    Known(Value, Origin),
    /// Under an open prefix: whoever reads it knows its type.
    Open(kind::Raw, Origin),
}

impl Config {
    /// The value of a declared setting.
    pub fn get(&self, key: &str) -> Option<&Value> {
        match self.entries.get(key)? {
            Entry::Known(value, _) => Some(value),
            Entry::Open(..) => None,
        }
    }

    /// Where a value came from.
    pub fn origin(&self, key: &str) -> Option<&Origin> {
        match self.entries.get(key)? {
            Entry::Known(_, origin) | Entry::Open(_, origin) => Some(origin),
        }
    }

    /// The settings that it was loaded with.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// A text or choice.
    pub fn text(&self, key: &str) -> Option<&str> {
        if let Value::Text(text) = self.get(key)? { Some(text) } else { None }
    }

    /// A secret.
    pub fn secret(&self, key: &str) -> Option<&Secret> {
        if let Value::Secret(secret) = self.get(key)? { Some(secret) } else { None }
    }

    /// A path.
    pub fn path(&self, key: &str) -> Option<&Path> {
        if let Value::Path(path) = self.get(key)? { Some(path) } else { None }
    }

    /// Paths; none when there are none.
    pub fn paths(&self, key: &str) -> &[PathBuf] {
        if let Some(Value::Paths(paths)) = self.get(key) { paths } else { &[] }
    }

    /// Texts; none when there are none.
    pub fn texts(&self, key: &str) -> &[String] {
        if let Some(Value::Texts(texts)) = self.get(key) { texts } else { &[] }
    }

    /// A truth value.
    pub fn bool(&self, key: &str) -> Option<bool> {
        if let Value::Bool(value) = self.get(key)? { Some(*value) } else { None }
    }

    /// A whole number.
    pub fn integer(&self, key: &str) -> Option<u64> {
        if let Value::Integer(number) = self.get(key)? { Some(*number) } else { None }
    }

    /// A number.
    pub fn number(&self, key: &str) -> Option<f64> {
        if let Value::Number(number) = self.get(key)? { Some(*number) } else { None }
    }

    /// A time.
    pub fn duration(&self, key: &str) -> Option<Duration> {
        if let Value::Duration(duration) = self.get(key)? { Some(*duration) } else { None }
    }

    /// The folder that everything is kept in; it may not exist yet.
    pub fn data(&self) -> &Path {
        self.path(settings::DATA).unwrap_or(Path::new("prepai-data"))
    }

    /// The keys under `prefix`, to be read by the backend whose they are.
    pub fn section(&self, prefix: &str) -> Section<'_> {
        Section::new(self, prefix)
    }
}
