//! What the words so far say: whether they are a whole answer, and whether they are only a murmur of agreement.

pub(crate) mod features;
mod lexicon;
mod open;
mod sections;
mod shape;
mod structure;
mod tags;
mod tokens;
mod tongue;
mod weights;

#[cfg(any(test, feature = "testing"))]
pub(crate) use self::lexicon::hidden;
use self::lexicon::{ASKS_FOR_TIME, BACKCHANNEL_PHRASES, BACKCHANNELS, is};
use self::tokens::{Ending, Tokens};
use self::tongue::Tongue;
#[cfg(any(test, feature = "testing"))]
pub(crate) use self::weights::instead;
use super::{Language, QuestionKind};

/// How words so far look.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// How likely it is that this is all, 0.0 to 1.0.
    pub completeness: f64,
    /// Whether somebody asked for time ("let me think").
    pub asks_for_time: bool,
}

/// Reads the words of an answer; case and punctuation are used where they are there and not needed.
///
/// The completeness is a logistic function of what rules see (fillers, closed-class words, lists, numbers, what the question wants)
/// and of the shape of the last clause in parts of speech; `trial/fit.rs` says how its weights came about. That is for English; in other
/// languages it is what the last word and a few phrases say, by lists.
///
/// ```
/// use prepai_voice::floor::{Language, QuestionKind, words::read};
///
/// let (open, english) = (QuestionKind::Open, Language::English);
/// assert!(read("we moved it to the cloud and that cut our costs in half", open, english).completeness > 0.5);
/// assert!(read("we moved it to the cloud and", open, english).completeness < 0.1);
/// assert!(read("hmm, let me think", open, english).asks_for_time);
/// assert!(read("lass mich kurz überlegen", open, Language::of("de-CH")).asks_for_time);
/// ```
pub fn read(text: &str, kind: QuestionKind, language: Language) -> Reading {
    let tokens = Tokens::of(text);
    let tongue = Tongue::of(language);
    let asks_for_time =
        tongue.map_or_else(|| tokens.ends_with(ASKS_FOR_TIME), |tongue| tongue.asks_for_time(&tokens));
    if tokens.words.is_empty() {
        return Reading { completeness: 0.0, asks_for_time: false };
    }
    let sum = tongue.map_or_else(|| odds(&tokens, kind), |tongue| tongue.odds(&tokens, kind));
    let completeness = if asks_for_time { 0.0 } else { 1.0 / (1.0 + libm::exp(-sum)) };
    Reading { completeness, asks_for_time }
}

/// The log-odds that English words are all.
fn odds(tokens: &Tokens, kind: QuestionKind) -> f64 {
    let sum: f64 = seen(tokens, kind).iter().map(|(name, much)| weights::of(name) * much).sum();
    sum + weights::ending(tokens.ending)
}

/// What is seen in a text, for whoever fits weights.
#[cfg(any(test, feature = "testing"))]
pub(crate) fn features_of(text: &str, kind: QuestionKind) -> Vec<(String, f64)> {
    seen(&Tokens::of(text), kind)
}

/// The features that a text has.
fn seen(tokens: &Tokens, kind: QuestionKind) -> Vec<(String, f64)> {
    let rules = features::NAMES.into_iter().zip(features::of(tokens, kind));
    let rules = rules.filter(|(_, much)| *much != 0.0).map(|(name, much)| (name.to_owned(), much));
    rules.chain(shape::of(tokens, kind)).chain(structure::of(tokens, kind)).collect()
}

/// Whether the words only say that somebody listens ("mhm", "yeah, okay", "ja genau"); `false` without words.
pub fn is_backchannel(text: &str, language: Language) -> bool {
    let tokens = Tokens::of(text);
    let words = &tokens.words;
    if words.is_empty() || words.len() > 6 || tokens.ending == Ending::Question {
        return false;
    }
    let mut at = 0;
    while at < words.len() {
        match murmurs(words.get(at..).unwrap_or_default(), language) {
            0 => return false,
            count => at += count,
        }
    }
    true
}

/// How many words of a murmur words begin with, of the longest one; 0 for none.
fn murmurs(words: &[String], language: Language) -> usize {
    let longest = |phrases: &mut dyn Iterator<Item = &'static [&'static str]>| {
        phrases.filter(|phrase| tokens::find(words, phrase) == Some(0)).map(<[&str]>::len).max()
    };
    let first = words.first().map_or("", String::as_str);
    let (phrase, word) = match Tongue::of(language) {
        Some(tongue) => {
            (longest(&mut tongue.phrases("backchannel_phrases")), tongue.is("backchannels", first))
        }
        None => (longest(&mut BACKCHANNEL_PHRASES.all()), is(BACKCHANNELS, first)),
    };
    phrase.unwrap_or(usize::from(word))
}
