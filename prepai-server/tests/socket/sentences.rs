//! Utterances and sentences of the legacy form.

use std::sync::Arc;

use prepai_core::clock::{Clock, SystemClock};
use prepai_core::speech::{Audio, Transcript};
use prepai_core::testing::{ScriptedSpeechToText, Step};
use prepai_core::{Backends, Error, ErrorKind};
use prepai_voice::audio::wav;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::peer::{House, Peer};
use crate::voice::{REPLY, WORDS, backends, log, options};

fn file() -> Vec<u8> {
    wav::encode(&Audio::mono_i16(16_000, vec![500; 16_000]))
}

/// What comes up to a text frame of this type: its types, and `sound` for binary frames.
async fn until(peer: &mut Peer, kind: &str) -> (Vec<String>, Value) {
    let mut told = Vec::new();
    loop {
        match peer.next().await {
            Message::Binary(bytes) => {
                assert_eq!(&bytes[..4], b"RIFF", "each is a whole file");
                told.push("sound".to_owned());
            }
            Message::Text(text) => {
                let value: Value = serde_json::from_str(&text).unwrap();
                told.push(value["type"].as_str().unwrap().to_owned());
                if value["type"] == kind {
                    return (told, value);
                }
            }
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn an_utterance_in_pieces_is_answered_sentence_by_sentence() {
    let house = House::with(backends(|ears| ears, |agent| agent), options()).await;
    let session = house.session().await;
    let mut peer = house.connect(&session).await;
    peer.say(json!({"type": "speech_start"})).await;
    for piece in file().chunks(5_000) {
        peer.send(Message::Binary(piece.to_vec().into())).await;
    }
    peer.say(json!({"type": "speech_end"})).await;
    let (told, complete) = until(&mut peer, "assistant_complete").await;
    assert_eq!(told, ["transcript", "llm_chunk", "sound", "llm_chunk", "sound", "assistant_complete"]);
    assert_eq!(complete["text"], REPLY);
    // Outside of speech a binary frame is a whole utterance.
    peer.send(Message::Binary(file().into())).await;
    let (told, _) = until(&mut peer, "assistant_complete").await;
    assert_eq!(told.first().map(String::as_str), Some("transcript"));
    let said =
        log(&house, &session).await.session().transcript.iter().filter(|line| line.content == WORDS).count();
    assert_eq!(said, 2);
}

#[tokio::test]
async fn silence_gets_no_message_and_damage_an_error() {
    let silent = [Step::Give(Transcript::default())];
    let house = House::with(backends(|ears| ears.answers(silent), |agent| agent), options()).await;
    let session = house.session().await;
    let mut peer = house.connect(&session).await;
    peer.send(Message::Binary(file().into())).await;
    peer.send(Message::Binary(vec![7; 3_000].into())).await;
    let (told, error) = until(&mut peer, "error").await;
    assert_eq!((told.len(), &error["code"]), (1, &json!("invalid_content")), "{error}");
    peer.send(Message::Binary(file().into())).await;
    until(&mut peer, "assistant_complete").await;
}

#[tokio::test]
async fn an_agent_that_goes_wrong_is_an_error_and_an_end() {
    let broken = [Step::Fail(Error::new(ErrorKind::RateLimited, "slow down"))];
    let house = House::with(backends(|ears| ears, |agent| agent.answers(broken)), options()).await;
    let session = house.session().await;
    let mut peer = house.connect(&session).await;
    peer.send(Message::Binary(file().into())).await;
    let (told, _) = until(&mut peer, "assistant_complete").await;
    assert_eq!(told, ["transcript", "error", "assistant_complete"]);
}

#[tokio::test]
async fn after_a_start_of_speech_the_old_turn_says_nothing_more() {
    let house = House::with(backends(|ears| ears, |agent| agent), options()).await;
    let session = house.session().await;
    let mut peer = house.connect(&session).await;
    for _ in 0..10 {
        peer.send(Message::Binary(file().into())).await;
        until(&mut peer, "transcript").await;
        peer.say(json!({"type": "speech_start"})).await;
        peer.send(Message::Binary(file().into())).await;
        peer.say(json!({"type": "speech_end"})).await;
        // Whatever of the old turn was on its way: when the new one begins, the old one is silent.
        until(&mut peer, "transcript").await;
        let (told, complete) = until(&mut peer, "assistant_complete").await;
        assert_eq!(told, ["llm_chunk", "sound", "llm_chunk", "sound", "assistant_complete"]);
        assert_eq!(complete["text"], REPLY);
    }
}

#[tokio::test]
async fn an_utterance_that_was_broken_off_is_no_part_of_the_next() {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
    let ears = Arc::new(ScriptedSpeechToText::new(clock).otherwise(WORDS));
    let own = backends(|ears| ears, |agent| agent);
    let house = House::with(Backends { speech_to_text: Some(ears.clone()), ..own }, options()).await;
    let session = house.session().await;
    let mut peer = house.connect(&session).await;
    for _ in 0..3 {
        peer.say(json!({"type": "speech_start"})).await;
        for piece in file().chunks(9_000) {
            peer.send(Message::Binary(piece.to_vec().into())).await;
        }
    }
    peer.say(json!({"type": "speech_end"})).await;
    until(&mut peer, "assistant_complete").await;
    let heard: Vec<u64> = ears.utterances().iter().map(|heard| heard.speech[0].frames()).collect();
    assert_eq!(heard, [16_000]);
}
