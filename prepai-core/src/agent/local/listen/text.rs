//! A text as words, for looking up phrases.

/// Sounds that say nothing.
const FILLERS: &[&str] = &[
    "ah", "eh", "er", "erm", "hm", "hmm", "hmmm", "huh", "mhm", "mm", "mmm", "oh", "uh", "uhm", "um", "umm",
];

/// The words of a text in lower case, without punctuation and apostrophes: "Don't!" is `dont`.
#[derive(Debug, Clone, Default)]
pub(in crate::agent::local) struct Text {
    words: Vec<String>,
    /// All words, each with a space before and after.
    joined: String,
    /// With which two bytes words begin: most phrases are ruled out by that.
    starts: Starts,
    /// Whether the last sentence ends with a question mark.
    pub(in crate::agent::local) asks: bool,
}

impl Text {
    pub(in crate::agent::local) fn of(text: &str) -> Self {
        let mut words: Vec<String> = Vec::new();
        let mut word = String::new();
        for c in text.chars().chain([' ']) {
            if c.is_alphanumeric() || (matches!(c, '+' | '#') && !word.is_empty()) {
                word.extend(c.to_lowercase());
            } else if !matches!(c, '\'' | '’') && !word.is_empty() {
                let finished = std::mem::take(&mut word);
                if !FILLERS.contains(&finished.as_str()) {
                    words.push(finished);
                }
            }
        }
        let joined = words.iter().fold(String::from(" "), |joined, word| joined + word + " ");
        let mut starts = Starts::default();
        words.iter().for_each(|word| starts.add(word));
        let marks = text.trim_end().trim_end_matches(['"', '\'', ')', '”', '’', '!', '.', ' ']);
        Text { words, joined, starts, asks: marks.ends_with(['?', '？']) }
    }

    /// How many words there are, fillers left out.
    pub(in crate::agent::local) fn len(&self) -> usize {
        self.words.len()
    }

    pub(in crate::agent::local) fn words(&self) -> &[String] {
        &self.words
    }

    /// Whether these words stand there in this order.
    pub(in crate::agent::local) fn has(&self, phrase: &str) -> bool {
        self.starts.may_have(phrase) && find(&self.joined, phrase).is_some()
    }

    pub(in crate::agent::local) fn has_any(&self, phrases: &[&str]) -> bool {
        phrases.iter().any(|phrase| self.has(phrase))
    }

    /// Whether the text begins with one of these phrases.
    pub(in crate::agent::local) fn begins(&self, phrases: &[&str]) -> bool {
        phrases.iter().any(|phrase| self.starts.may_have(phrase) && find(&self.joined, phrase) == Some(0))
    }

    /// Whether there are words, and all are among these.
    pub(in crate::agent::local) fn only(&self, words: &[&str]) -> bool {
        !self.words.is_empty() && self.words.iter().all(|word| words.contains(&word.as_str()))
    }

    /// How many words are left when those of the first of these phrases that stands there are taken away.
    pub(in crate::agent::local) fn without(&self, phrases: &[&str]) -> Option<usize> {
        let found = phrases.iter().find(|phrase| self.has(phrase))?;
        Some(self.len().saturating_sub(found.split(' ').count()))
    }
}

/// A set of beginnings of words, which may have more than was put in.
#[derive(Debug, Clone, Copy, Default)]
struct Starts([u64; 8]);

impl Starts {
    fn add(&mut self, word: &str) {
        let (at, bit) = Starts::place(word);
        if let Some(bits) = self.0.get_mut(at) {
            *bits |= bit;
        }
    }

    fn may_have(&self, phrase: &str) -> bool {
        let (at, bit) = Starts::place(phrase);
        self.0.get(at).is_none_or(|bits| bits & bit != 0)
    }

    /// A word of one letter is followed by a space.
    fn place(word: &str) -> (usize, u64) {
        let mut bytes = word.bytes().chain([b' ']);
        let (first, second) = (bytes.next().unwrap_or(0), bytes.next().unwrap_or(0));
        (usize::from(first & 7), 1 << (((first >> 3) ^ second) % 64))
    }
}

/// Where a phrase stands among words that have spaces around them.
fn find(joined: &str, phrase: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = joined.get(from..)?.find(phrase) {
        let (start, end) = (from + at, from + at + phrase.len());
        let before = joined.get(..start).is_some_and(|before| before.ends_with(' '));
        if before && joined.get(end..).is_some_and(|after| after.starts_with(' ')) {
            return Some(start - 1);
        }
        from = end;
        while !joined.is_char_boundary(from) {
            from += 1;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_whole_words_in_any_dress() {
        let text = Text::of("Well… I DON’T know, um, C++?");
        assert_eq!(text.words(), ["well", "i", "dont", "know", "c++"]);
        assert!(text.has("i dont know") && !text.has("i don") && !text.has("ell"));
        assert!(text.begins(&["well"]) && !text.begins(&["i"]) && text.asks);
        assert_eq!(text.without(&["no idea", "i dont know"]), Some(2));
        assert_eq!(Text::of("…um, uh").len(), 0);
        assert!(Text::of("Yes, ok.").only(&["ok", "yes"]) && !Text::of("").only(&["ok"]));
        assert!(!Text::of("éé é").has("é é é"));
    }
}
