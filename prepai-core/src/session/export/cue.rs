//! When each message is on the screen.

use super::super::{Session, TranscriptEntry};

/// Characters that a viewer reads in a second, and the shortest time a cue stays; usual values of subtitling guides.
const CHARACTERS_A_SECOND: u64 = 17;
const SHORTEST_MS: u64 = 1_000;

/// A message with its times in milliseconds since the session began.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cue<'a> {
    pub(super) from: u64,
    pub(super) to: u64,
    pub(super) entry: &'a TranscriptEntry,
}

/// A cue for each message, in order: it begins when the message was recorded and stays as long as it takes to read,
/// at most until the next begins. Messages recorded in one moment share it, one after another.
pub(super) fn cues(session: &Session) -> Vec<Cue<'_>> {
    let mut cues = Vec::with_capacity(session.transcript.len());
    let mut entries = session.transcript.iter().peekable();
    let mut before = 0;
    while let Some(entry) = entries.next() {
        let from = (entry.offset_us / 1_000).max(before);
        let characters = entry.content.chars().count() as u64;
        let read = from + (characters * 1_000 / CHARACTERS_A_SECOND).max(SHORTEST_MS);
        let next = entries.peek().map_or(u64::MAX, |next| next.offset_us / 1_000);
        let to = read.min(next).max(from + 1);
        before = to;
        cues.push(Cue { from, to, entry });
    }
    cues
}

/// `HH:MM:SS` with `mark` before the milliseconds.
pub(super) fn clock(ms: u64, mark: char) -> String {
    let (seconds, ms) = (ms / 1_000, ms % 1_000);
    format!("{:02}:{:02}:{:02}{mark}{ms:03}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}
