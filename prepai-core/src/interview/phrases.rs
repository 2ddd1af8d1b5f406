//! What the interviewer says beside the replies, in the session's language: `data/phrases.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::{Briefing, TurnCause};
use crate::session::{Cause, Session};

/// The sentences of a language.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phrases {
    answer: Vec<[String; 2]>,
    code: Vec<[String; 2]>,
    ready: Vec<[String; 2]>,
    prompt: Vec<[String; 2]>,
    /// How a candidate who is far past the budget is cut in on.
    pub cut_in: String,
}

const FILE: &str = include_str!("../../data/phrases.toml");

static PHRASES: LazyLock<BTreeMap<String, Phrases>> =
    // A test reads the file: there is nobody to tell here.
    LazyLock::new(|| toml::from_str(FILE).unwrap_or_default());

impl Phrases {
    /// The sentences of a language by its tag: those of `de` for `de-AT` and `DE`; none where we have none.
    pub fn of(language: &str) -> Option<&'static Phrases> {
        let primary = language.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        PHRASES.get(&primary)
    }
}

/// What is said while a reply takes a moment, in the order in which it is said. No part of the reply: no rule applies and no score counts it.
pub(crate) fn fillers(session: &Session, briefing: &Briefing) -> Vec<String> {
    let Some(phrases) = Phrases::of(&session.created.language) else { return Vec::new() };
    let pairs = match &briefing.cause {
        TurnCause::Prompted(Cause::Code { .. }) => &phrases.code,
        TurnCause::Prompted(Cause::Ready) => &phrases.ready,
        TurnCause::Prompted(_) => &phrases.prompt,
        TurnCause::Said(_) => &phrases.answer,
    };
    // In turn, so that an interview with a slow model does not repeat itself with every answer.
    let count = pairs.len().max(1);
    pairs.get(session.turn as usize % count).map(|pair| pair.to_vec()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_of_the_file_has_every_sentence() {
        let all: BTreeMap<String, Phrases> = toml::from_str(FILE).unwrap();
        assert!(["de", "en", "es", "fr"].iter().all(|language| all.contains_key(*language)));
        for (language, phrases) in &all {
            let pairs = [&phrases.answer, &phrases.code, &phrases.ready, &phrases.prompt];
            assert!(pairs.iter().all(|pairs| !pairs.is_empty()), "{language}");
            let mut sentences = pairs.into_iter().flatten().flatten().chain([&phrases.cut_in]);
            assert!(sentences.all(|sentence| sentence.ends_with('.')), "{language}");
        }
    }

    #[test]
    fn a_region_speaks_its_language_and_an_unknown_one_nothing() {
        assert_eq!(Phrases::of("de-AT"), Phrases::of("DE"));
        assert_ne!(Phrases::of("de"), Phrases::of("en-GB"));
        assert_eq!(Phrases::of("tlh").or(Phrases::of("")), None);
    }
}
