//! Texts cut into clauses, each a breath of the voice.

use std::ops::Range;

/// Longer clauses are cut between words, in characters.
const LONGEST: usize = 240;

/// A piece of a text that is computed at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Clause {
    /// Its words, without the mark at the end.
    pub(super) text: String,
    /// The mark at its end: one of `. ? ! , ; :`.
    pub(super) mark: Option<char>,
    /// Its words in the whole text, in characters.
    pub(super) words: Vec<Range<usize>>,
}

impl Clause {
    /// Whether a sentence ends here.
    pub(super) fn ends_sentence(&self) -> bool {
        matches!(self.mark, Some('.' | '?' | '!'))
    }
}

/// Cuts a text behind marks that stand before a space or the end; what has no letter or digit is left out.
pub(super) fn clauses(text: &str) -> Vec<Clause> {
    let letters: Vec<char> = text.chars().collect();
    let mut clauses = Vec::new();
    let mut words: Vec<Range<usize>> = Vec::new();
    for word in words_of(&letters) {
        let mark = mark(&letters, &word);
        let long = words.first().is_some_and(|first| word.end - first.start > LONGEST);
        if long {
            take(&letters, &mut words, None, &mut clauses);
        }
        words.push(word);
        if mark.is_some() {
            take(&letters, &mut words, mark, &mut clauses);
        }
    }
    take(&letters, &mut words, None, &mut clauses);
    clauses
}

/// The runs of letters without a space.
fn words_of(letters: &[char]) -> Vec<Range<usize>> {
    let space = |letter: &char| letter.is_whitespace() || letter.is_control();
    let mut words = Vec::new();
    let mut begun = None;
    for (place, letter) in letters.iter().enumerate() {
        match (begun, space(letter)) {
            (None, false) => begun = Some(place),
            (Some(start), true) => {
                words.push(start..place);
                begun = None;
            }
            _ => {}
        }
    }
    words.extend(begun.map(|start| start..letters.len()));
    words
}

/// The mark at the end of a word, also before closing quotes and brackets.
fn mark(letters: &[char], word: &Range<usize>) -> Option<char> {
    let closing = |letter: &&char| matches!(letter, '"' | '\'' | ')' | ']' | '”' | '’' | '»');
    let last = letters.get(word.clone())?.iter().rev().find(|letter| !closing(letter))?;
    match last {
        '.' | '?' | '!' | ',' | ';' | ':' => Some(*last),
        '…' | '。' => Some('.'),
        '？' => Some('?'),
        '！' => Some('!'),
        '—' | '–' | '、' | '，' => Some(','),
        _ => None,
    }
}

fn take(letters: &[char], words: &mut Vec<Range<usize>>, mark: Option<char>, clauses: &mut Vec<Clause>) {
    let words = std::mem::take(words);
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return };
    let Some(all) = letters.get(first.start..last.end) else { return };
    if all.iter().any(|letter| letter.is_alphanumeric()) {
        let text: String = all.iter().collect();
        let ends = |letter: char| !letter.is_alphanumeric() && !matches!(letter, '+' | '#' | '%' | '$' | '€');
        clauses.push(Clause { text: text.trim_end_matches(ends).to_owned(), mark, words });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<(String, Option<char>)> {
        clauses(text).into_iter().map(|clause| (clause.text, clause.mark)).collect()
    }

    fn expected(clauses: &[(&str, Option<char>)]) -> Vec<(String, Option<char>)> {
        clauses.iter().map(|(text, mark)| ((*text).to_owned(), *mark)).collect()
    }

    #[test]
    fn marks_end_clauses_only_behind_words() {
        assert_eq!(
            cut("Well, version 3.5 of C++; it was \"fast\": at 10:30 they said \"why?\" Then… done"),
            expected(&[
                ("Well", Some(',')),
                ("version 3.5 of C++", Some(';')),
                ("it was \"fast", Some(':')),
                ("at 10:30 they said \"why", Some('?')),
                ("Then", Some('.')),
                ("done", None),
            ])
        );
        for silent in ["", " ", "?!", "… — \u{0}", "🧑‍💻"] {
            assert_eq!(cut(silent), [], "{silent:?}");
        }
    }

    #[test]
    fn words_are_where_they_stand() {
        let text = "Ünder the sea,  said he.";
        let letters: Vec<char> = text.chars().collect();
        let words: Vec<String> = clauses(text)
            .into_iter()
            .flat_map(|clause| clause.words)
            .map(|word| letters[word].iter().collect())
            .collect();
        assert_eq!(words, ["Ünder", "the", "sea,", "said", "he."]);
    }

    #[test]
    fn endless_clauses_are_cut_between_words() {
        let text = "wordy ".repeat(200);
        let clauses = clauses(&text);
        assert!(
            clauses.len() >= 5 && clauses.iter().all(|clause| clause.text.len() <= LONGEST),
            "{}",
            clauses.len()
        );
        assert_eq!(clauses.iter().map(|clause| clause.words.len()).sum::<usize>(), 200);
    }
}
