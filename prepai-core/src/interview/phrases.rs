//! What the interviewer says beside the replies, in the session's language: `data/phrases.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use toml::{Table, Value};

use super::{Briefing, TurnCause};
use crate::session::{Cause, Session};
use crate::speech::primary_language;
use crate::{Error, Result};

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

static BOOK: LazyLock<PhraseBook> = LazyLock::new(|| {
    // A test reads the file: there is nobody to tell here.
    PhraseBook(toml::from_str(FILE).unwrap_or_default())
});

/// Longer sentences are no phrases.
const LONGEST: usize = 400;

/// The sentences of all languages.
///
/// ```
/// use prepai_core::interview::PhraseBook;
///
/// let book = PhraseBook::with("[en]\ncut_in = \"Thanks, that is enough.\"").unwrap();
/// assert_eq!(book.of("en-GB").unwrap().cut_in, "Thanks, that is enough.");
/// assert!(book.of("de").is_some());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhraseBook(BTreeMap<String, Phrases>);

impl Default for PhraseBook {
    /// The sentences that come with the program.
    fn default() -> PhraseBook {
        BOOK.clone()
    }
}

impl PhraseBook {
    /// Those that come with the program, except where a text of the same form (TOML; a table for each language) has others. A language
    /// that is new must have all of them.
    ///
    /// # Errors
    /// [`crate::ErrorKind::InvalidInput`] names the language and what is wrong with it.
    pub fn with(text: &str) -> Result<PhraseBook> {
        let wrong = |of: &str, error: &toml::de::Error| {
            let message = error.message();
            Error::invalid(
                "phrases",
                if of.is_empty() { message.to_owned() } else { format!("{of}: {message}") },
            )
        };
        let parsed = |text: &str| text.parse::<Table>().map_err(|error| wrong("", &error));
        let mut all = parsed(FILE)?;
        for (language, own) in parsed(text)? {
            let Value::Table(own) = own else {
                return Err(Error::invalid("phrases", format!("{language}: must be a table")));
            };
            match all.get_mut(&language) {
                Some(Value::Table(table)) => table.extend(own),
                _ => drop(all.insert(language, Value::Table(own))),
            }
        }
        let mut book = BTreeMap::new();
        for (language, table) in all {
            let phrases: Phrases = table.try_into().map_err(|error| wrong(&language, &error))?;
            phrases.check(&language)?;
            book.insert(language, phrases);
        }
        Ok(PhraseBook(book))
    }

    /// The sentences of a language by its tag: those of `de` for `de-AT` and `DE`; none where there are none.
    pub fn of(&self, language: &str) -> Option<&Phrases> {
        self.0.get(&primary_language(language))
    }
}

impl Phrases {
    fn check(&self, language: &str) -> Result<()> {
        let wrong = |name: &str, remedy: String| {
            Err(Error::invalid("phrases", format!("{language}: {name} {remedy}")))
        };
        let cut_in = [[self.cut_in.clone(), self.cut_in.clone()]];
        let lists: [(&str, &[[String; 2]]); 5] = [
            ("answer", &self.answer),
            ("code", &self.code),
            ("ready", &self.ready),
            ("prompt", &self.prompt),
            ("cut_in", &cut_in),
        ];
        for (name, pairs) in lists {
            if pairs.is_empty() {
                return wrong(name, "must have a pair of sentences".to_owned());
            }
            let fits = |sentence: &String| !sentence.trim().is_empty() && sentence.len() <= LONGEST;
            if !pairs.iter().flatten().all(fits) {
                return wrong(name, format!("must be words of at most {LONGEST} bytes"));
            }
        }
        Ok(())
    }
}

/// What is said while a reply takes a moment, in the order in which it is said. No part of the reply: no rule applies and no score counts it.
pub(crate) fn fillers(book: &PhraseBook, session: &Session, briefing: &Briefing) -> Vec<String> {
    let Some(phrases) = book.of(&session.created.language) else { return Vec::new() };
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
        let book = PhraseBook::default();
        assert!(book.of("de-AT").is_some());
        assert_eq!(book.of("de-AT"), book.of("DE"));
        assert_ne!(book.of("de"), book.of("en-GB"));
        assert_eq!(book.of("tlh").or(book.of("")), None);
    }

    #[test]
    fn own_sentences_stand_in_for_those_of_the_program() {
        let book = PhraseBook::with("[de]\nprompt = [[\"Kurz.\", \"Noch kurz.\"]]").unwrap();
        let (own, usual) = (book.of("de").unwrap(), PhraseBook::default());
        assert_eq!(own.prompt, [["Kurz.".to_owned(), "Noch kurz.".to_owned()]]);
        assert_eq!(own.answer, usual.of("de").unwrap().answer);
        assert_eq!(book.of("fr"), usual.of("fr"));
        assert_eq!(PhraseBook::with("").unwrap(), usual);
    }

    #[test]
    fn what_is_wrong_with_them_is_named() {
        for (text, wanted) in [
            ("[de]\nprompt = []", "phrases: de: prompt"),
            ("[de]\ncut_in = \" \"", "phrases: de: cut_in"),
            ("[it]\ncut_in = \"Grazie.\"", "phrases: it: missing"),
            ("[de]\nhello = \"Hallo.\"", "phrases: de: unknown field"),
            ("de = 1", "phrases: de: must be a table"),
            ("[de", "phrases: "),
        ] {
            let error = PhraseBook::with(text).unwrap_err();
            assert_eq!(error.kind(), crate::ErrorKind::InvalidInput, "{text}");
            assert!(error.to_string().contains(wanted), "{text}: {error}");
        }
    }
}
