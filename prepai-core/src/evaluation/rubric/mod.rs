//! The rubric: what is looked for, and how what was found becomes numbers. Data, with a version and a hash.

mod facts;
mod file;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use sha2::{Digest, Sha256};

pub(super) use facts::{Fact, Facts, Subject};

use super::text::Terms;
use crate::error::Result;

const RUBRIC: &str = include_str!("../../../data/rubrics/rubric.toml");
const FACTS: [(&str, &str); 2] = [
    ("facts-computing.toml", include_str!("../../../data/rubrics/facts-computing.toml")),
    ("facts-cloud.toml", include_str!("../../../data/rubrics/facts-cloud.toml")),
];

/// A checklist item that needs no knowledge of the question.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ItemSpec {
    pub(super) id: String,
    pub(super) says: String,
    pub(super) weight: u32,
    pub(super) cues: Terms,
}

/// Numbers of the rubric: marks in tenths of a point, shares in hundredths.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scoring {
    pub(super) enough: u32,
    pub(super) explanation_share: u32,
    pub(super) explanation_enough: u32,
    pub(super) unverified_cap: u32,
    pub(super) fact_bonus: u32,
    pub(super) misconception_cap: u32,
    pub(super) misconception_cost: u32,
    pub(super) solving_enough: u32,
    pub(super) solving_cap: u32,
    pub(super) story_points_share: u32,
    pub(super) tests_share: u32,
    pub(super) assessed: u32,
    pub(super) strong: u32,
    pub(super) weak: u32,
}

/// Phrases by which questions are recognised.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct QuestionCues {
    pub(super) intro: Terms,
    pub(super) behavioral: Terms,
    pub(super) solving: Terms,
    pub(super) coding: Terms,
    pub(super) closing: Terms,
    pub(super) follow_up: Terms,
}

/// Phrases that set a sentence aside.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct AsideCues {
    pub(super) declines: Terms,
    pub(super) mentions: Terms,
    pub(super) orders: Vec<String>,
    pub(super) things: Terms,
    pub(super) plain: Terms,
}

/// What is looked for in an interview. The default looks for nothing, so that nothing is assessed.
#[derive(Debug, Clone, Default)]
pub struct Rubric {
    version: String,
    hash: String,
    pub(super) scoring: Scoring,
    /// The least overall mark and its recommendation, highest first.
    pub(super) recommendations: Vec<(u32, String)>,
    items: BTreeMap<String, ItemSpec>,
    pub(super) questions: QuestionCues,
    pub(super) aside: AsideCues,
    pub(super) facts: Facts,
}

impl Rubric {
    /// What is built in. Read once; every call shares it.
    pub fn embedded() -> Arc<Rubric> {
        static EMBEDDED: OnceLock<Arc<Rubric>> = OnceLock::new();
        let rubric = EMBEDDED.get_or_init(|| {
            // The files are part of the program and every build tests them; without them nothing is assessed.
            Arc::new(Rubric::parse(RUBRIC, &FACTS).unwrap_or_else(|error| {
                tracing::error!(%error, "the embedded rubric is broken");
                Rubric::default()
            }))
        });
        Arc::clone(rubric)
    }

    /// Reads a rubric and its files of facts (name and text).
    ///
    /// # Errors
    /// `invalid_content` with file and line.
    pub fn parse(rubric: &str, facts: &[(&str, &str)]) -> Result<Rubric> {
        let file = file::read(rubric)?;
        let mut digest = Sha256::new();
        for text in std::iter::once(rubric).chain(facts.iter().map(|(_, text)| *text)) {
            // The length keeps "ab" + "c" apart from "a" + "bc".
            digest.update((text.len() as u64).to_be_bytes());
            digest.update(text.as_bytes());
        }
        Ok(Rubric {
            version: file.version,
            hash: crate::session::hex(&digest.finalize()),
            scoring: file.scoring,
            recommendations: file.recommendations,
            items: file.items,
            questions: file.questions,
            aside: file.aside,
            facts: Facts::parse(facts)?,
        })
    }

    /// Whether it looks for anything.
    pub(super) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The version that its author gave it.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// SHA-256 over its files, in hex.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The items whose id begins with `prefix`, in the order of their ids.
    pub(super) fn items<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = &'a ItemSpec> {
        self.items
            .range(prefix.to_owned()..)
            .map(|(_, item)| item)
            .take_while(move |item| item.id.starts_with(prefix))
    }

    /// The recommendation for an overall mark in tenths.
    pub(super) fn recommendation(&self, mark: u32) -> &str {
        let reached = self.recommendations.iter().find(|(least, _)| mark >= *least);
        reached.map_or("STRONG_NO_HIRE", |(_, word)| word.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_rubric_is_whole() {
        let rubric = Rubric::embedded();
        assert_eq!((rubric.version(), rubric.hash().len()), ("1", 64));
        assert!(rubric.facts.subjects().len() > 100);
        let marks = [100, 85, 84, 70, 69, 55, 54, 40, 39, 0].map(|mark| rubric.recommendation(mark));
        let expected = [
            "STRONG_HIRE",
            "STRONG_HIRE",
            "HIRE",
            "HIRE",
            "BORDERLINE",
            "BORDERLINE",
            "NO_HIRE",
            "NO_HIRE",
            "STRONG_NO_HIRE",
            "STRONG_NO_HIRE",
        ];
        assert_eq!(marks, expected);
    }

    #[test]
    fn the_hash_follows_every_file() {
        let changed = FACTS.map(|(name, text)| (name, format!("{text}\n")));
        let changed: Vec<(&str, &str)> = changed.iter().map(|(name, text)| (*name, text.as_str())).collect();
        let embedded = Rubric::embedded();
        assert_ne!(Rubric::parse(RUBRIC, &changed).unwrap().hash(), embedded.hash());
        assert_ne!(Rubric::parse(&format!("{RUBRIC}\n"), &FACTS).unwrap().hash(), embedded.hash());
        assert_eq!(Rubric::parse(RUBRIC, &FACTS).unwrap().hash(), embedded.hash());
    }

    #[test]
    fn what_is_broken_is_named_with_its_line() {
        let without = RUBRIC.replace("id = \"star.task\"", "id = \"star.tusk\"");
        let error = Rubric::parse(&without, &FACTS).unwrap_err();
        assert_eq!(error.message(), "rubric.toml: the item `star.task` is missing");
        let typo = RUBRIC.replace("enough = 60", "enuff = 60");
        let error = Rubric::parse(&typo, &FACTS).unwrap_err();
        assert!(error.message().starts_with("rubric.toml:7: "), "{}", error.message());
        let cue = RUBRIC.replace("cue = \"steps\"", "cue = \"stops\"");
        assert_eq!(
            Rubric::parse(&cue, &FACTS).unwrap_err().message(),
            "rubric.toml: item `solve.approach`: there is no cue `stops`"
        );
        let fact = [(
            "f.toml",
            "[[subject]]\nid = \"a\"\nnames = []\n[[subject.fact]]\nsays = \"x\"\nright = [\"\"]\nwrong = []\n",
        )];
        let error = Rubric::parse(RUBRIC, &fact).unwrap_err();
        assert_eq!(error.message(), "f.toml: subject `a`: it has no name");
    }
}
