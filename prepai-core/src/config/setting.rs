//! What a setting is, and the set of those that a program knows.

use std::collections::{BTreeMap, BTreeSet};

use super::Kind;

/// One setting, declared once: loading, `config show` and the table in the documentation all read this.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Setting {
    /// Its key, with dots: `agent.backend` is `backend` under `[agent]` in a file.
    pub key: &'static str,
    /// Its type.
    pub kind: Kind,
    /// Its value when nobody says otherwise, as it would be written on the command line.
    pub default: Option<&'static str>,
    /// What it does, in a sentence.
    pub doc: &'static str,
    /// Names in the environment besides its own ([`Setting::env_name`]), the stronger first.
    pub env: &'static [&'static str],
}

impl Setting {
    /// A setting whose only name in the environment is its own.
    pub const fn new(
        key: &'static str,
        kind: Kind,
        default: Option<&'static str>,
        doc: &'static str,
    ) -> Setting {
        Setting { key, kind, default, doc, env: &[] }
    }

    /// Its own name in the environment: `agent.backend` is `PREPAI_AGENT_BACKEND`.
    pub fn env_name(&self) -> String {
        format!("PREPAI_{}", self.key.to_uppercase().replace('.', "_"))
    }

    /// All its names in the environment, the strongest first.
    pub fn env_names(&self) -> Vec<String> {
        std::iter::once(self.env_name()).chain(self.env.iter().map(|name| (*name).to_owned())).collect()
    }
}

/// The settings that a program knows: those of the core and of the crates that it registers.
#[derive(Debug, Clone, Default)]
pub struct Schema {
    settings: BTreeMap<&'static str, Setting>,
    defaults: BTreeMap<&'static str, String>,
    open: BTreeSet<String>,
}

impl Schema {
    /// The settings of the core.
    pub fn core() -> Self {
        let mut schema = Schema::default();
        schema.add(super::settings::SETTINGS);
        schema
    }

    /// Adds settings; one of the same key is replaced.
    pub fn add(&mut self, settings: &[Setting]) {
        self.settings.extend(settings.iter().map(|setting| (setting.key, *setting)));
    }

    /// Sets the default of a setting, where it depends on what is registered.
    pub fn set_default(&mut self, key: &'static str, default: impl Into<String>) {
        self.defaults.insert(key, default.into());
    }

    /// Lets any key stand under `prefix` (a backend of an embedder that declares no settings); whoever reads the section
    /// reports those that it does not know.
    pub fn open(&mut self, prefix: impl Into<String>) {
        self.open.insert(prefix.into());
    }

    /// The setting of a key.
    pub fn get(&self, key: &str) -> Option<&Setting> {
        self.settings.get(key)
    }

    /// All settings by key.
    pub fn settings(&self) -> impl Iterator<Item = &Setting> {
        self.settings.values()
    }

    /// The default of a setting as it would be written on the command line.
    pub fn default_of(&self, setting: &Setting) -> Option<&str> {
        self.defaults.get(setting.key).map(String::as_str).or(setting.default)
    }

    pub(super) fn is_open(&self, key: &str) -> bool {
        self.open
            .iter()
            .any(|prefix| key.strip_prefix(prefix.as_str()).is_some_and(|rest| rest.starts_with('.')))
    }
}

/// The candidate that a mistyped word most probably means.
pub(crate) fn suggestion<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let alike = candidates
        .into_iter()
        .map(|candidate| (strsim::normalized_damerau_levenshtein(word, candidate), candidate));
    alike
        .filter(|(score, _)| *score >= 0.6)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

/// `; did you mean …?`, or nothing.
pub(crate) fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    suggestion(word, candidates).map(|meant| format!("; did you mean `{meant}`?")).unwrap_or_default()
}
