//! What an answer is about: the words that an attentive listener would take up.

use super::Text;
use super::tech::{AMBIGUOUS, THINGS};

/// Something that was mentioned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::agent::local) struct Term {
    /// How one refers to it in the middle of a sentence: `Kafka`, `the deadline`.
    pub(in crate::agent::local) name: &'static str,
    /// Whether somebody may have chosen it over something else.
    pub(in crate::agent::local) choice: bool,
}

/// The longest name in words.
const LONGEST: usize = 3;

/// What an answer mentions, the most telling first: longer names before shorter ones, choices before circumstances,
/// later mentions after earlier ones. `said` is the text as it was written.
pub(in crate::agent::local) fn salient(text: &Text, said: &str) -> Vec<Term> {
    let words = text.words();
    let mut found: Vec<(usize, bool, usize, Term)> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let longest = (1..=LONGEST.min(words.len() - at)).rev().find_map(|length| {
            let term = named(words.get(at..at + length)?, said)?;
            Some((length, term))
        });
        if let Some((length, term)) = longest {
            if !found.iter().any(|(.., known)| known.name == term.name) {
                found.push((LONGEST - length, !term.choice, at, term));
            }
            at += length;
        } else {
            at += 1;
        }
    }
    found.sort_by_key(|(length, plain, at, _)| (*length, *plain, *at));
    found.into_iter().map(|(.., term)| term).collect()
}

/// The thing that these words name, if they do.
fn named(words: &[String], said: &str) -> Option<Term> {
    let phrase = words.join(" ");
    let found = lookup(&phrase).or_else(|| singulars(&phrase).find_map(|phrase| lookup(&phrase)))?;
    let (thing, name, choice) = *found;
    // "Go" is a language, "go" is not.
    let written = || {
        let mut letters = thing.chars();
        let capital: String =
            letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
        said.match_indices(capital.as_str()).any(|(at, _)| {
            let before = said.get(..at).unwrap_or_default().trim_end();
            !before.is_empty() && !before.ends_with(['.', '!', '?'])
        })
    };
    (!AMBIGUOUS.contains(&thing) || written()).then_some(Term { name, choice })
}

fn lookup(phrase: &str) -> Option<&'static (&'static str, &'static str, bool)> {
    let at = THINGS.binary_search_by(|(thing, ..)| (*thing).cmp(phrase)).ok()?;
    THINGS.get(at)
}

/// What the last word may be the plural of.
fn singulars(phrase: &str) -> impl Iterator<Item = String> {
    let stem = |ending| phrase.strip_suffix(ending);
    [stem("ies").map(|stem| format!("{stem}y")), stem("es").map(str::to_owned), stem("s").map(str::to_owned)]
        .into_iter()
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(said: &str) -> Vec<&'static str> {
        salient(&Text::of(said), said).iter().map(|term| term.name).collect()
    }

    #[test]
    fn the_most_telling_comes_first() {
        let said = "Because of the deadline we put Kafka and a dead letter queue before the databases.";
        assert_eq!(names(said), ["a dead-letter queue", "Kafka", "the deadline", "the database"]);
        assert_eq!(names("Caches and replicas, then caches again"), ["a cache", "replicas"]);
    }

    #[test]
    fn plain_words_are_no_names() {
        assert_eq!(names("Then I go on and react quickly, in rust and dust."), Vec::<&str>::new());
        assert_eq!(names("We wrote it in Go and Rust."), ["Go", "Rust"]);
    }

    #[test]
    fn other_languages_have_no_terms() {
        assert_eq!(names("Ich habe drei Jahre daran gearbeitet."), Vec::<&str>::new());
        assert_eq!(names("我做过三年的后端开发。"), Vec::<&str>::new());
    }
}
