//! Questions of the candidate.

use super::super::lexicon::{AUXILIARIES, is};
use super::one_of;

/// Whether the candidate asks something: a question word or a verb before its subject.
pub(super) fn asks(sentence: &[String]) -> bool {
    const LEAD_IN: &[&str] = &["sorry", "excuse", "me", "okay", "and", "so", "well", "but"];
    const QUESTION: &[&str] = &["what", "how", "which", "who", "where", "why", "when"];
    const SUBJECT: &[&str] =
        &["i", "you", "we", "it", "the", "there", "they", "that", "this", "he", "she", "my", "your"];
    let start = sentence.iter().position(|word| !one_of(LEAD_IN, word));
    let rest = start.and_then(|at| sentence.get(at..)).unwrap_or_default();
    let [first, second, _, _, ..] = rest else { return false };
    let asked = one_of(QUESTION, first)
        && (is(AUXILIARIES, second) || one_of(&["many", "much", "about", "kind", "long", "often"], second));
    asked || (is(AUXILIARIES, first) && one_of(SUBJECT, second))
}
