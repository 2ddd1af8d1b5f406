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
/// What they are also published of: written by somebody who saw neither of the others, and read by nobody who chose anything.
const FRESH: &str = include_str!("../../../data/endpointing/fresh.txt");

impl Sentences {
    /// The sentences for tuning.
    pub fn tuning() -> Sentences {
        Sentences::parse(TUNING)
    }

    /// The older sentences for published figures; none of them is among those for tuning.
    pub fn test() -> Sentences {
        Sentences::parse(TEST)
    }

    /// The sentences for published figures: those of [`Sentences::test`], and after them the fresh ones.
    pub fn published() -> Sentences {
        let mut sentences = Sentences::test();
        sentences.all.extend(Sentences::parse(FRESH).all);
        sentences
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
    fn no_sentence_for_tuning_is_published() {
        // Whoever wrote a sentence may have written it in other letters.
        let bare = |sentence: &Sentence| sentence.text().to_lowercase().replace('\'', "");
        let texts = |all: Sentences| all.all.iter().map(bare).collect::<BTreeSet<String>>();
        let (tuning, published) = (texts(Sentences::tuning()), texts(Sentences::published()));
        assert!(tuning.len() >= 1_500 && published.len() >= 250, "{} {}", tuning.len(), published.len());
        assert_eq!(tuning.intersection(&published).collect::<Vec<_>>(), Vec::<&String>::new());
        // The older ones are the first of them, so that their turns are those of before.
        let test = Sentences::test().all;
        assert_eq!(Sentences::published().all.get(..test.len()), Some(&*test));
    }

    #[test]
    fn marks_stand_before_words() {
        let sentence = Sentences::parse("open | a b / c. d + e").all.remove(0);
        assert_eq!(sentence.words, ["a", "b", "c", "d", "e"]);
        assert_eq!(sentence.marks, [(2, Mark::Clause), (3, Mark::Sentence), (4, Mark::List)]);
    }
}
