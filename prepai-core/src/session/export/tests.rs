use super::super::{ExchangeRole, Session, TranscriptEntry};
use super::*;
use crate::clock::Timestamp;
use crate::ids::SessionId;

fn session(messages: &[(ExchangeRole, &str, u64)]) -> Session {
    let mut session = Session::new(SessionId::new("s").unwrap());
    session.created.candidate.name = "Zoë <b>".to_owned();
    session.created.interview_type = "google_sde".to_owned();
    session.created_at = Timestamp::from_micros(0);
    session.transcript = messages
        .iter()
        .map(|(role, content, ms)| TranscriptEntry {
            role: *role,
            content: (*content).to_owned(),
            timestamp: Timestamp::from_micros(0),
            turn: 1,
            offset_us: ms * 1_000,
            commit: 1,
        })
        .collect();
    session
}

fn sample() -> Session {
    session(&[
        (ExchangeRole::Assistant, "What is *new*?", 0),
        (ExchangeRole::User, "a --> b\n\n1 < 2 & so", 3_000),
        (ExchangeRole::Assistant, "1. Fine", 3_400),
        (ExchangeRole::Assistant, "Bye.", 3_723_004),
    ])
}

#[test]
fn plain_has_one_line_a_message() {
    let expected = "[00:00:00] Interviewer: What is *new*?\n[00:00:03] Zoë <b>: a --> b 1 < 2 & so\n\
                    [00:00:03] Interviewer: 1. Fine\n[01:02:03] Interviewer: Bye.\n";
    assert_eq!(plain(&sample()), expected);
}

#[test]
fn markdown_shows_what_was_said_as_it_is() {
    let text = markdown(&sample());
    assert!(text.starts_with("# Interview: google\\_sde\n\nCandidate: Zoë &lt;b\\>  \n"), "{text}");
    assert!(text.contains("**Interviewer:** What is \\*new\\*?"), "{text}");
    assert!(text.contains("**Interviewer:** 1\\. Fine"), "{text}");
}

#[test]
fn a_cue_ends_where_the_next_begins() {
    let text = srt(&sample());
    assert!(
        text.starts_with("1\n00:00:00,000 --> 00:00:01,000\nInterviewer: What is *new*?\n\n2\n"),
        "{text}"
    );
    assert!(text.contains("2\n00:00:03,000 --> 00:00:03,400\nZoë <b>: a -> b 1 < 2 & so\n\n3\n"), "{text}");
    assert!(text.contains("01:02:03,004 --> 01:02:04,004\n"), "{text}");
}

#[test]
fn cues_of_one_moment_follow_each_other() {
    let text = vtt(&session(&[(ExchangeRole::Assistant, "One.", 50), (ExchangeRole::User, "Two.", 50)]));
    assert!(text.contains("00:00:00.050 --> 00:00:00.051\n"), "{text}");
    assert!(text.contains("00:00:00.051 --> 00:00:01.051\n"), "{text}");
}

#[test]
fn vtt_has_no_blank_line_or_arrow_inside_a_cue() {
    let text = vtt(&sample());
    let cue = "\n00:00:03.000 --> 00:00:03.400\n<v Zoë &lt;b&gt;>a --&gt; b 1 &lt; 2 &amp; so</v>\n\n";
    assert!(text.starts_with("WEBVTT\n\n") && text.contains(cue), "{text}");
}

#[test]
fn nothing_said_is_still_a_file() {
    let empty = session(&[]);
    assert_eq!((plain(&empty).as_str(), srt(&empty).as_str(), vtt(&empty).as_str()), ("", "", "WEBVTT\n"));
}
