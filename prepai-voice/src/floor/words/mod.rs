//! What the words so far say: whether they are a whole answer, and whether they are only a murmur of agreement.

pub(crate) mod features;
mod lexicon;
mod open;
mod shape;
mod tags;
mod tokens;
mod weights;

#[cfg(any(test, feature = "testing"))]
pub(crate) use self::lexicon::hidden;
use self::lexicon::{ASKS_FOR_TIME, BACKCHANNEL_PHRASES, BACKCHANNELS, is};
use self::tokens::{Ending, Tokens};
#[cfg(any(test, feature = "testing"))]
pub(crate) use self::weights::instead;
use super::QuestionKind;

/// How words so far look.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// How likely it is that this is all, 0.0 to 1.0.
    pub completeness: f64,
    /// Whether somebody asked for time ("let me think").
    pub asks_for_time: bool,
}

/// Reads the words of an answer, English; case and punctuation are used where they are there and not needed.
///
/// The completeness is a logistic function of what rules see (fillers, closed-class words, lists, numbers, what the question wants)
/// and of the shape of the last clause in parts of speech; `trial/fit.rs` says how its weights came about.
///
/// ```
/// use prepai_voice::floor::{QuestionKind, words::read};
///
/// let open = QuestionKind::Open;
/// assert!(read("we moved it to the cloud and that cut our costs in half", open).completeness > 0.5);
/// assert!(read("we moved it to the cloud and", open).completeness < 0.1);
/// assert!(read("hmm, let me think", open).asks_for_time);
/// ```
pub fn read(text: &str, kind: QuestionKind) -> Reading {
    let tokens = Tokens::of(text);
    let asks_for_time = tokens.ends_with(ASKS_FOR_TIME);
    if tokens.words.is_empty() {
        return Reading { completeness: 0.0, asks_for_time: false };
    }
    let sum: f64 = seen(&tokens, kind).iter().map(|(name, much)| weights::of(name) * much).sum();
    let sum = sum + weights::ending(tokens.ending);
    let completeness = if asks_for_time { 0.0 } else { 1.0 / (1.0 + libm::exp(-sum)) };
    Reading { completeness, asks_for_time }
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
    rules.chain(shape::of(tokens, kind)).collect()
}

/// Whether the words only say that somebody listens ("mhm", "yeah, okay"); `false` without words.
pub fn is_backchannel(text: &str) -> bool {
    let tokens = Tokens::of(text);
    let words = &tokens.words;
    if words.is_empty() || words.len() > 6 || tokens.ending == Ending::Question {
        return false;
    }
    let mut at = 0;
    while at < words.len() {
        let rest = words.get(at..).unwrap_or_default();
        let phrase = BACKCHANNEL_PHRASES.all().find(|phrase| tokens::find(rest, phrase) == Some(0));
        match phrase {
            Some(phrase) => at += phrase.len(),
            None if rest.first().is_some_and(|word| is(BACKCHANNELS, word)) => at += 1,
            None => return false,
        }
    }
    true
}
