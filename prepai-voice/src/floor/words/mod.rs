//! What the words so far say: whether they are a whole answer, and whether they are only a murmur of agreement.

pub(crate) mod features;
mod lexicon;
mod tokens;
mod weights;

#[cfg(test)]
pub(crate) use self::features::{COUNT, Features, NAMES};
#[cfg(test)]
pub(crate) use self::lexicon::hidden;
use self::lexicon::{ASKS_FOR_TIME, BACKCHANNEL_PHRASES, BACKCHANNELS, is};
use self::tokens::{Ending, Tokens};
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
/// The completeness is a logistic function of two dozen features (fillers, closed-class words, the shape of the last clause,
/// lists, numbers, what the question wants); `weights.rs` says how its weights came about.
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
    let seen = features::of(&tokens, kind);
    let sum: f64 = seen.iter().zip(weights::WEIGHTS).map(|(feature, weight)| feature * weight).sum();
    let sum = sum + weights::ending(tokens.ending);
    let completeness = if asks_for_time { 0.0 } else { 1.0 / (1.0 + libm::exp(-sum)) };
    Reading { completeness, asks_for_time }
}

/// The features of a text, for whoever fits weights.
#[cfg(test)]
pub(crate) fn features_of(text: &str, kind: QuestionKind) -> Features {
    features::of(&Tokens::of(text), kind)
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
