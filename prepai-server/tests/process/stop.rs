//! The order to stop.

use std::io::Write;
use std::net::TcpStream;

use rustix::process::Signal;
use serde_json::{Value, json};

use crate::prepai::Prepai;
use crate::talk::WATCHDOG;

/// Turns at once; more than this machine can answer in one moment.
const TALKS: usize = 24;

#[tokio::test(flavor = "multi_thread")]
async fn sigterm_finishes_the_turns_that_run() {
    let prepai = Prepai::start(&[], &[]);
    let mut talks = Vec::new();
    for number in 0..TALKS {
        let session = prepai.session(&format!("Candidate {number}"));
        talks.push((prepai.talk(&session).await, session));
    }
    for (talk, _) in &mut talks {
        talk.say(json!({"type": "text_message", "text": "I build payment systems."})).await;
    }
    talks[0].0.until("thinking").await;
    prepai.signal(Signal::TERM);
    let mut sessions = Vec::new();
    for (mut talk, session) in talks {
        assert_eq!(talk.closed().await, 1001);
        sessions.push(session);
    }
    let (status, folder) = prepai.ended().await;
    assert_eq!(status.code(), Some(0));

    let again = Prepai::start_in(folder, &[], &[]);
    let mut answered = 0;
    for session in sessions {
        let events = again.get(&format!("/api/interviews/{session}/events"));
        let count = |kind: &str| events.matches(&format!("\"type\":\"{kind}\"")).count();
        // What was said is answered; what did not come in any more was never acknowledged.
        assert_eq!(count("replied"), 1 + count("said"), "{events}");
        assert_eq!(count("interrupted"), 0, "{events}");
        answered += count("said");
    }
    assert!(answered > 0, "a turn ran when the order came");
}

#[tokio::test]
async fn a_request_that_runs_is_answered_and_a_second_signal_waits_for_nobody() {
    let patient = [("PREPAI_SERVER_SHUTDOWN_GRACE", "600s"), ("PREPAI_SERVER_REQUEST_TIMEOUT", "600s")];
    let body = json!({"interview_type": "google-sde", "candidate_name": "Ada"}).to_string();
    let head = format!(
        "POST /api/sessions HTTP/1.1\r\nhost: localhost\r\nexpect: 100-continue\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    for twice in [false, true] {
        let prepai = Prepai::start(&[], &patient);
        let mut stream = TcpStream::connect(&prepai.address).unwrap();
        stream.set_read_timeout(Some(WATCHDOG)).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        // The request has arrived when its body is asked for.
        let mut reader = std::io::BufReader::new(stream.try_clone().unwrap());
        assert!(line(&mut reader).starts_with("HTTP/1.1 100"));
        prepai.signal(Signal::TERM);
        // The order has arrived when nobody listens any more.
        while TcpStream::connect(&prepai.address).is_ok() {
            tokio::task::yield_now().await;
        }
        if twice {
            prepai.signal(Signal::TERM);
        } else {
            stream.write_all(body.as_bytes()).unwrap();
            line(&mut reader);
            assert!(line(&mut reader).starts_with("HTTP/1.1 200"));
        }
        assert_eq!(prepai.ended().await.0.code(), Some(0));
    }
}

fn line(reader: &mut impl std::io::BufRead) -> String {
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    line
}

#[tokio::test]
async fn a_killed_server_loses_nothing_that_it_acknowledged() {
    let prepai = Prepai::start(&[], &[]);
    let session = prepai.session("Ada");
    let mut talk = prepai.talk(&session).await;
    talk.answer("I build payment systems.").await;
    let before: Value =
        serde_json::from_str(&prepai.get(&format!("/api/interviews/{session}/transcript"))).unwrap();
    prepai.signal(Signal::KILL);
    let (_, folder) = prepai.ended().await;
    let again = Prepai::start_in(folder, &[], &[]);
    let after: Value =
        serde_json::from_str(&again.get(&format!("/api/interviews/{session}/transcript"))).unwrap();
    assert_eq!(before, after);
    assert!(after.to_string().contains("payment systems"), "{after}");
}
