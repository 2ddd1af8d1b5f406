//! Clients of the legacy form.

use prepai_core::session::EndReason;
use prepai_server::rooms::Purpose;
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

use crate::peer::{House, types, words};

#[tokio::test]
async fn the_interviewer_greets_once_a_session_and_again_after_a_reconnect() {
    let house = House::new().await;
    let session = house.session().await;
    let mut peer = house.connect(&session).await;
    peer.say(json!({"type": "interview_ready"})).await;
    let greeting = peer.until("assistant_complete").await;
    let complete = greeting.last().unwrap();
    assert_eq!(words(&greeting), complete["text"].as_str().unwrap());
    assert_eq!(complete["role"], "assistant");
    // A second one is ignored: the next frame answers the code.
    peer.say(json!({"type": "interview_ready"})).await;
    peer.say(
        json!({"type": "code_submission", "code": "x = 1", "language": "python", "allTestsPassed": true}),
    )
    .await;
    let answer = peer.until("assistant_complete").await;
    assert_ne!(answer.last().unwrap()["text"], complete["text"]);
    drop(peer);
    let mut again = house.connect(&session).await;
    again.say(json!({"type": "interview_ready"})).await;
    let repeated = again.until("assistant_complete").await;
    assert_eq!(repeated.last().unwrap()["text"], answer.last().unwrap()["text"]);
    assert_eq!(house.interview.sessions().load(&session).await.unwrap().session().transcript.len(), 2);
}

#[tokio::test]
async fn what_nobody_knows_is_ignored_also_a_later_hello() {
    let house = House::new().await;
    let session = house.session().await;
    let mut peer = house.connect(&session).await;
    for text in ["not json", "[1,2]", "{\"type\":\"foo\"}", "{\"type\":\"hello\",\"protocol\":2}"] {
        peer.send(Message::Text(text.into())).await;
    }
    peer.say(json!({"type": "text_message", "text": "of the other form"})).await;
    peer.say(json!({"type": "interview_ready"})).await;
    let heard = peer.until("assistant_complete").await;
    let mut known = types(&heard);
    known.dedup();
    assert_eq!(known, ["llm_chunk", "assistant_complete"]);
}

#[tokio::test]
async fn speech_is_answered_once_that_nobody_listens() {
    let house = House::new().await;
    let session = house.session().await;
    let mut peer = house.connect(&session).await;
    peer.say(json!({"type": "speech_start"})).await;
    for _ in 0..3 {
        peer.send(Message::Binary(vec![0x1a, 0x45, 0xdf, 0xa3].into())).await;
    }
    peer.say(json!({"type": "speech_end"})).await;
    let error = peer.hear().await;
    assert_eq!((&error["type"], &error["code"]), (&json!("error"), &json!("not_available")));
    // Outside of speech a binary frame is a whole utterance.
    peer.send(Message::Binary(vec![1; 100].into())).await;
    assert_eq!(peer.hear().await["code"], "not_available");
    peer.say(json!({"type": "interview_ready"})).await;
    peer.until("assistant_complete").await;
}

#[tokio::test]
async fn a_demonstration_exists_by_itself_and_begins_anew_after_its_end() {
    let house = House::new().await;
    let mut peer = house.connect("demo-session").await;
    peer.say(json!({"type": "interview_ready"})).await;
    peer.until("assistant_complete").await;
    let first = house.rooms.resolve("demo-session", None, Purpose::Look).await.unwrap();
    house.rooms.end(&first, EndReason::Request).await.unwrap();
    assert_eq!(peer.closed().await.1, 4410);
    let mut peer = house.connect("demo-session").await;
    peer.say(json!({"type": "interview_ready"})).await;
    peer.until("assistant_complete").await;
    assert_ne!(house.rooms.resolve("demo-session", None, Purpose::Look).await.unwrap(), first);
}
