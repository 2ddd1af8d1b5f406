//! The recorded conversations, frame by frame, without sound and without the wording of replies.

use prepai_tests::recordings::fixture;
use prepai_tests::shape::{Allowed, differences};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::server::House;

/// Plays the client's frames and gives back what is wrong.
async fn play(name: &str) {
    let house = House::new().await;
    let conversation = fixture(&format!("contract/ws/{name}.json"));
    let frames = conversation["frames"].as_array().expect("a recorded conversation");
    let session = house.session("Ada").await;
    let mut peer = house.connect(&session).await;
    let mut recorded: Vec<&Value> = Vec::new();
    let mut heard = Vec::new();
    for frame in frames {
        match frame["dir"].as_str().unwrap() {
            "client->server" => {
                // What the server said before this frame must have come before it here too.
                take(&mut peer, &recorded, &mut heard).await;
                match frame.get("json") {
                    Some(message) => peer.say(message.clone()).await,
                    None => peer.text(frame["text"].as_str().unwrap()).await,
                }
            }
            "server->client" if frame.get("json").is_some() => recorded.push(&frame["json"]),
            _ => {}
        }
    }
    take(&mut peer, &recorded, &mut heard).await;
    // Nothing more than was recorded.
    heard.extend(peer.said_before_pong().await);
    assert_eq!(kinds(&heard.iter().collect::<Vec<_>>()), kinds(&recorded), "{name}: {heard:#?}");
    for ours in &heard {
        let like = recorded.iter().find(|frame| frame["type"] == ours["type"]).unwrap();
        assert_eq!(differences(like, ours, &Allowed::default()), Vec::<String>::new(), "{name}: {ours}");
        assert_eq!(like.get("role"), ours.get("role"));
    }
    let complete = heard.iter().filter(|frame| frame["type"] == "assistant_complete");
    let pieces: String = heard
        .iter()
        .filter(|frame| frame["type"] == "llm_chunk")
        .filter_map(|frame| frame["text"].as_str())
        .collect();
    assert_eq!(pieces, complete.filter_map(|frame| frame["text"].as_str()).collect::<String>(), "{name}");
    compare_transcripts(name, &conversation["transcript_after"], &house, &session).await;
}

/// Hears until as many turns are complete as were recorded.
async fn take(peer: &mut crate::ws::Peer, recorded: &[&Value], heard: &mut Vec<Value>) {
    let completed = |frames: &mut dyn Iterator<Item = &Value>| {
        frames.filter(|frame| frame["type"] == "assistant_complete").count()
    };
    let wanted = completed(&mut recorded.iter().copied());
    while completed(&mut heard.iter()) < wanted {
        heard.extend(peer.until("assistant_complete").await);
    }
}

/// The types of frames; how many pieces a reply has is wording.
fn kinds(frames: &[&Value]) -> Vec<String> {
    let mut kinds: Vec<String> =
        frames.iter().map(|frame| frame["type"].as_str().unwrap().to_owned()).collect();
    kinds.dedup();
    kinds
}

async fn compare_transcripts(name: &str, recorded: &Value, house: &House, session: &str) {
    let ours = house.get(&format!("/api/interviews/{session}/transcript")).await.body();
    assert_eq!(differences(recorded, &ours, &Allowed::default()), Vec::<String>::new(), "{name}: {ours}");
    let roles = |transcript: &Value| -> Vec<String> {
        transcript["transcript"].as_array().unwrap().iter().map(|turn| turn["role"].to_string()).collect()
    };
    assert_eq!(roles(recorded), roles(&ours), "{name}: {ours:#}");
}

#[tokio::test]
async fn nobody_greets_before_the_client_is_ready() {
    play("no_ready_no_intro").await;
}

#[tokio::test]
async fn a_ready_client_is_greeted() {
    play("ready_intro").await;
}

#[tokio::test]
async fn it_is_greeted_once() {
    play("ready_twice").await;
}

#[tokio::test]
async fn what_is_unknown_or_no_json_is_ignored() {
    play("unknown_and_bad").await;
}

#[tokio::test]
async fn code_that_passed_is_answered() {
    play("code_submission_pass").await;
}

#[tokio::test]
async fn code_that_failed_is_answered() {
    play("code_submission_fail").await;
}

#[tokio::test]
async fn speech_is_refused_as_long_as_nobody_listens() {
    let house = House::new().await;
    let session = house.session("Ada").await;
    let mut peer = house.connect(&session).await;
    peer.say(json!({"type": "speech_start"})).await;
    peer.send(Message::Binary(vec![0x1a, 0x45, 0xdf, 0xa3].into())).await;
    peer.say(json!({"type": "speech_end"})).await;
    let error = peer.hear().await;
    assert_eq!((&error["type"], &error["code"]), (&json!("error"), &json!("not_available")), "{error}");
    assert!(error["message"].as_str().is_some_and(|message| !message.is_empty()));
    assert!(!peer.greeted().await.is_empty());
}
