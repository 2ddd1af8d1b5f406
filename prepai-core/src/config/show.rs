//! Configuration for people: what is set and why, and what can be set.

use std::fmt::Write;

use serde::Serialize;

use super::{Config, Entry, Origin, REDACTED, Schema};

/// A line of `config show`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Shown {
    /// The key.
    pub key: String,
    /// The value as text, absent when nothing is set; a secret is [`REDACTED`].
    pub value: Option<String>,
    /// Where it came from.
    pub origin: Origin,
}

impl Config {
    /// Every setting with its value and where it came from, by key.
    pub fn show(&self) -> Vec<Shown> {
        let unset = |key: &str| Shown { key: key.to_owned(), value: None, origin: Origin::Default };
        let declared = self.schema.settings().filter(|setting| !self.entries.contains_key(setting.key));
        let set = self.entries.iter().map(|(key, entry)| match entry {
            Entry::Known(value, origin) => {
                Shown { key: key.clone(), value: Some(value.to_string()), origin: origin.clone() }
            }
            // Nobody has said yet whether this is a secret.
            Entry::Open(_, origin) => {
                Shown { key: key.clone(), value: Some(REDACTED.to_owned()), origin: origin.clone() }
            }
        });
        let mut shown: Vec<_> = set.chain(declared.map(|setting| unset(setting.key))).collect();
        shown.sort_by(|a, b| a.key.cmp(&b.key));
        shown
    }
}

/// All settings as a table in Markdown.
pub fn markdown(schema: &Schema) -> String {
    let mut table = String::from("| setting | value | default | environment | |\n|---|---|---|---|---|\n");
    for setting in schema.settings() {
        let default = schema.default_of(setting).map(|default| format!("`{default}`")).unwrap_or_default();
        let env = setting.env_names().join("`, `");
        // Writing to a string cannot go wrong.
        let _ = writeln!(
            table,
            "| `{}` | {} | {default} | `{env}` | {} |",
            setting.key, setting.kind, setting.doc
        );
    }
    table
}
