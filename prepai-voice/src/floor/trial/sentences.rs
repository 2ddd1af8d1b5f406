//! Answers, with marks where people pause.

use super::super::QuestionKind;

/// Where a pause may fall.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// `/`: the clause is whole, the sentence goes on.
    Clause,
    /// `+`: inside a list.
    List,
    /// `#`: inside something dictated.
    Number,
    /// A full stop.
    Sentence,
}

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// What the question wants.
    pub(super) question: QuestionKind,
    pub(super) words: Vec<&'static str>,
    /// A mark stands before the word with this index.
    pub(super) marks: Vec<(usize, Mark)>,
}

impl Sentence {
    /// The words alone.
    pub fn text(&self) -> String {
        self.words.join(" ")
    }
}

/// The content of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sentences {
    /// Answers.
    pub all: Vec<Sentence>,
    pub(super) fillers: Vec<&'static str>,
    pub(super) times: Vec<&'static str>,
}

/// What parameters were chosen with.
const TUNING: &str = include_str!("../../../data/endpointing/tuning.txt");
/// What figures are published of.
const TEST: &str = include_str!("../../../data/endpointing/test.txt");

impl Sentences {
    /// The sentences for tuning.
    pub fn tuning() -> Sentences {
        Sentences::parse(TUNING)
    }

    /// The sentences for published figures; none of them is among those for tuning.
    pub fn test() -> Sentences {
        Sentences::parse(TEST)
    }

    /// The sentences of another file of that form.
    pub fn parse(file: &'static str) -> Sentences {
        let mut sentences = Sentences::default();
        for line in file.lines().filter(|line| !line.starts_with('#')) {
            let Some((kind, text)) = line.split_once('|') else { continue };
            let text = text.trim();
            let question = match kind.trim() {
                "filler" => {
                    sentences.fillers.push(text);
                    continue;
                }
                "time" => {
                    sentences.times.push(text);
                    continue;
                }
                "yes" => QuestionKind::YesNo,
                "short" => QuestionKind::Short,
                "coding" => QuestionKind::Coding,
                _ => QuestionKind::Open,
            };
            let mut sentence = Sentence { question, words: Vec::new(), marks: Vec::new() };
            for word in text.split_whitespace() {
                let at = sentence.words.len();
                match word {
                    "/" => sentence.marks.push((at, Mark::Clause)),
                    "+" => sentence.marks.push((at, Mark::List)),
                    "#" => sentence.marks.push((at, Mark::Number)),
                    _ => {
                        let bare = word.trim_end_matches('.');
                        sentence.words.push(bare);
                        if bare.len() < word.len() {
                            sentence.marks.push((at + 1, Mark::Sentence));
                        }
                    }
                }
            }
            let end = sentence.words.len();
            sentence.marks.retain(|(at, _)| *at < end);
            sentences.all.push(sentence);
        }
        sentences
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_sentence_is_in_both_files() {
        let texts = |all: Sentences| all.all.iter().map(Sentence::text).collect::<BTreeSet<String>>();
        let (tuning, test) = (texts(Sentences::tuning()), texts(Sentences::test()));
        assert!(tuning.len() >= 100 && test.len() >= 100, "{} {}", tuning.len(), test.len());
        assert_eq!(tuning.intersection(&test).collect::<Vec<_>>(), Vec::<&String>::new());
    }

    #[test]
    fn marks_stand_before_words() {
        let sentence = Sentences::parse("open | a b / c. d + e").all.remove(0);
        assert_eq!(sentence.words, ["a", "b", "c", "d", "e"]);
        assert_eq!(sentence.marks, [(2, Mark::Clause), (3, Mark::Sentence), (4, Mark::List)]);
    }
}
