//! The transcript as files for people and players: pure functions of the session.

mod cue;
mod markdown;
mod plain;
mod subtitles;

pub(crate) use markdown::escape;
pub use markdown::markdown;
pub use plain::plain;
pub use subtitles::{srt, vtt};

use super::{ExchangeRole, Session};

/// Who speaks, as it is shown: the candidate's name as given, `Interviewer` otherwise.
fn speaker(session: &Session, role: ExchangeRole) -> &str {
    let name = session.created.candidate.name.trim();
    match role {
        ExchangeRole::Assistant => "Interviewer",
        ExchangeRole::User if name.is_empty() => "Candidate",
        ExchangeRole::User => name,
    }
}

/// A text on one line: white space and control characters as single spaces.
fn one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
