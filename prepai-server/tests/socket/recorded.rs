//! The recorded conversations by voice, without wording and without the bytes of sound.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use prepai_core::Backends;
use prepai_core::agent::{AgentEvent, ToolCall};
use prepai_core::speech::Audio;
use prepai_core::testing::{ScriptedSpeechToText, Step};
use prepai_core::{Error, ErrorKind};
use prepai_voice::audio::wav;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::peer::{House, Peer};
use crate::voice::{REPLY, backends, log, options};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures")
}

pub(crate) fn recording(name: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(fixtures().join(format!("contract/ws/{name}.json"))).unwrap();
    let value: Value = serde_json::from_str(&text).unwrap();
    value.get("frames").unwrap_or(&value).as_array().unwrap().clone()
}

/// Half a second that is no silence.
fn utterance() -> Vec<u8> {
    let samples: Vec<i16> = (0..8_000).map(|n| if n / 40 % 2 == 0 { 3_000 } else { -3_000 }).collect();
    wav::encode(&Audio::mono_i16(16_000, samples))
}

/// What a frame is: its type, or `sound`.
fn kind(frame: &Value) -> Option<String> {
    match frame.pointer("/json/type").and_then(Value::as_str) {
        Some(kind) => Some(kind.to_owned()),
        None => frame.get("binary_len").map(|_| "sound".to_owned()),
    }
}

/// The type of a message.
pub(crate) fn kind_of(message: &Value) -> &str {
    message["type"].as_str().unwrap_or_default()
}

/// How many sentences a reply has is wording: words with their sound count once.
pub(crate) fn shape(kinds: &[String]) -> Vec<String> {
    let mut shape: Vec<String> = Vec::new();
    for kind in kinds {
        let again =
            kind == "sound" && shape.len() >= 3 && shape.last().is_some_and(|last| last == "llm_chunk");
        if again && shape[shape.len() - 3..] == ["llm_chunk", "sound", "llm_chunk"] {
            shape.pop();
        } else {
            shape.push(kind.clone());
        }
    }
    shape
}

/// Everything up to a text frame of this type.
pub(crate) async fn until(peer: &mut Peer, wanted: &str, heard: &mut Vec<String>) -> Value {
    loop {
        match peer.next().await {
            Message::Binary(bytes) => {
                assert_eq!(&bytes[..4], b"RIFF");
                heard.push("sound".to_owned());
            }
            Message::Text(text) => {
                let value: Value = serde_json::from_str(&text).unwrap();
                let kind = value["type"].as_str().unwrap().to_owned();
                heard.push(kind.clone());
                if kind == wanted {
                    return value;
                }
            }
            other => panic!("{other:?}"),
        }
    }
}

/// Plays the client's frames; every utterance is said to be what the recording's head tells.
async fn play(name: &str, change: impl FnOnce(Backends) -> Backends) {
    let frames = recording(name);
    let head = frames.iter().find_map(|frame| frame["head"].as_str()).unwrap_or_default();
    let words = head.strip_prefix("TEXT:").and_then(|text| text.split('\0').next()).unwrap_or_default();
    let house = House::with(change(backends(|ears| ears.hears(words), |agent| agent)), options()).await;
    let session = house.session().await;
    let mut peer = house.connect(&session).await;
    let (mut recorded, mut heard) = (Vec::new(), Vec::new());
    for frame in &frames {
        match frame["dir"].as_str() {
            Some("client->server") => match frame.get("json") {
                Some(message) => peer.say(message.clone()).await,
                None => peer.send(Message::Binary(utterance().into())).await,
            },
            Some("server->client") => {
                recorded.extend(kind(frame));
                // Ends of turns are waited for; what is between comes before them.
                let ends = ["assistant_complete", "coding_question"];
                if let Some(end) = recorded.last().filter(|kind| ends.contains(&kind.as_str())).cloned() {
                    until(&mut peer, &end, &mut heard).await;
                }
            }
            _ => {}
        }
    }
    assert_eq!(shape(&heard), shape(&recorded), "{name}");
    // Nothing more was said: the next message is answered next.
    peer.send(Message::Binary(vec![7; 3_000].into())).await;
    let mut rest = Vec::new();
    until(&mut peer, "error", &mut rest).await;
    assert_eq!(rest, ["error"], "{name}");
}

#[tokio::test]
async fn a_turn_by_voice() {
    play("voice_turn", |backends| backends).await;
}

#[tokio::test]
async fn an_utterance_without_a_start() {
    play("voice_without_start", |backends| backends).await;
}

#[tokio::test]
async fn silence() {
    play("silence", |backends| backends).await;
}

#[tokio::test]
async fn an_exercise() {
    use prepai_core::clock::{Clock, SystemClock};
    use prepai_core::testing::ScriptedAgent;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
    let name = "ask_coding_question".to_owned();
    let call = ToolCall { id: "1".into(), name, arguments: json!({}) };
    let agent = ScriptedAgent::new(clock).answers([Step::Give(AgentEvent::ToolCall(call))]).says(REPLY);
    play("coding_question", |backends| Backends { agent: Arc::new(agent), ..backends }).await;
}

#[tokio::test]
async fn a_model_that_is_throttled() {
    let throttled = [Step::Fail(Error::new(ErrorKind::RateLimited, "your request rate is too high"))];
    let house = House::with(backends(|ears| ears, |agent| agent.answers(throttled)), options()).await;
    let session = house.session().await;
    let mut peer = house.connect(&session).await;
    peer.send(Message::Binary(utterance().into())).await;
    let mut heard = Vec::new();
    until(&mut peer, "assistant_complete", &mut heard).await;
    let recorded: Vec<String> = recording("throttled").iter().filter_map(kind).collect();
    assert_eq!(heard, recorded);
}

/// Pieces as a browser cut them, in real containers: the words are scripted, the sound is not.
#[tokio::test]
async fn utterances_of_a_real_browser_in_their_pieces() {
    let clock = Arc::new(prepai_core::clock::SystemClock::new());
    let ears = Arc::new(ScriptedSpeechToText::new(clock).otherwise("Yes."));
    let silent = backends(|ears| ears, |agent| agent);
    let house =
        House::with(Backends { speech_to_text: Some(Arc::clone(&ears) as _), ..silent }, options()).await;
    let session = house.session().await;
    let mut peer = house.connect(&session).await;
    let capture = recording("real_client_binary_capture");
    let utterances: Vec<&Value> = capture.iter().filter(|entry| entry.get("utterance").is_some()).collect();
    assert!(utterances.len() >= 2, "{}", utterances.len());
    for utterance in &utterances {
        let name = format!("audio/client_utterance_{}.webm", utterance["utterance"]);
        let bytes = std::fs::read(fixtures().join(name)).unwrap();
        peer.say(json!({"type": "speech_start"})).await;
        let mut rest = bytes.as_slice();
        for size in utterance["sizes"].as_array().unwrap() {
            let size = usize::try_from(size.as_u64().unwrap()).unwrap();
            let (piece, later) = rest.split_at(size.min(rest.len()));
            peer.send(Message::Binary(piece.to_vec().into())).await;
            rest = later;
        }
        peer.say(json!({"type": "speech_end"})).await;
        let mut heard = Vec::new();
        until(&mut peer, "assistant_complete", &mut heard).await;
        assert_eq!(heard.first().map(String::as_str), Some("transcript"), "{heard:?}");
    }
    let longest = ears.utterances().iter().map(|utterance| utterance.speech[0].duration()).max();
    assert!(longest.is_some_and(|longest| longest.as_secs() >= 6), "{longest:?}");
    let said =
        log(&house, &session).await.session().transcript.iter().filter(|line| line.content == "Yes.").count();
    assert_eq!(said, utterances.len());
}
