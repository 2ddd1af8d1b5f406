//! A place in a text, with what stands around it.

/// A place in the characters of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'a> {
    chars: &'a [char],
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(chars: &'a [char], at: usize) -> Self {
        Cursor { chars, at }
    }

    /// The place so many characters on.
    pub(super) fn skip(self, count: usize) -> Self {
        Cursor { at: self.at + count, ..self }
    }

    /// The character so many places on.
    pub(super) fn peek(self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    /// The character before.
    pub(super) fn before(self) -> Option<char> {
        self.chars.get(self.at.checked_sub(1)?).copied()
    }

    /// Whether the character before is a word of one character.
    pub(super) fn single_before(self) -> bool {
        let earlier = self.at.checked_sub(2).and_then(|at| self.chars.get(at)).copied();
        self.before().is_some_and(is_word) && !earlier.is_some_and(is_word)
    }

    /// Whether a word or number begins here.
    pub(super) fn at_word_start(self) -> bool {
        self.peek(0).is_some_and(is_word) && !self.before().is_some_and(is_word)
    }

    /// How many characters from here on satisfy a condition.
    pub(super) fn run(self, holds: impl Fn(char) -> bool) -> usize {
        self.chars.get(self.at..).unwrap_or_default().iter().take_while(|c| holds(**c)).count()
    }

    /// So many characters from here on.
    pub(super) fn text(self, count: usize) -> String {
        self.chars.iter().skip(self.at).take(count).collect()
    }

    /// Whether these characters stand here.
    pub(super) fn starts_with(self, text: &str) -> bool {
        text.chars().enumerate().all(|(ahead, c)| self.peek(ahead) == Some(c))
    }

    /// As [`Cursor::starts_with`], and no word goes on after it.
    pub(super) fn is_word(self, text: &str) -> bool {
        let count = text.chars().count();
        self.starts_with(text) && (!text.ends_with(is_word) || !self.peek(count).is_some_and(is_word))
    }

    /// How many characters are said as they are: the rest of a word, or one other character.
    pub(super) fn literal(self) -> usize {
        self.run(is_word).max(1)
    }
}

/// Letters, digits and what names in code are made of.
pub(super) fn is_word(c: char) -> bool {
    (c.is_alphanumeric() || c == '_') && !matches!(c, '²' | '³')
}
