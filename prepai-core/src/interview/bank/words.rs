//! Whether a text mentions a term.

use std::ops::Range;

/// A text as the words in which terms are looked up.
///
/// Case, punctuation, hyphens and apostrophes do not count, and a plural counts as its singular: "Hash-maps" mentions
/// `hash map`. `+` and `#` at a word's end belong to it (`c++`, `c#`).
///
/// ```
/// use prepai_core::interview::bank::Words;
/// let words = Words::of("I'd use linked lists; that's O(n).");
/// assert!(words.mentions("linked list") && words.mentions("o of n") == false && words.mentions("o(n)"));
/// assert!(!Words::of("a hashmap").mentions("hash"));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words(Vec<Word>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Word {
    text: String,
    span: Range<usize>,
}

impl Words {
    /// The words of a text.
    pub fn of(text: &str) -> Words {
        let mut words = Vec::new();
        let mut word = Word { text: String::new(), span: 0..0 };
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let next = chars.peek().map(|(_, next)| *next);
            let inside = !word.text.is_empty();
            let before_word = next.is_some_and(char::is_alphanumeric);
            if c.is_alphanumeric() {
                if !inside {
                    word.span.start = at;
                }
                word.text.extend(c.to_lowercase());
            } else if inside && matches!(c, '+' | '#') && !before_word {
                word.text.push(c);
            } else if inside && matches!(c, '\'' | '’') && before_word {
                continue;
            } else {
                if inside {
                    words.push(std::mem::replace(&mut word, Word { text: String::new(), span: 0..0 }));
                }
                continue;
            }
            word.span.end = at + c.len_utf8();
        }
        if !word.text.is_empty() {
            words.push(word);
        }
        Words(words)
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Where the text mentions the term first, as a range of bytes of the text.
    pub fn find(&self, term: &str) -> Option<Range<usize>> {
        let term = Words::of(term);
        if term.is_empty() {
            return None;
        }
        let found =
            self.0.windows(term.len()).find(|window| window.iter().zip(&term.0).all(|(a, b)| same(a, b)))?;
        Some(found.first()?.span.start..found.last()?.span.end)
    }

    /// Whether the text mentions the term.
    pub fn mentions(&self, term: &str) -> bool {
        self.find(term).is_some()
    }

    /// The first of the terms, in their order, that the text mentions.
    pub fn first_of<'t>(&self, terms: &'t [String]) -> Option<&'t str> {
        terms.iter().map(String::as_str).find(|term| self.mentions(term))
    }
}

/// Equal, or the plural of a word of three letters and more.
fn same(word: &Word, term: &Word) -> bool {
    let (word, term) = (word.text.as_str(), term.text.as_str());
    if word == term {
        return true;
    }
    if term.len() < 3 {
        return false;
    }
    match word.strip_prefix(term) {
        Some(ending) => matches!(ending, "s" | "es"),
        None => term.strip_suffix('y').is_some_and(|stem| word.strip_prefix(stem) == Some("ies")),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn terms_match_whole_words_in_any_dress() {
        let words = Words::of("Hash-Maps, replicas and C++; don’t copy the factories. O(n log n)!");
        for term in ["hash map", "replica", "c++", "don't", "dont", "factory", "o(n log n)", "n log n"] {
            assert!(words.mentions(term), "{term}");
        }
        for term in ["hash", "replic", "c", "log m", "", "++", "factor"] {
            assert_eq!(words.mentions(term), term == "hash", "{term}");
        }
    }

    #[test]
    fn a_find_is_a_range_of_the_text() {
        let text = "Naïve — “linked lists”, please";
        let range = Words::of(text).find("linked list").unwrap();
        assert_eq!(&text[range], "linked lists");
        let text = "it's the system's state";
        assert_eq!(&text[Words::of(text).find("system's").unwrap()], "system's");
    }

    #[test]
    fn the_first_term_wins() {
        let terms = ["tree".to_owned(), "heap".to_owned()];
        assert_eq!(Words::of("a heap or two trees").first_of(&terms), Some("tree"));
    }

    proptest! {
        #[test]
        fn a_text_mentions_each_of_its_words(text in "\\PC*") {
            let words = Words::of(&text);
            for word in &words.0 {
                prop_assert!(words.mentions(&text[word.span.clone()]), "{:?}", word);
            }
        }
    }
}
