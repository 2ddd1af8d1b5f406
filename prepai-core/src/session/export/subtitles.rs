//! Subtitles: SubRip and WebVTT.

use std::fmt::Write as _;

use super::super::Session;
use super::cue::{clock, cues};
use super::{one_line, speaker};

/// The transcript as SubRip (`.srt`), numbered from 1.
pub fn srt(session: &Session) -> String {
    let mut out = String::new();
    for (index, cue) in cues(session).into_iter().enumerate() {
        let (from, to) = (clock(cue.from, ','), clock(cue.to, ','));
        let who = one_line(speaker(session, cue.entry.role));
        // SubRip has no way to escape the arrow that separates its times.
        let words = one_line(&cue.entry.content).replace("-->", "->");
        // Writing to a string cannot go wrong.
        let _ = write!(out, "{}\n{from} --> {to}\n{who}: {words}\n\n", index + 1);
    }
    out
}

/// The transcript as WebVTT with voice spans, after the W3C specification.
pub fn vtt(session: &Session) -> String {
    let mut out = String::from("WEBVTT\n");
    for cue in cues(session) {
        let (from, to) = (clock(cue.from, '.'), clock(cue.to, '.'));
        let who = escape(&one_line(speaker(session, cue.entry.role)));
        let words = escape(&one_line(&cue.entry.content));
        let _ = write!(out, "\n{from} --> {to}\n<v {who}>{words}</v>\n");
    }
    out
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
