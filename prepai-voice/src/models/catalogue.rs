//! What can be fetched: a data file that is part of the program.

use std::sync::LazyLock;

use prepai_core::speech::primary_language;
use prepai_core::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};

static EMBEDDED: LazyLock<Catalogue> =
    LazyLock::new(|| Catalogue::read(include_str!("catalogue.toml")).unwrap_or_default());

/// All models, voices and libraries that are known by name.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    #[serde(rename = "item")]
    items: Vec<Item>,
}

/// What something is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Job {
    /// A model that listens.
    SpeechToText,
    /// A voice.
    TextToSpeech,
    /// A library that voices run on.
    Runtime,
}

/// One thing to fetch, in one or more files.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// As one types it, such as `base.en`.
    pub name: String,
    /// What it is for.
    pub job: Job,
    /// BCP 47; `*` is a hundred of them.
    pub languages: Vec<String>,
    /// Under which terms.
    pub licence: String,
    /// `ARCHITECTURE-OS` where it is built for one.
    #[serde(default)]
    pub system: Option<String>,
    /// The first is the one to open.
    pub files: Vec<Remote>,
}

/// A file to fetch.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Remote {
    /// Its name in the models folder.
    pub name: String,
    /// Where it comes from.
    pub url: String,
    /// Its size, as far as it is published.
    pub bytes: u64,
    /// Whether that is the exact size.
    pub exact: bool,
    /// SHA-256 in hexadecimal digits.
    #[serde(default)]
    pub sha256: Option<String>,
    /// SHA-1, where nothing better is published.
    #[serde(default)]
    pub sha1: Option<String>,
    /// MD5, where nothing better is published: it tells a damaged file, not a forged one.
    #[serde(default)]
    pub md5: Option<String>,
    /// What to take out of it, if it is an archive.
    #[serde(default)]
    pub unpack: Option<Member>,
}

/// A file in a `.tar.gz`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// Its path in the archive.
    pub member: String,
    /// Its SHA-256.
    #[serde(default)]
    pub sha256: Option<String>,
}

impl Catalogue {
    /// The one that is part of the program.
    pub fn embedded() -> &'static Catalogue {
        &EMBEDDED
    }

    /// Reads a catalogue from TOML.
    ///
    /// # Errors
    /// `invalid_input` with the place.
    pub fn read(text: &str) -> Result<Catalogue> {
        toml::from_str(text).map_err(|error| Error::invalid("catalogue", error.message()).caused_by(error))
    }

    /// Everything that this machine can use.
    pub fn items(&self) -> impl DoubleEndedIterator<Item = &Item> {
        self.items.iter().filter(|item| item.fits())
    }

    /// The item of a name, if this machine can use it.
    pub fn find(&self, name: &str) -> Option<&Item> {
        self.items().find(|item| item.name == name)
    }

    /// The item of a name.
    ///
    /// # Errors
    /// `not_found` with the most similar names.
    pub fn require(&self, name: &str) -> Result<&Item> {
        self.find(name).ok_or_else(|| {
            let begins: Vec<_> = self
                .items()
                .map(|item| item.name.as_str())
                .filter(|known| known.contains(name) || name.contains(known))
                .collect();
            let hint = match begins.is_empty() {
                true => "`prepai models list` names those that there are".to_owned(),
                false => format!("similar ones: {}", begins.join(", ")),
            };
            Error::new(ErrorKind::NotFound, format!("no model is called `{name}`; {hint}"))
        })
    }
}

impl Item {
    /// Bytes to fetch, about.
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }

    /// Whether it understands or speaks a language.
    pub fn speaks(&self, language: &str) -> bool {
        let asked = primary_language(language);
        self.languages.iter().any(|known| known == "*" || primary_language(known) == asked)
    }

    fn fits(&self) -> bool {
        let here = format!("{}-{}", std::env::consts::ARCH, std::env::consts::OS);
        self.system.as_ref().is_none_or(|system| *system == here)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_catalogue_in_the_program_is_whole() {
        let catalogue = Catalogue::read(include_str!("catalogue.toml")).unwrap();
        assert_eq!(&catalogue, Catalogue::embedded());
        let names: BTreeSet<_> = catalogue.items().map(|item| &item.name).collect();
        assert_eq!(names.len(), catalogue.items().count(), "a name stands for one thing");
        for name in
            ["tiny.en", "base.en", "small.en", "tiny", "base", "small", "base.en-q5_1", "base.en-q8_0"]
        {
            assert_eq!(catalogue.find(name).map(|item| item.job), Some(Job::SpeechToText), "{name}");
        }
        for item in &catalogue.items {
            assert!(!item.files.is_empty() && !item.licence.is_empty(), "{}", item.name);
            for file in &item.files {
                assert!(
                    !file.name.contains(['/', '\\']) && file.url.starts_with("https://"),
                    "{}",
                    file.name
                );
                for (digest, length) in [(&file.sha256, 64), (&file.sha1, 40), (&file.md5, 32)] {
                    let hex = |digest: &String| {
                        digest.len() == length && digest.bytes().all(|byte| byte.is_ascii_hexdigit())
                    };
                    assert!(digest.as_ref().is_none_or(hex), "{}", file.name);
                }
            }
        }
    }

    #[test]
    fn an_unknown_name_gets_similar_ones() {
        let error = Catalogue::embedded().require("small.e").unwrap_err();
        assert!(error.message().contains("small.en-q8_0"), "{error}");
        assert!(
            Catalogue::embedded().require("nothing like it").unwrap_err().message().contains("models list")
        );
    }

    #[test]
    fn languages_are_compared_by_their_first_part() {
        let speaks = |name: &str, language| Catalogue::embedded().find(name).unwrap().speaks(language);
        assert!(speaks("base.en", "en-US") && !speaks("base.en", "de-DE") && speaks("base", "de-DE"));
        assert!(speaks("de_DE-thorsten-medium", "de-AT"));
    }
}
