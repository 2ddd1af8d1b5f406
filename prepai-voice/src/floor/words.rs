//! What the words so far say: whether they are a whole answer, and whether they are only a murmur of agreement.

use super::QuestionKind;

/// How words so far look.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// How likely it is that this is all, 0.0 to 1.0.
    pub completeness: f64,
    /// Whether somebody asked for time ("let me think").
    pub asks_for_time: bool,
}

const FILLERS: [&str; 8] = ["um", "uh", "uhm", "er", "erm", "hmm", "mm", "ah"];
const BACKCHANNELS: [&str; 20] = [
    "mhm", "mm", "hmm", "uh", "huh", "yeah", "yep", "yes", "okay", "ok", "right", "sure", "aha", "ah", "oh",
    "cool", "alright", "great", "good", "nice",
];
const OPENERS: [&str; 40] = [
    "and", "but", "or", "so", "because", "the", "a", "an", "to", "of", "in", "on", "at", "for", "with",
    "from", "by", "that", "which", "who", "if", "when", "while", "is", "are", "was", "were", "my", "our",
    "their", "its", "i", "we", "they", "he", "she", "like", "then", "as", "than",
];
const TIME: [&str; 6] =
    ["let me think", "give me a second", "give me a moment", "let me see", "one moment", "one second"];

fn tokens(text: &str) -> Vec<String> {
    text.to_lowercase()
        .split(|c: char| !(c.is_alphanumeric() || c == '\''))
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Reads the words of an answer.
pub fn read(text: &str, kind: QuestionKind) -> Reading {
    let words = tokens(text);
    let joined = words.join(" ");
    let Some(last) = words.last() else { return Reading { completeness: 0.3, asks_for_time: false } };
    let asks_for_time = TIME.iter().any(|phrase| joined.ends_with(phrase));
    let completeness =
        if asks_for_time || FILLERS.contains(&last.as_str()) || OPENERS.contains(&last.as_str()) {
            0.0
        } else if kind == QuestionKind::Open && words.len() < 4 {
            0.4
        } else {
            0.95
        };
    Reading { completeness, asks_for_time }
}

/// Whether the words only say that somebody listens ("mhm", "yeah, okay"); `false` without words.
pub fn is_backchannel(text: &str) -> bool {
    let words = tokens(text);
    !words.is_empty() && words.len() <= 4 && words.iter().all(|word| BACKCHANNELS.contains(&word.as_str()))
}
