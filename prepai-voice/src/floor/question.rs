//! What was asked: it decides what a complete answer is.

use std::time::Duration;

/// What kind of answer a question expects.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum QuestionKind {
    /// "Yes" is an answer.
    YesNo,
    /// A name, a number, a few words.
    Short,
    /// Wants sentences.
    #[default]
    Open,
    /// Wants code; silence is work.
    Coding,
}

/// The question that stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Question {
    /// What it expects.
    pub kind: QuestionKind,
    /// How long an answer should take; nobody is cut in on without one.
    pub budget: Option<Duration>,
}

const AUXILIARIES: [&str; 30] = [
    "am", "are", "can", "could", "did", "do", "does", "had", "has", "have", "is", "may", "might", "must",
    "ready", "shall", "should", "was", "were", "will", "would", "aren't", "can't", "didn't", "don't",
    "haven't", "isn't", "won't", "wouldn't", "any",
];

/// Requests in the form of yes-no questions: "can you tell me about …" does not want a yes.
const REQUESTS: [&str; 12] = [
    "tell",
    "describe",
    "explain",
    "walk",
    "give",
    "share",
    "talk",
    "show",
    "introduce",
    "compare",
    "elaborate",
    "summarise",
];

/// Questions that a few words answer.
const SHORT: [&str; 12] = [
    "how many",
    "how much",
    "how long",
    "how old",
    "how often",
    "which",
    "who",
    "when",
    "where",
    "what is your name",
    "what time",
    "what year",
];

impl QuestionKind {
    /// The kind of the last question of an interviewer's words, by its first words. Coding questions are not recognised: whoever
    /// asks one knows.
    pub fn of(text: &str) -> QuestionKind {
        let lower = text.to_lowercase();
        let sentences = || lower.split_inclusive(['.', '?', '!']).map(str::trim).filter(|s| !s.is_empty());
        let Some(last) = sentences().rfind(|s| s.ends_with('?')).or_else(|| sentences().next_back()) else {
            return QuestionKind::Open;
        };
        let words: Vec<&str> = last
            .split(|c: char| !c.is_alphanumeric() && c != '\'')
            .filter(|word| {
                !word.is_empty() && !["so", "and", "okay", "now", "well", "great", "but"].contains(word)
            })
            .collect();
        let first = words.first().copied().unwrap_or_default();
        if words.iter().take(8).any(|word| REQUESTS.contains(word)) {
            QuestionKind::Open
        } else if AUXILIARIES.contains(&first) {
            QuestionKind::YesNo
        } else if SHORT.iter().any(|short| words.join(" ").starts_with(short)) {
            QuestionKind::Short
        } else {
            QuestionKind::Open
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_question_counts() {
        for (text, kind) in [
            ("Great. Have you used Kafka?", QuestionKind::YesNo),
            ("So, are you ready to begin?", QuestionKind::YesNo),
            ("Can you tell me about a project?", QuestionKind::Open),
            ("How would you scale it?", QuestionKind::Open),
            ("How many people were on the team?", QuestionKind::Short),
            ("Do you know Go? Tell me about it.", QuestionKind::YesNo),
            ("Tell me about yourself.", QuestionKind::Open),
            ("", QuestionKind::Open),
        ] {
            assert_eq!(QuestionKind::of(text), kind, "{text}");
        }
    }
}
