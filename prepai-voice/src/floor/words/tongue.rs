//! Languages without fitted weights: what the last word and a few phrases say, by lists in `data/words`.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::sections::{self, Section};
use super::tokens::{Tokens, ends};
use super::weights;
use crate::floor::{Language, QuestionKind};

/// The log-odds that words are all when nothing speaks against it.
const ANY: f64 = 1.8;
/// What a phrase of an end adds.
const CLOSER: f64 = 2.0;
/// What a filler takes.
const FILLER: f64 = -4.5;
/// What a word that was said twice takes.
const REPEATED: f64 = -3.0;
/// What "yes" adds to the answer of a yes-no question.
const AGREES: f64 = 1.0;
/// What few words take from the answer of an open and of a short question, and over how many words that fades.
const SHORT_OPEN: (f64, f64) = (-4.0, 4.0);
const SHORT: (f64, f64) = (-2.0, 2.0);

/// The words of a language.
#[derive(Debug, Default)]
pub(super) struct Tongue {
    /// What a word at the end takes from the log-odds.
    last: HashMap<&'static str, f64>,
    words: HashMap<&'static str, Vec<&'static str>>,
    phrases: HashMap<&'static str, Vec<Vec<&'static str>>>,
}

/// Sections of phrases.
const PHRASES: [&str; 4] = ["asks_for_time", "filling", "closers", "backchannel_phrases"];

static GERMAN: LazyLock<Tongue> =
    LazyLock::new(|| Tongue::parse(include_str!("../../../data/words/german.txt")));
static SPANISH: LazyLock<Tongue> =
    LazyLock::new(|| Tongue::parse(include_str!("../../../data/words/spanish.txt")));
static FRENCH: LazyLock<Tongue> =
    LazyLock::new(|| Tongue::parse(include_str!("../../../data/words/french.txt")));

impl Tongue {
    /// The words of a language; English has a fuller list and fitted weights.
    pub(super) fn of(language: Language) -> Option<&'static Tongue> {
        match language {
            Language::English => None,
            Language::German => Some(&GERMAN),
            Language::Spanish => Some(&SPANISH),
            Language::French => Some(&FRENCH),
        }
    }

    fn parse(file: &'static str) -> Tongue {
        let mut tongue = Tongue::default();
        for (Section { name, number: takes }, line) in sections::lines(file) {
            if PHRASES.contains(&name) {
                tongue.phrases.entry(name).or_default().extend(sections::phrases(line));
                continue;
            }
            // Words lose the apostrophes at their ends, here as in what is heard.
            let words = line.split_whitespace().map(|word| word.trim_matches('\''));
            if let Some(takes) = takes {
                for word in words.clone() {
                    let most = tongue.last.entry(word).or_default();
                    *most = f64::max(*most, takes);
                }
            }
            tongue.words.entry(name).or_default().extend(words);
        }
        tongue
    }

    /// Whether a word stands in a section.
    pub(super) fn is(&self, section: &str, word: &str) -> bool {
        self.words.get(section).is_some_and(|words| words.contains(&word))
    }

    /// The phrases of a section, each as its words.
    pub(super) fn phrases(&self, section: &str) -> impl Iterator<Item = &[&'static str]> {
        self.phrases.get(section).into_iter().flatten().map(Vec::as_slice)
    }

    fn ends(&self, section: &str, words: &[String]) -> bool {
        self.phrases(section).any(|phrase| ends(words, phrase))
    }

    /// Whether somebody asked for time at the end.
    pub(super) fn asks_for_time(&self, tokens: &Tokens) -> bool {
        self.ends("asks_for_time", &tokens.words)
    }

    /// The log-odds that words are all.
    pub(super) fn odds(&self, tokens: &Tokens, kind: QuestionKind) -> f64 {
        let (last, before) = (tokens.back(0), tokens.back(1));
        let words = &tokens.words;
        let count = words.iter().filter(|word| !self.is("fillers", word)).count() as f64;
        let agrees =
            kind == QuestionKind::YesNo && words.first().is_some_and(|word| self.is("agreement", word));
        let fades = |(much, over): (f64, f64)| much * libm::exp(-count / over);
        let mut odds = ANY + weights::ending(tokens.ending);
        let closes = self.ends("closers", words);
        if closes {
            return odds + CLOSER;
        }
        if self.is("fillers", last) || self.ends("filling", words) {
            odds += FILLER;
        } else if !(agrees && words.len() <= 2 && self.is("agreement", last)) {
            odds -= self.last.get(last).copied().unwrap_or_default();
        }
        if last == before && !agrees {
            odds += REPEATED;
        }
        odds + match kind {
            QuestionKind::Open | QuestionKind::Coding => fades(SHORT_OPEN),
            _ if agrees => AGREES,
            QuestionKind::YesNo | QuestionKind::Short => fades(SHORT),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{is_backchannel, read};
    use super::*;

    const OPEN: QuestionKind = QuestionKind::Open;
    /// Sections of words that are not at an end.
    const WORDS: [&str; 3] = ["fillers", "agreement", "backchannels"];

    #[test]
    fn every_file_has_every_section_and_no_other() {
        for language in [Language::German, Language::Spanish, Language::French] {
            let tongue = Tongue::of(language).unwrap();
            assert!(WORDS.iter().all(|name| tongue.words.contains_key(name)), "{language:?}");
            assert!(PHRASES.iter().all(|name| tongue.phrases.contains_key(name)), "{language:?}");
            for (word, takes) in &tongue.last {
                assert!((1.0..=5.0).contains(takes), "{language:?} {word}");
            }
            // A section with neither a known name nor a number would be read by nobody.
            for (name, words) in &tongue.words {
                assert!(
                    WORDS.contains(name) || words.iter().all(|word| tongue.last.contains_key(word)),
                    "{name}"
                );
            }
        }
        assert!(Tongue::of(Language::English).is_none());
    }

    #[test]
    fn unfinished_words_are_not_whole() {
        for (language, whole, open) in [
            (
                Language::German,
                "wir haben das ganze System in die Cloud verlegt",
                "wir haben das ganze System in die",
            ),
            (
                Language::Spanish,
                "movimos todo el sistema a la nube el año pasado",
                "movimos todo el sistema a la",
            ),
            (
                Language::French,
                "nous avons déplacé tout le système vers le cloud",
                "nous avons déplacé tout le système vers",
            ),
        ] {
            let (whole, open) = (read(whole, OPEN, language), read(open, OPEN, language));
            assert!(whole.completeness > 0.7 && open.completeness < 0.15, "{language:?} {whole:?} {open:?}");
        }
    }

    #[test]
    fn who_asks_for_time_is_understood() {
        for (language, text) in [
            (Language::German, "hm, lass mich überlegen"),
            (Language::German, "Da muss ich kurz nachdenken."),
            (Language::Spanish, "Déjame pensar..."),
            (Language::Spanish, "buena pregunta, un momento"),
            (Language::French, "euh, laissez-moi réfléchir"),
            (Language::French, "Bonne question"),
        ] {
            assert!(read(text, OPEN, language).asks_for_time, "{text}");
        }
        assert!(!read("lass mich überlegen", OPEN, Language::English).asks_for_time);
        assert!(!read("ich lasse das Team überlegen", OPEN, Language::German).asks_for_time);
    }

    #[test]
    fn murmurs_are_known_and_answers_are_none() {
        for (language, murmur, answer) in [
            (Language::German, "mhm, ja, genau", "ja aber warum"),
            (Language::German, "alles klar", "alles"),
            (Language::Spanish, "vale, de acuerdo", "vale pero no"),
            (Language::French, "oui, d'accord", "oui mais non"),
        ] {
            assert!(is_backchannel(murmur, language), "{murmur}");
            assert!(!is_backchannel(answer, language), "{answer}");
        }
        assert!(!is_backchannel("genau", Language::English));
    }

    #[test]
    fn yes_answers_only_what_wants_a_yes() {
        for (language, yes) in
            [(Language::German, "ja"), (Language::Spanish, "sí"), (Language::French, "oui")]
        {
            let of = |kind| read(yes, kind, language).completeness;
            assert!(of(QuestionKind::YesNo) > 0.8 && of(OPEN) < 0.4, "{yes}");
        }
    }
}
