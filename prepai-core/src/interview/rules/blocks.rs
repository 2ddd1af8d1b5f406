//! What a line may begin with: headings, lists, quotes, tables, rules, code.

use super::Rule;

/// What stands at the start of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Block {
    /// Words.
    None,
    /// More text is needed to know.
    More,
    /// The whole line is dropped.
    Line(Rule),
    /// A marker of this many bytes is dropped; a new sentence begins.
    Marker(usize),
}

/// Looks at the start of a line; `indented_code` says that four spaces mean code here.
pub(super) fn block(rest: &str, indented_code: bool, end: bool) -> Block {
    let body = rest.trim_start_matches([' ', '\t']);
    let lead = rest.len() - body.len();
    let Some(first) = body.chars().next() else {
        return if end || lead > 64 { Block::None } else { Block::More };
    };
    let (run, after) = run_of(body, first);
    let undecided = after.is_none() && !end && run < 8;
    match first {
        '#' if undecided => Block::More,
        '#' if run <= 6 && after.is_none_or(char::is_whitespace) => Block::Line(Rule::Markup),
        '|' => Block::Line(Rule::Markup),
        '-' | '*' | '+' | '_' | '=' | '•' | '–' if undecided => Block::More,
        '-' | '*' | '_' | '=' if run >= 3 && after.is_none_or(|c| matches!(c, '\n' | '\r')) => {
            Block::Line(Rule::Markup)
        }
        '-' | '*' | '+' | '•' | '–' if run == 1 && after.is_none_or(char::is_whitespace) => {
            Block::Marker(lead + first.len_utf8())
        }
        '•' => Block::Marker(lead + first.len_utf8()),
        '>' => quotation(body, lead, end),
        '0'..='9' => numbered(body, lead, end),
        '\n' | '\r' => Block::None,
        _ if indented_code && (lead >= 4 || rest.starts_with('\t')) => Block::Line(Rule::Code),
        _ => Block::None,
    }
}

/// How often `first` stands at the start, and what follows.
fn run_of(body: &str, first: char) -> (usize, Option<char>) {
    let rest = body.trim_start_matches(first);
    ((body.len() - rest.len()) / first.len_utf8(), rest.chars().next())
}

/// `> Words`; `> 5 items` is a comparison.
fn quotation(body: &str, lead: usize, end: bool) -> Block {
    let quoted = body.trim_start_matches('>');
    match quoted.trim_start_matches([' ', '\t']).chars().next() {
        None if !end && body.len() < 64 => Block::More,
        Some(c) if c.is_ascii_digit() => Block::None,
        _ if quoted.is_empty() || quoted.starts_with(char::is_whitespace) => {
            Block::Marker(lead + body.len() - quoted.len())
        }
        _ => Block::None,
    }
}

/// `1. ` or `2) `.
fn numbered(body: &str, lead: usize, end: bool) -> Block {
    let rest = body.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = body.len() - rest.len();
    if digits > 2 {
        return Block::None;
    }
    let mut chars = rest.chars();
    match (chars.next(), chars.next()) {
        (None, _) | (Some('.' | ')'), None) if !end => Block::More,
        (Some('.' | ')'), Some(' ' | '\t')) => Block::Marker(lead + digits + 1),
        _ => Block::None,
    }
}
