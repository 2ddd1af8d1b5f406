//! Plain text.

use super::super::Session;
use super::cue::{clock, cues};
use super::{one_line, speaker};

/// The transcript as text: one message a line, with its time since the session began.
pub fn plain(session: &Session) -> String {
    let lines = cues(session).into_iter().map(|cue| {
        let time = clock(cue.from, '.');
        let time = time.get(..8).unwrap_or(&time);
        format!("[{time}] {}: {}\n", one_line(speaker(session, cue.entry.role)), one_line(&cue.entry.content))
    });
    lines.collect()
}
