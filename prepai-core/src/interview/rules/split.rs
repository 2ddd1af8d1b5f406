//! Where sentences end.

use super::abbreviations::abbreviates;

/// A sentence longer than this many characters is broken at a space.
const LONGEST: usize = 400;

/// A sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Its words, white space collapsed.
    pub text: String,
    /// Whether it ends with a question mark.
    pub question: bool,
}

/// The sentences of a plain text (no markup), as the rules count them.
///
/// ```
/// let text = "Dr. Lee ran it in 3.5 s, e.g. on ARM. Why so slow?";
/// assert_eq!(prepai_core::interview::rules::sentences(text).len(), 2);
/// ```
pub fn sentences(text: &str) -> Vec<Sentence> {
    let mut splitter = Splitter::default();
    let mut pieces = Vec::new();
    for c in text.chars() {
        splitter.push(c, &mut pieces);
    }
    splitter.end_sentence(&mut pieces);
    pieces.into_iter().map(|piece| Sentence { text: piece.text, question: piece.question }).collect()
}

/// A sentence, or a part of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) text: String,
    /// Whether a sentence begins with it.
    pub(super) begins: bool,
    /// Whether a sentence ends with it.
    pub(super) ends: bool,
    /// Whether it ends with a question mark.
    pub(super) question: bool,
}

/// Splits characters into sentences as they come.
#[derive(Debug, Default)]
pub(super) struct Splitter {
    text: String,
    chars: usize,
    /// White space was seen after `text`.
    space: bool,
    /// The last character ends a sentence, or closes what ends one.
    terminal: bool,
    /// It closes: a bracket or quotation mark.
    closed: bool,
    /// Open brackets.
    depth: u32,
    /// Something was cut out after `text`.
    cut: bool,
    /// A part of this sentence was given away.
    begun: bool,
    /// Characters from which on a part may be given at a comma.
    pub(super) early: Option<usize>,
}

impl Splitter {
    pub(super) fn new(early: Option<usize>) -> Self {
        Splitter { early, ..Splitter::default() }
    }

    pub(super) fn push(&mut self, c: char, out: &mut Vec<Piece>) {
        if c.is_whitespace() {
            self.space = !self.text.is_empty();
            if self.space && self.text.ends_with([',', ';', ':', '—', '–']) {
                self.part(1, out);
            }
            return;
        }
        if self.terminal {
            if !self.space && (is_terminal(c) || is_closer(c)) {
                self.append(c);
                self.closed |= is_closer(c);
                self.terminal = true;
                return;
            }
            if self.ends_before(c) {
                self.end_sentence(out);
            }
        }
        self.append(c);
        if matches!(c, '，' | '；' | '：') {
            self.part(2, out);
        }
        if self.chars >= LONGEST {
            self.break_long(out);
        }
    }

    /// Something was cut out here.
    pub(super) fn cut(&mut self) {
        self.cut = true;
    }

    /// The sentence ends, whatever its last mark is.
    pub(super) fn end_sentence(&mut self, out: &mut Vec<Piece>) {
        let text = std::mem::take(&mut self.text);
        if !text.is_empty() {
            let question = is_question(&text);
            out.push(Piece { text, begins: !self.begun, ends: true, question });
        }
        *self = Splitter { early: self.early, ..Splitter::default() };
    }

    /// Gives what there is of the sentence, if it is long enough; `weight` is what a character counts.
    fn part(&mut self, weight: usize, out: &mut Vec<Piece>) {
        let enough = self.early.is_some_and(|least| self.chars * weight >= least);
        if !enough || self.depth > 0 || self.terminal {
            return;
        }
        let text = std::mem::take(&mut self.text);
        out.push(Piece { text, begins: !self.begun, ends: false, question: false });
        *self = Splitter { begun: true, early: self.early, ..Splitter::default() };
    }

    fn append(&mut self, c: char) {
        let joins = self.cut && matches!(c, ',' | '.' | '!' | '?' | ';' | ':' | '…');
        if self.space && !joins {
            self.text.push(' ');
            self.chars += 1;
        }
        (self.space, self.cut, self.closed) = (false, false, false);
        match c {
            '(' | '[' | '{' => self.depth += 1,
            ')' | ']' | '}' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        self.text.push(c);
        self.chars += 1;
        self.terminal = is_terminal(c);
    }

    /// Whether the sentence, whose last mark could end it, does so when `next` follows.
    fn ends_before(&self, next: char) -> bool {
        let bare = self.text.trim_end_matches(is_closer);
        let Some(mark) = bare.chars().next_back() else { return false };
        if !self.space {
            let word = self.text.rsplit(' ').next().unwrap_or_default();
            let address = word.contains(['/', '=', '@', '.', ':']);
            return is_wide(mark) || (matches!(mark, '?' | '!') && next.is_uppercase() && !address);
        }
        let words = || self.text.split(' ').count();
        let dashed = matches!(next, '—' | '–' | '-' | ',' | ';');
        match mark {
            '…' => !next.is_lowercase() && words() > 1,
            '.' if bare.ends_with("..") => !next.is_lowercase() && words() > 1,
            '.' if next.is_lowercase() || dashed => false,
            '.' if !self.closed && abbreviates(&self.text, next) => false,
            // "1. First": a number that counts something.
            '.' => !bare.trim_end_matches('.').chars().all(|c| c.is_ascii_digit()),
            '!' => !(next.is_lowercase() || (self.closed && dashed)),
            '?' => !(self.closed && (next.is_lowercase() || dashed)),
            _ => true,
        }
    }

    /// Breaks a sentence without an end at its last space, or where it is.
    fn break_long(&mut self, out: &mut Vec<Piece>) {
        let at = self.text.rfind(' ').filter(|at| *at > 0).unwrap_or(self.text.len());
        let tail = self.text.get(at..).unwrap_or_default().trim_start().to_owned();
        self.text.truncate(at);
        self.end_sentence(out);
        for c in tail.chars() {
            self.append(c);
        }
    }
}

/// Marks that end a sentence, in the scripts that have their own.
pub(super) fn is_terminal(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '‽' | '⁇' | '⁈' | '⁉' | '؟' | '۔' | '।' | '॥' | '։' | '።')
        || is_wide(c)
}

/// Marks after which no space is written.
fn is_wide(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '．' | '｡')
}

/// Marks that may follow the end of a sentence and belong to it.
pub(super) fn is_closer(c: char) -> bool {
    matches!(c, ')' | ']' | '}' | '"' | '\'' | '”' | '’' | '»' | '›' | '」' | '』' | '）' | '】' | '》')
}

fn is_question(sentence: &str) -> bool {
    let bare = sentence.trim_end_matches(is_closer);
    let mut marks = bare.chars().rev().take_while(|c| is_terminal(*c));
    marks.any(|c| matches!(c, '?' | '？' | '؟' | '⁇' | '⁈' | '⁉' | '‽'))
}
