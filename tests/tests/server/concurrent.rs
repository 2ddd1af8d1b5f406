//! Many clients on the same sessions lose nothing.

use std::sync::Arc;

use futures::future::join_all;
use serde_json::{Value, json};

use crate::http::Request;
use crate::server::House;

/// Conversations, each on a session of its own.
const CONVERSATIONS: usize = 20;
/// Writes beside them, spread over the same sessions.
const WRITES: usize = 40;

const CV: &str =
    "Priya Sharma\nSenior Backend Engineer\npriya.sharma@example.com\n\nSKILLS\nPython, Go, AWS\n";

fn count(events: &[Value], kind: &str) -> usize {
    events.iter().filter(|event| event["type"] == kind).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn writes_beside_conversations_on_the_same_sessions_are_all_kept() {
    let house = Arc::new(House::new().await);
    let sessions = join_all((0..CONVERSATIONS).map(|number| {
        let house = Arc::clone(&house);
        async move { house.session(&format!("Candidate {number}")).await }
    }))
    .await;
    let talks = sessions.iter().cloned().map(|session| {
        let house = Arc::clone(&house);
        tokio::spawn(async move {
            let mut peer = house.connect(&session).await;
            peer.greeted().await;
            for number in 0..2 {
                let code = format!("def solution(x):\n    return x + {number}\n");
                peer.say(json!({"type": "code_submission", "code": code, "language": "python"})).await;
                peer.until("assistant_complete").await;
            }
        })
    });
    let writes = (0..WRITES).map(|number| {
        let (house, session) = (Arc::clone(&house), sessions[number % CONVERSATIONS].clone());
        tokio::spawn(async move {
            let name = format!("cv-{number}.txt");
            let content = format!("{CV}\nNumber {number}\n");
            let request = Request::new("POST", &format!("/api/interviews/{session}/upload-cv")).file(
                "file",
                &name,
                Some("text/plain"),
                content.as_bytes(),
            );
            let answer = house.ask(request).await;
            assert_eq!(answer.status, 200, "{}", answer.text());
        })
    });
    let all: Vec<_> = talks.chain(writes).collect();
    for done in join_all(all).await {
        done.unwrap();
    }
    for session in &sessions {
        let events = house.events(session).await;
        assert_eq!(count(&events, "code_submitted"), 2, "{session}");
        assert_eq!(count(&events, "cv_analyzed"), WRITES / CONVERSATIONS, "{session}: {events:#?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn forty_writes_to_one_session_are_all_kept() {
    let house = Arc::new(House::new().await);
    let session = house.session("Ada").await;
    let mut peer = house.connect(&session).await;
    peer.greeted().await;
    let writes = (0..WRITES).map(|number| {
        let content = format!("{CV}\nNumber {number}\n");
        let request = Request::new("POST", &format!("/api/interviews/{session}/upload-cv")).file(
            "file",
            &format!("cv-{number}.txt"),
            Some("text/plain"),
            content.as_bytes(),
        );
        let house = Arc::clone(&house);
        tokio::spawn(async move { house.ask(request).await.status })
    });
    let statuses: Vec<u16> = join_all(writes).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(statuses, vec![200; WRITES]);
    let events = house.events(&session).await;
    assert_eq!(count(&events, "cv_analyzed"), WRITES);
}
