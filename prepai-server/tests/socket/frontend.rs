//! What a real page sent and was sent in a whole interview: greeting, two utterances, an exercise, a submission; in both forms.

use std::path::Path;
use std::sync::Arc;

use prepai_core::Backends;
use prepai_core::agent::{AgentEvent, ToolCall};
use prepai_core::clock::{Clock, SystemClock};
use prepai_core::testing::{ScriptedAgent, Step};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::peer::House;
use crate::recorded::{kind_of, recording, shape, until};
use crate::voice::{Talker, backends, options};

/// The page's frames with what they say; the recording lost the bytes of sound, and has their number.
struct Frame {
    from_client: bool,
    json: Option<Value>,
}

fn frames() -> Vec<Frame> {
    let frames = recording("real_frontend_frames");
    let frame = |frame: &Value| {
        let from_client = frame.get("dir")? == "client->server";
        let text = frame["opcode"] == 1;
        let json = text.then(|| serde_json::from_str(frame["data"].as_str().unwrap()).unwrap());
        Some(Frame { from_client, json })
    };
    frames.iter().filter_map(frame).collect()
}

fn said(kind: &str) -> Vec<String> {
    let of_kind = |frame: &Frame| {
        let json = frame.json.as_ref().filter(|json| !frame.from_client && json["type"] == kind)?;
        Some(json["text"].as_str().unwrap_or_default().to_owned())
    };
    frames().iter().filter_map(of_kind).collect()
}

/// An interviewer who says what the recorded one said, with the exercise where it was.
fn house_backends() -> Backends {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
    let mut chunks: Vec<Vec<Step<AgentEvent>>> = vec![Vec::new()];
    for frame in frames().iter().filter(|frame| !frame.from_client) {
        let Some(json) = &frame.json else { continue };
        match json["type"].as_str().unwrap() {
            "llm_chunk" => {
                let text = format!("{} ", json["text"].as_str().unwrap().trim());
                chunks.last_mut().unwrap().push(Step::Give(AgentEvent::Text(text)));
            }
            "assistant_complete" => chunks.push(Vec::new()),
            "coding_question" => {
                let name = "ask_coding_question".to_owned();
                let call = ToolCall { id: "1".into(), name, arguments: json!({}) };
                let before = chunks.len() - 2;
                chunks[before] = vec![Step::Give(AgentEvent::ToolCall(call))];
                // After the tool's answer the agent is asked again.
                let end = chunks.len() - 1;
                chunks.insert(end, vec![Step::Give(AgentEvent::Text("Can you write that function?".into()))]);
            }
            _ => {}
        }
    }
    let agent = chunks
        .into_iter()
        .filter(|answer| !answer.is_empty())
        .fold(ScriptedAgent::new(clock), |agent, answer| agent.answers(answer));
    let words = said("transcript");
    let ears = |ears| {
        words.iter().fold(ears, |ears: prepai_core::testing::ScriptedSpeechToText, text| ears.hears(text))
    };
    Backends { agent: Arc::new(agent), ..backends(ears, |agent| agent) }
}

fn utterance(number: usize) -> Vec<u8> {
    let name = format!("../tests/fixtures/audio/client_utterance_{number}.webm");
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

#[tokio::test]
async fn the_recorded_page_is_answered_as_it_was() {
    let house = House::with(house_backends(), options()).await;
    let session = house.session().await;
    let mut peer = house.connect(&session).await;
    let all = frames();
    let (mut recorded, mut heard, mut spoken) = (Vec::new(), Vec::new(), Vec::new());
    let mut utterances = 0;
    for (at, frame) in all.iter().enumerate() {
        match (frame.from_client, &frame.json) {
            (true, Some(json)) => {
                utterances += usize::from(json["type"] == "speech_start");
                peer.say(json.clone()).await;
            }
            (true, None) => {
                // The pieces of an utterance, as many as were recorded, of a file that such a page made.
                let bytes = utterance(utterances);
                let run = |frames: &mut dyn Iterator<Item = &Frame>| {
                    frames.take_while(|frame| frame.from_client && frame.json.is_none()).count()
                };
                let before = run(&mut all[..at].iter().rev());
                let count = before + run(&mut all[at..].iter());
                let size = bytes.len().div_ceil(count);
                let piece = bytes.chunks(size).nth(before).unwrap_or_default();
                peer.send(Message::Binary(piece.to_vec().into())).await;
            }
            (false, json) => {
                let kind = json.as_ref().map_or("sound", |json| json["type"].as_str().unwrap());
                recorded.push(kind.to_owned());
                if ["assistant_complete", "coding_question"].contains(&kind) {
                    let last = until(&mut peer, kind, &mut heard).await;
                    spoken.extend(last["text"].as_str().map(str::to_owned));
                }
            }
        }
    }
    assert_eq!(shape(&heard), shape(&recorded));
    // One question a turn: the recorded reply was cut in the same place.
    let replies = said("assistant_complete");
    assert_eq!((&spoken[0], &spoken[1], spoken.last()), (&replies[0], &replies[1], replies.last()));
}

#[tokio::test]
async fn the_same_interview_in_protocol_2() {
    let house = House::with(house_backends(), options()).await;
    let session = house.session().await;
    let mut talker = Talker::enter(&house, &session, None).await;
    let mut spoken = Vec::new();
    let mut kinds: Vec<String> = Vec::new();
    for frame in frames().iter().filter(|frame| frame.from_client) {
        let Some(json) = &frame.json else { continue };
        let end = match json["type"].as_str().unwrap() {
            "speech_start" => continue,
            "speech_end" => {
                talker.speak().await;
                "assistant_complete"
            }
            _ => {
                talker.say(json.clone()).await;
                "assistant_complete"
            }
        };
        let (texts, sounds) = talker.until(end).await;
        assert!(!sounds.is_empty(), "every reply is heard");
        spoken.extend(texts.last().and_then(|last| last["text"].as_str()).map(str::to_owned));
        kinds.extend(texts.iter().map(|text| kind_of(text).to_owned()));
    }
    let replies = said("assistant_complete");
    assert_eq!((&spoken[0], &spoken[1], spoken.last()), (&replies[0], &replies[1], replies.last()));
    let count = |kind: &str| kinds.iter().filter(|other| *other == kind).count();
    assert_eq!((count("assistant_complete"), count("error")), (4, 0), "{kinds:?}");
    assert!(count("transcript") >= 2 && count("turn_committed") >= 2, "{kinds:?}");
}
