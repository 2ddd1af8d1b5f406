//! Whether a text mentions a term.

use std::ops::Range;

/// A text as the words in which terms are looked up.
///
/// Case, punctuation, hyphens and apostrophes do not count, and regular inflections count as the word: "Hash-maps"
/// mentions `hash map`, "cached" mentions `cache`. `+` and `#` at a word's end belong to it (`c++`, `c#`). Orders of growth
/// are found whole: "O(n log n)" mentions `n log n` and neither `o(n)` nor `log n`.
///
/// ```
/// use prepai_core::interview::bank::Words;
/// let words = Words::of("I'd use linked lists; that's O(n).");
/// assert!(words.mentions("linked list") && words.mentions("o of n") == false && words.mentions("o(n)"));
/// assert!(!Words::of("a hashmap").mentions("hash"));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words(Vec<Word>);

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Word {
    text: String,
    span: Range<usize>,
}

impl Words {
    /// The words of a text.
    pub fn of(text: &str) -> Words {
        let mut words: Vec<Word> = Vec::new();
        let mut word = Word::default();
        // Inside the parentheses of "O(n log n)" the closing one counts, so that `o(n)` is not found there.
        let mut order = false;
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let inside = !word.text.is_empty();
            let before_word = chars.peek().is_some_and(|(_, next)| next.is_alphanumeric());
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
                let opens = c == '(' && word.text == "o";
                let closes = c == ')' && order;
                if inside {
                    words.push(std::mem::take(&mut word));
                }
                if opens || closes {
                    words.push(Word { text: c.to_string(), span: at..at + 1 });
                    order = opens;
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
        self.find_words(&Words::of(term))
    }

    /// As [`Words::find`], for a term that is looked up often.
    pub fn find_words(&self, term: &Words) -> Option<Range<usize>> {
        if term.is_empty() {
            return None;
        }
        let at = |index: usize| self.0.get(index).map(|word| word.text.as_str());
        let matches = |(index, window): &(usize, &[Word])| {
            window.iter().zip(&term.0).all(|(word, term)| same(word, term))
                && !is_cut(index.checked_sub(1).and_then(at), window, at(index + window.len()))
        };
        let (_, found) = self.0.windows(term.len()).enumerate().find(matches)?;
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

/// Whether the words are only a part of an order of growth: `n` of "n log n" or "n squared", `log n` of "n log n".
fn is_cut(before: Option<&str>, found: &[Word], after: Option<&str>) -> bool {
    let first = found.first().map(|word| word.text.as_str());
    let last = found.last().map(|word| word.text.as_str());
    let grows = ["log", "squared", "square", "cubed", "factorial", "2", "3"];
    (last == Some("n") && after.is_some_and(|after| grows.contains(&after)))
        || (first == Some("log") && before == Some("n"))
}

/// Equal, or one a regular inflection of the other.
fn same(one: &Word, other: &Word) -> bool {
    let (one, other) = (one.text.as_str(), other.text.as_str());
    one == other || is_inflected(one, other) || is_inflected(other, one)
}

/// Whether a word is a regular inflection of a base of three letters and more: "caches", "cached" and "caching" of
/// `cache`, "dropped" of `drop`, "queries" of `query`.
fn is_inflected(word: &str, base: &str) -> bool {
    if base.chars().count() < 3 {
        return false;
    }
    let ending_after = |stem: &str| word.strip_prefix(stem).unwrap_or_default();
    let ending = ending_after(base);
    if matches!(ending, "s" | "es" | "ed" | "ing") {
        return true;
    }
    let doubled = base.chars().next_back().and_then(|last| ending.strip_prefix(last));
    if doubled.is_some_and(|rest| matches!(rest, "ed" | "ing")) {
        return true;
    }
    match (base.strip_suffix('e'), base.strip_suffix('y')) {
        (Some(stem), _) => ending == "d" || ending_after(stem) == "ing",
        (_, Some(stem)) => matches!(ending_after(stem), "ies" | "ied"),
        _ => false,
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
    fn regular_inflections_are_found() {
        for (text, term) in [
            ("caches", "cache"),
            ("cached", "cache"),
            ("caching", "cache"),
            ("locks", "lock"),
            ("locked", "lock"),
            ("locking", "lock"),
            ("dropped", "drop"),
            ("dropping", "drop"),
            ("queries", "query"),
            ("queried", "query"),
            ("querying", "query"),
            ("indexes", "index"),
            ("retries failing requests", "retry fail request"),
        ] {
            assert!(Words::of(text).mentions(term), "{text}, {term}");
        }
        assert!(Words::of("I'd chain them").mentions("chaining"));
        for (text, term) in
            [("being", "be"), ("plane", "plan"), ("seed", "se"), ("note", "not"), ("hashmap", "hash")]
        {
            assert!(!Words::of(text).mentions(term), "{text}, {term}");
        }
    }

    #[test]
    fn orders_of_growth_are_found_whole() {
        let text = "It is O(n log n), then O of n squared, n cubed and O(n^2).";
        let words = Words::of(text);
        for term in ["n log n", "o(n log n)", "o of n squared", "n squared", "n^2", "o(n^2)", "cubed"] {
            assert!(words.mentions(term), "{term}");
        }
        for term in ["o(n)", "o of n", "log n", "o(log n)", "o(n squared)"] {
            assert!(!words.mentions(term), "{term}");
        }
        assert_eq!(&text[words.find("o(n log n)").unwrap()], "O(n log n)");
        assert!(Words::of("O(log n) or (so), foo(n)").mentions("log n"));
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
            for word in words.0.iter().filter(|word| !matches!(word.text.as_str(), "(" | ")" | "n" | "log")) {
                prop_assert!(words.mentions(&text[word.span.clone()]), "{:?}", word);
            }
        }
    }
}
