//! Clients of protocol 2.

use prepai_core::session::EndReason;
use prepai_core::turn::TurnInput;
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

use crate::peer::{House, types, words};

#[tokio::test]
async fn a_typed_turn_is_told_in_order_and_counted() {
    let house = House::new().await;
    let session = house.session().await;
    let (mut peer, ack) = house.hello(&session, None).await;
    assert_eq!((&ack["protocol"], &ack["resumed"]), (&json!(2), &json!(false)));
    let state = peer.hear().await;
    assert_eq!((&state["type"], &state["transcript"]), (&json!("state"), &json!([])));
    peer.say(json!({"type": "interview_ready"})).await;
    let mut frames = peer.until("metrics").await;
    peer.say(json!({"type": "text_message", "text": "I moved our payments from a monolith to Kafka."})).await;
    let turn = peer.until("metrics").await;
    assert_eq!(types(&turn)[..3], ["transcript", "turn_committed", "thinking"]);
    let complete = turn.iter().find(|frame| frame["type"] == "assistant_complete").unwrap();
    assert_eq!(words(&turn), complete["text"].as_str().unwrap());
    frames.extend(turn);
    let counted: Vec<u64> = frames.iter().map(|frame| frame["seq"].as_u64().unwrap()).collect();
    assert_eq!(counted, (1..=counted.len() as u64).collect::<Vec<_>>());
}

#[tokio::test]
async fn who_asks_whether_anybody_is_there_is_answered_outside_the_count() {
    let house = House::new().await;
    let session = house.session().await;
    let (mut peer, _) = house.hello(&session, None).await;
    peer.hear().await;
    for _ in 0..2 {
        peer.say(json!({"type": "ping"})).await;
        assert_eq!(peer.hear().await, json!({"type": "pong"}));
    }
    peer.say(json!({"type": "interview_ready"})).await;
    assert_eq!(peer.hear().await["seq"], 1);
}

#[tokio::test]
async fn who_comes_back_gets_what_was_missed_exactly_once() {
    let house = House::new().await;
    let session = house.session().await;
    let (mut peer, ack) = house.hello(&session, None).await;
    peer.hear().await;
    peer.say(json!({"type": "interview_ready"})).await;
    let frames = peer.until("metrics").await;
    let cut = frames[1]["seq"].as_u64().unwrap();
    drop(peer);
    let resume = json!({"conversation": ack["conversation"], "last_seq": cut});
    let (mut peer, back) = house.hello(&session, Some(resume)).await;
    assert_eq!(back["resumed"], true);
    let missed = peer.until("metrics").await;
    assert_eq!(missed, frames[2..]);
    // Of another conversation nothing can be resumed: a state tells where things stand.
    let resume = json!({"conversation": "another", "last_seq": 1});
    let (mut peer, back) = house.hello(&session, Some(resume)).await;
    assert_eq!((&back["resumed"], &back["conversation"]), (&json!(false), &ack["conversation"]));
    let state = peer.hear().await;
    assert_eq!(state["transcript"].as_array().unwrap().len(), 1);
    assert!(state["phase"]["remaining"].is_u64());
}

#[tokio::test]
async fn who_comes_back_while_more_is_said_gets_everything_in_order() {
    let house = House::new().await;
    let session = house.session().await;
    let (mut peer, ack) = house.hello(&session, None).await;
    peer.hear().await;
    peer.say(json!({"type": "interview_ready"})).await;
    let mut seq = peer.until("assistant_complete").await.last().unwrap()["seq"].as_u64().unwrap();
    let conversation = house.rooms.enter(&session).await.unwrap();
    for _ in 0..5 {
        peer = house.connect(&session).await;
        let resume = json!({"conversation": ack["conversation"], "last_seq": seq - 1});
        peer.say(json!({"type": "hello", "protocol": 2, "resume": resume})).await;
        // Somebody else has the last words said again and again meanwhile.
        let talking = async {
            loop {
                conversation.send(TurnInput::Ready).await.unwrap();
            }
        };
        let ack = tokio::select! {
            ack = peer.hear() => ack,
            () = talking => return,
        };
        assert_eq!(ack["resumed"], true, "{ack}");
        for _ in 0..5 {
            conversation.send(TurnInput::Ready).await.unwrap();
        }
        let last = ack["last_seq"].as_u64().unwrap() + 2;
        for expected in seq..=last {
            assert_eq!(peer.hear().await["seq"], expected);
        }
        seq = last;
    }
}

#[tokio::test]
async fn words_in_the_middle_of_a_reply_break_it_off_and_nothing_is_lost() {
    let house = House::new().await;
    let session = house.session().await;
    let (mut peer, _) = house.hello(&session, None).await;
    for text in ["One thing.", "Another thing.", "A third thing."] {
        peer.say(json!({"type": "text_message", "text": text})).await;
    }
    let mut said = Vec::new();
    while said.len() < 3 {
        let frame = peer.hear().await;
        if frame["type"] == "transcript" {
            said.push(frame["text"].as_str().unwrap().to_owned());
        }
    }
    assert_eq!(said, ["One thing.", "Another thing.", "A third thing."]);
    peer.until("assistant_complete").await;
}

#[tokio::test]
async fn a_request_that_ends_the_interview_is_told_to_the_socket() {
    let house = House::new().await;
    let session = house.session().await;
    let (mut peer, _) = house.hello(&session, None).await;
    peer.say(json!({"type": "interview_ready"})).await;
    peer.until("metrics").await;
    let report = house.rooms.end(&session, EndReason::Request).await.unwrap();
    let (frames, code) = peer.closed().await;
    assert_eq!(code, 4410);
    assert_eq!(types(&frames), ["notice", "error"], "{frames:?}");
    assert_eq!(house.rooms.end(&session, EndReason::Request).await.unwrap(), report);
}

#[tokio::test]
async fn what_cannot_be_taken_is_an_error_and_the_conversation_goes_on() {
    let house = House::new().await;
    let session = house.session().await;
    let (mut peer, _) = house.hello(&session, None).await;
    peer.hear().await;
    peer.say(json!({"type": "code_submission", "code": " ", "language": "python"})).await;
    assert_eq!(peer.hear().await["message"], "code: must not be empty");
    peer.say(json!({"type": "text_message"})).await;
    assert_eq!(peer.hear().await["code"], "invalid_input");
    peer.say(json!({"type": "text_message", "text": "x".repeat(20_000)})).await;
    assert_eq!(peer.hear().await["code"], "too_large");
    peer.send(Message::Binary(vec![1, 1, 0].into())).await;
    assert_eq!(peer.hear().await["code"], "invalid_input");
    peer.say(json!({"type": "mute", "muted": true})).await;
    assert_eq!(peer.hear().await["code"], "not_available");
    peer.say(json!({"type": "interview_ready"})).await;
    peer.until("assistant_complete").await;
}
