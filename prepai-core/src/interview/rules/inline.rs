//! Marks within a line: emphasis, links, brackets, tags, escapes, pictures.

use super::stage::{self, Set};
use super::{Rule, emoji};

/// One decision about the text that is not decided yet; numbers are bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Wait for more.
    More,
    /// These are words.
    Keep(usize),
    /// These are not.
    Drop(usize, Rule),
    /// As `Drop`, and a sentence ends here.
    Split(usize),
    /// Drops a mark and keeps what follows it, whatever it is.
    Literal(usize, usize),
    /// As `Drop`; inline code follows.
    InlineCode(usize),
    /// As `Drop`; inline code follows that is too long to be said.
    LongCode(usize),
    /// As `Drop`; what follows is dropped up to a mark.
    Until(usize, &'static str, Rule),
    /// As `Drop`; the words of a link begin or have ended.
    Link {
        /// How much is dropped.
        bytes: usize,
        /// Whether the words follow.
        open: bool,
    },
}

/// What a decision depends on besides the text that follows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// The character before, dropped or not.
    pub(super) before: Option<char>,
    /// Whether a sentence could begin here.
    pub(super) sentence_start: bool,
    /// Whether these are the words of a link.
    pub(super) in_link: bool,
    /// Whether nothing follows the text that is there.
    pub(super) end: bool,
}

/// Where a closing mark stands.
enum Close {
    /// This many bytes on.
    At(usize),
    /// Not on this line within the limit.
    No,
    /// More text is needed to know.
    More,
}

/// The longest inline code that can be said, in characters.
const CODE: usize = 60;
/// The longest text of a link or bracket, in characters.
const BRACKET: usize = 120;
/// The longest target of a link, or tag.
const TARGET: usize = 400;

/// Tags that are dropped; with a closing mark, so is everything up to it.
const TAGS: &[(&str, Option<&str>)] = &[
    ("b", None),
    ("break", None),
    ("em", None),
    ("emphasis", None),
    ("i", None),
    ("prosody", None),
    ("span", None),
    ("speak", None),
    ("strong", None),
    ("sub", None),
    ("sup", None),
    ("u", None),
    ("code", Some("</code>")),
    ("pre", Some("</pre>")),
    ("think", Some("</think>")),
    ("thinking", Some("</thinking>")),
];
/// Tags that end a sentence.
const BREAKS: &[&str] = &["br", "div", "h1", "h2", "h3", "h4", "li", "ol", "p", "ul"];

/// Decides the next piece of `rest`, which is not empty.
pub(super) fn decide(rest: &str, place: Place) -> Step {
    let Some(first) = rest.chars().next() else { return Step::More };
    match first {
        '`' => ticks(rest, place),
        '~' => match run(rest, '~') {
            (_, None) if !place.end => Step::More,
            (count, _) if count >= 3 => Step::Until(count, "~~~", Rule::Code),
            (2, _) => Step::Drop(2, Rule::Markup),
            (count, _) => Step::Keep(count),
        },
        '*' | '_' => emphasis(rest, first, place),
        '[' => bracket(rest, place),
        '!' => image(rest, place),
        ']' if place.in_link => match close(rest, ')', TARGET, place.end) {
            Close::At(at) => Step::Link { bytes: at + 1, open: false },
            Close::No => Step::Link { bytes: 1, open: false },
            Close::More => Step::More,
        },
        '(' => parentheses(rest, place),
        '<' => tag(rest, place),
        '\\' => match rest.chars().nth(1) {
            None if !place.end => Step::More,
            Some('(' | ')' | '[' | ']') => Step::Drop(2, Rule::Markup),
            Some(mark) if mark.is_ascii_punctuation() => Step::Literal(1, 1),
            _ => Step::Keep(1),
        },
        '\n' => Step::Keep(1),
        _ if emoji::is_emoji(first) => Step::Drop(first.len_utf8(), Rule::Emoji),
        emoji::JOINER if place.before.is_some_and(emoji::is_emoji) => {
            Step::Drop(first.len_utf8(), Rule::Emoji)
        }
        _ if emoji::is_invisible(first) => Step::Drop(first.len_utf8(), Rule::Markup),
        _ if first.is_whitespace() => Step::Keep(first.len_utf8()),
        _ => Step::Keep(plain(rest, first)),
    }
}

/// The bytes up to the next character that could be a mark.
fn plain(rest: &str, first: char) -> usize {
    let special = |c: char| {
        matches!(c, '`' | '~' | '*' | '_' | '[' | ']' | '!' | '(' | '<' | '\\' | emoji::JOINER)
            || c.is_whitespace()
            || emoji::is_emoji(c)
            || emoji::is_invisible(c)
    };
    let from = first.len_utf8();
    from + rest.get(from..).map_or(0, |tail| tail.find(special).unwrap_or(tail.len()))
}

/// How often `mark` stands at the start, and what follows.
fn run(rest: &str, mark: char) -> (usize, Option<char>) {
    let tail = rest.trim_start_matches(mark);
    (rest.len() - tail.len(), tail.chars().next())
}

/// The first `mark` after the first character, on the same line within `limit` characters.
fn close(rest: &str, mark: char, limit: usize, end: bool) -> Close {
    let mut seen = 0;
    for (at, c) in rest.char_indices().skip(1) {
        if c == mark {
            return Close::At(at);
        }
        seen += 1;
        if c == '\n' || seen >= limit {
            return Close::No;
        }
    }
    if end { Close::No } else { Close::More }
}

fn is_word(c: Option<char>) -> bool {
    c.is_some_and(char::is_alphanumeric)
}

fn ticks(rest: &str, place: Place) -> Step {
    match run(rest, '`') {
        (count, None) if !place.end && count < 3 => Step::More,
        (1, _) => match close(rest, '`', CODE, place.end) {
            Close::At(_) => Step::InlineCode(1),
            Close::More => Step::More,
            Close::No if rest.chars().skip(1).take(CODE).filter(|c| *c != '\n').count() >= CODE => {
                Step::LongCode(1)
            }
            Close::No => Step::Drop(1, Rule::Markup),
        },
        (2, _) => Step::Drop(2, Rule::Markup),
        _ => Step::Until(3, "```", Rule::Code),
    }
}

/// `*` and `_`: emphasis, bold, a stage direction, a product or part of a name.
fn emphasis(rest: &str, mark: char, place: Place) -> Step {
    let (count, after) = run(rest, mark);
    if after.is_none() && !place.end && count < 8 {
        return Step::More;
    }
    let name = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    if count <= 2 && (name(place.before) || (mark == '_' && is_word(place.before))) && name(after) {
        return Step::Keep(count);
    }
    let space = |c: Option<char>| c.is_none_or(char::is_whitespace);
    if mark == '*'
        && count <= 2
        && place.before.is_some()
        && space(place.before)
        && after.is_some()
        && space(after)
    {
        return Step::Keep(count);
    }
    let opens = !is_word(place.before) && !space(after);
    if !opens || count > 2 {
        return Step::Drop(count, Rule::Markup);
    }
    if mark == '_' && count == 2 {
        return dunder(rest, place.end);
    }
    let Some(tail) = rest.get(count - 1..) else { return Step::Keep(count) };
    match close(tail, mark, stage::LONGEST, place.end) {
        Close::More => Step::More,
        Close::No if mark == '_' => Step::Keep(1),
        Close::No => Step::Drop(count, Rule::Markup),
        Close::At(at) => {
            let words = tail.get(1..at).unwrap_or_default();
            if !stage::is_direction(words, Set::Emphasis { at_start: place.sentence_start }) {
                return Step::Drop(count, Rule::Markup);
            }
            let bytes = count - 1 + at;
            let (closing, follows) = run(rest.get(bytes..).unwrap_or_default(), mark);
            if follows.is_none() && !place.end && closing < count {
                return Step::More;
            }
            Step::Drop(bytes + closing.min(count), Rule::StageDirection)
        }
    }
}

/// `__init__` is a name, `__so__` is bold; only a name has a single word of code before the closing mark.
fn dunder(rest: &str, end: bool) -> Step {
    let inner = rest.trim_start_matches('_');
    let tail = inner.trim_start_matches(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit());
    let name = inner.len() - tail.len();
    if tail.len() < 2 && name < 40 && !end && "__".starts_with(tail) {
        return Step::More;
    }
    if name > 0 && tail.starts_with("__") { Step::Keep(name + 4) } else { Step::Drop(2, Rule::Markup) }
}

fn bracket(rest: &str, place: Place) -> Step {
    if is_word(place.before) || matches!(place.before, Some(')' | ']')) {
        return Step::Keep(1);
    }
    let at = match close(rest, ']', BRACKET, place.end) {
        Close::At(at) => at,
        Close::No => return Step::Keep(1),
        Close::More => return Step::More,
    };
    let (words, tail) = (rest.get(1..at).unwrap_or_default(), rest.get(at..).unwrap_or_default());
    match tail.chars().nth(1) {
        None if !place.end => return Step::More,
        Some('(') => match close(tail, ')', TARGET, place.end) {
            Close::At(_) => return Step::Link { bytes: 1, open: true },
            Close::More => return Step::More,
            Close::No => {}
        },
        _ => {}
    }
    let letters =
        words.chars().all(|c| c.is_alphabetic() || c.is_whitespace() || matches!(c, '.' | '\'' | '’'));
    if words.trim().is_empty() || words == "x" {
        return if words.is_empty() { Step::Keep(1) } else { Step::Drop(at + 1, Rule::Markup) };
    }
    let reference = words.chars().all(|c| c.is_ascii_digit() || c == '^');
    if reference && place.before.is_some_and(|c| !c.is_whitespace()) {
        return Step::Drop(at + 1, Rule::Markup);
    }
    if letters && words.chars().count() > 2 {
        Step::Drop(at + 1, Rule::StageDirection)
    } else {
        Step::Keep(1)
    }
}

fn image(rest: &str, place: Place) -> Step {
    match rest.chars().nth(1) {
        None if !place.end => return Step::More,
        Some('[') => {}
        _ => return Step::Keep(1),
    }
    let tail = rest.get(1..).unwrap_or_default();
    let at = match close(tail, ']', BRACKET, place.end) {
        Close::At(at) => at,
        Close::No => return Step::Keep(1),
        Close::More => return Step::More,
    };
    let target = tail.get(at..).unwrap_or_default();
    match target.chars().nth(1) {
        None if !place.end => Step::More,
        Some('(') => match close(target, ')', TARGET, place.end) {
            Close::At(end) => Step::Drop(1 + at + end + 1, Rule::Markup),
            Close::No => Step::Keep(1),
            Close::More => Step::More,
        },
        _ => Step::Keep(1),
    }
}

fn parentheses(rest: &str, place: Place) -> Step {
    let inner = rest.get(1..).unwrap_or_default();
    let tail = inner.trim_start_matches(char::is_alphabetic);
    let word = inner.get(..inner.len() - tail.len()).unwrap_or_default();
    if is_word(place.before) || word.len() > 24 {
        return Step::Keep(1);
    }
    if tail.is_empty() && !place.end {
        return Step::More;
    }
    if !stage::may_begin(word) {
        return Step::Keep(1);
    }
    match close(rest, ')', stage::LONGEST, place.end) {
        Close::At(at) if stage::is_direction(rest.get(1..at).unwrap_or_default(), Set::Parentheses) => {
            Step::Drop(at + 1, Rule::StageDirection)
        }
        Close::More => Step::More,
        _ => Step::Keep(1),
    }
}

fn tag(rest: &str, place: Place) -> Step {
    let inner = rest.get(1..).unwrap_or_default();
    let name = inner.strip_prefix('/').unwrap_or(inner);
    let tail = name.trim_start_matches(|c: char| c.is_ascii_alphanumeric());
    let word = name.get(..name.len() - tail.len()).unwrap_or_default().to_ascii_lowercase();
    if word.len() > 12 {
        return Step::Keep(1);
    }
    if tail.is_empty() && !place.end {
        return Step::More;
    }
    if BREAKS.contains(&word.as_str()) {
        return broken(rest, place);
    }
    if is_word(place.before) && !inner.starts_with('/') {
        return Step::Keep(1); // `Vec<i>` is a type.
    }
    let Some((_, ends)) = TAGS.iter().find(|(name, _)| *name == word) else { return Step::Keep(1) };
    match (close(rest, '>', TARGET, place.end), ends) {
        (Close::More, _) => Step::More,
        (Close::No, _) => Step::Keep(1),
        (Close::At(at), Some(mark)) if !inner.starts_with('/') => Step::Until(at + 1, mark, Rule::Code),
        (Close::At(at), _) => Step::Drop(at + 1, Rule::Markup),
    }
}

fn broken(rest: &str, place: Place) -> Step {
    match close(rest, '>', TARGET, place.end) {
        Close::At(at) => Step::Split(at + 1),
        Close::No => Step::Keep(1),
        Close::More => Step::More,
    }
}
