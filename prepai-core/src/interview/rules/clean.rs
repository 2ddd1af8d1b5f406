//! From an agent's text to plain words: markup, code, stage directions, labels and pictures are cut out.
//!
//! Each decision looks at the text that is not decided yet, and waits for more when what follows could change it;
//! waiting is bounded. So the pieces in which a text arrives make no difference.

use super::blocks::{Block, block};
use super::inline::{self, Place, Step};
use super::labels::{Found, Labels, Speaker};
use super::split::{is_closer, is_terminal};
use super::{ReplySettings, Rule, emoji};

/// What is left of the text, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Clean {
    /// A character of the words; white space as it came.
    Char(char),
    /// A sentence ends here, whatever its last mark is.
    Break,
    /// A piece that was cut out.
    Cut(Rule, String),
}

/// Where the cleaner stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// Among words.
    Text,
    /// Inside backticks, where no mark means anything.
    InlineCode,
    /// Dropping up to the end of the line.
    Line(Rule),
    /// Dropping up to a backtick or the end of the line.
    LongCode,
    /// Dropping up to this mark, and the mark.
    Until(&'static str, Rule),
    /// Dropping everything that is left.
    Rest(Rule),
}

#[derive(Debug)]
pub(super) struct Cleaner {
    labels: Labels,
    state: State,
    /// Text that came in; decided up to `at`.
    text: String,
    at: usize,
}

#[derive(Debug)]
struct State {
    mode: Mode,
    /// No word stands on this line yet.
    line_start: bool,
    /// The start of this line was looked at.
    line_seen: bool,
    /// The line before has no words, or there is none.
    after_blank: bool,
    in_link: bool,
    /// The last character, dropped or not.
    before: Option<char>,
    /// The last character that was kept.
    kept: Option<char>,
    /// The last word ends a sentence.
    terminal: bool,
}

impl State {
    fn new(mode: Mode) -> Self {
        State {
            mode,
            line_start: true,
            line_seen: false,
            after_blank: true,
            in_link: false,
            before: None,
            kept: None,
            terminal: false,
        }
    }
}

impl Cleaner {
    pub(super) fn new(settings: &ReplySettings) -> Self {
        Cleaner { labels: Labels::new(settings), state: State::new(Mode::Text), text: String::new(), at: 0 }
    }

    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Another text begins. Somebody else's words stay cut.
    pub(super) fn restart(&mut self) {
        let mode = if let Mode::Rest(_) = self.state.mode { self.state.mode } else { Mode::Text };
        self.state = State::new(mode);
    }

    /// Decides what can be decided; with `end` everything.
    pub(super) fn run(&mut self, end: bool, out: &mut Vec<Clean>) {
        while let Some(rest) = self.text.get(self.at..).filter(|rest| !rest.is_empty()) {
            let taken = self.state.step(rest, &self.labels, end, out);
            match taken {
                Some(bytes) => self.at += bytes,
                None => break,
            }
        }
        self.text.drain(..self.at.min(self.text.len()));
        self.at = 0;
    }
}

impl State {
    /// Decides the next piece: how many bytes it has; `None` to wait. A step of no bytes changes the mode.
    fn step(&mut self, rest: &str, labels: &Labels, end: bool, out: &mut Vec<Clean>) -> Option<usize> {
        match self.mode {
            Mode::Text => self.text(rest, labels, end, out),
            Mode::InlineCode => match rest.chars().next()? {
                '`' => {
                    self.mode = Mode::Text;
                    Some(self.drop(rest, 1, Rule::Markup, out))
                }
                c if emoji::is_emoji(c) => Some(self.drop(rest, c.len_utf8(), Rule::Emoji, out)),
                c if emoji::is_invisible(c) => Some(self.drop(rest, c.len_utf8(), Rule::Markup, out)),
                c => Some(self.keep(rest, c.len_utf8(), out)),
            },
            Mode::Line(rule) => {
                let bytes = rest.find('\n').unwrap_or(rest.len());
                if bytes < rest.len() {
                    self.mode = Mode::Text;
                }
                Some(self.drop(rest, bytes, rule, out))
            }
            Mode::LongCode => {
                let bytes = match rest.find(['`', '\n']) {
                    Some(at) => {
                        self.mode = Mode::Text;
                        at + usize::from(rest.get(at..).is_some_and(|mark| mark.starts_with('`')))
                    }
                    None => rest.len(),
                };
                Some(self.drop(rest, bytes, Rule::Code, out))
            }
            Mode::Until(mark, rule) => {
                let bytes = match rest.find(mark) {
                    Some(at) => {
                        self.mode = Mode::Text;
                        at + mark.len()
                    }
                    None if end => rest.len(),
                    None => undecided_tail(rest, mark),
                };
                if bytes == 0 { None } else { Some(self.drop(rest, bytes, rule, out)) }
            }
            Mode::Rest(rule) => Some(self.drop(rest, rest.len(), rule, out)),
        }
    }

    fn text(&mut self, rest: &str, labels: &Labels, end: bool, out: &mut Vec<Clean>) -> Option<usize> {
        if self.line_start && !self.line_seen {
            match block(rest, self.after_blank, end) {
                Block::More => return None,
                Block::None => self.line_seen = true,
                Block::Marker(bytes) => {
                    out.push(Clean::Break);
                    return Some(self.drop(rest, bytes, Rule::Markup, out));
                }
                Block::Line(rule) => {
                    self.mode = Mode::Line(rule);
                    out.push(Clean::Break);
                    return Some(0);
                }
            }
        }
        let word_start = self.kept.is_none_or(char::is_whitespace) || self.line_start;
        let sentence_start = word_start && (self.line_start || self.terminal);
        if sentence_start && rest.starts_with(char::is_alphanumeric) {
            match labels.find(rest, end) {
                Found::More => return None,
                Found::No => {}
                Found::Label(bytes, Speaker::Own) => return Some(self.drop(rest, bytes, Rule::Speaker, out)),
                Found::Label(_, Speaker::Other) => {
                    self.mode = Mode::Rest(Rule::Speaker);
                    return Some(0);
                }
            }
        }
        let place = Place { before: self.before, sentence_start, in_link: self.in_link, end };
        match inline::decide(rest, place) {
            Step::More => None,
            Step::Keep(bytes) => Some(self.keep(rest, bytes, out)),
            Step::Drop(bytes, rule) => Some(self.drop(rest, bytes, rule, out)),
            Step::Split(bytes) => {
                out.push(Clean::Break);
                Some(self.drop(rest, bytes, Rule::Markup, out))
            }
            Step::Literal(mark, bytes) => {
                let dropped = self.drop(rest, mark, Rule::Markup, out);
                Some(dropped + self.keep(rest.get(mark..)?, bytes, out))
            }
            Step::InlineCode(bytes) => {
                self.mode = Mode::InlineCode;
                Some(self.drop(rest, bytes, Rule::Markup, out))
            }
            Step::LongCode(bytes) => {
                self.mode = Mode::LongCode;
                Some(self.drop(rest, bytes, Rule::Code, out))
            }
            Step::Until(bytes, mark, rule) => {
                self.mode = Mode::Until(mark, rule);
                Some(self.drop(rest, bytes, rule, out))
            }
            Step::Link { bytes, open } => {
                self.in_link = open;
                Some(self.drop(rest, bytes, Rule::Markup, out))
            }
        }
    }

    fn drop(&mut self, rest: &str, bytes: usize, rule: Rule, out: &mut Vec<Clean>) -> usize {
        if let Some(cut) = rest.get(..bytes).filter(|cut| !cut.is_empty()) {
            self.before = cut.chars().next_back();
            out.push(Clean::Cut(rule, cut.to_owned()));
        }
        bytes
    }

    fn keep(&mut self, rest: &str, bytes: usize, out: &mut Vec<Clean>) -> usize {
        for c in rest.get(..bytes).unwrap_or_default().chars() {
            self.before = Some(c);
            self.kept = Some(c);
            if c == '\n' {
                self.after_blank = self.line_start;
                out.push(if self.line_start { Clean::Break } else { Clean::Char(c) });
                (self.line_start, self.line_seen, self.in_link) = (true, false, false);
                continue;
            }
            if !c.is_whitespace() {
                self.line_start = false;
                self.terminal = is_terminal(c) || (self.terminal && is_closer(c));
            }
            out.push(Clean::Char(c));
        }
        bytes
    }
}

/// How much of `rest` cannot be the beginning of `mark`.
fn undecided_tail(rest: &str, mark: &str) -> usize {
    let may_begin = |at: &usize| rest.get(*at..).is_some_and(|tail| mark.starts_with(tail));
    let from = rest.len().saturating_sub(mark.len());
    (from..rest.len()).find(may_begin).unwrap_or(rest.len())
}
