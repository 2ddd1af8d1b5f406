//! Markdown.

use std::fmt::Write as _;

use super::super::Session;
use super::{one_line, speaker};

/// The transcript as Markdown (CommonMark): a heading, then a paragraph for each message. What was said is escaped, so
/// that it shows as it is.
pub fn markdown(session: &Session) -> String {
    let created = &session.created;
    let name = escape(&one_line(&created.candidate.name));
    let kind = escape(&one_line(&created.interview_type));
    let mut out = format!("# Interview: {kind}\n\nCandidate: {name}  \nDate: {}\n", session.created_at);
    for entry in &session.transcript {
        let who = escape(&one_line(speaker(session, entry.role)));
        // Writing to a string cannot go wrong.
        let _ = write!(out, "\n**{who}:** {}\n", escape(&one_line(&entry.content)));
    }
    out
}

/// Takes the meaning from every character that has one in Markdown or HTML.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut word_start = true;
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '>' | '|' | '~' | '!' => out.extend(['\\', c]),
            // A list item only at the beginning of a word.
            '-' | '+' if word_start => out.extend(['\\', c]),
            c => out.push(c),
        }
        word_start = c.is_whitespace();
    }
    // "1." at the beginning of a line would be a list.
    match out.find(['.', ')']) {
        Some(at)
            if out
                .get(..at)
                .is_some_and(|start| !start.is_empty() && start.bytes().all(|b| b.is_ascii_digit())) =>
        {
            out.insert(at, '\\');
            out
        }
        _ => out,
    }
}
