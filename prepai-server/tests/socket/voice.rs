//! Sound in both directions, protocol 2.

use std::sync::Arc;
use std::time::Duration;

use prepai_core::Backends;
use prepai_core::agent::AgentEvent;
use prepai_core::clock::{Clock, SystemClock};
use prepai_core::ids::SessionId;
use prepai_core::session::{Body, Log};
use prepai_core::speech::EarLoad;
use prepai_core::storage::MemoryStore;
use prepai_core::testing::{
    ScriptedAgent, ScriptedSpeechToText, ScriptedTextToSpeech, ScriptedVoiceActivity, Step,
};
use prepai_core::turn::NewSession;
use prepai_server::http::Options;
use prepai_server::socket::{Frame, Patience, Payload};
use prepai_voice::duplex::Setup;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::peer::{House, Peer, types};

pub(crate) const WORDS: &str = "I built a cache for the shop and it works well.";
pub(crate) const REPLY: &str = "Thank you. What is a queue?";

pub(crate) fn backends(
    ears: impl FnOnce(ScriptedSpeechToText) -> ScriptedSpeechToText,
    agent: impl FnOnce(ScriptedAgent) -> ScriptedAgent,
) -> Backends {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
    let says = |_: &_| vec![Step::Give(AgentEvent::Text(REPLY.into()))];
    let agent = agent(ScriptedAgent::new(Arc::clone(&clock)).otherwise(says));
    let ears = ears(ScriptedSpeechToText::new(Arc::clone(&clock)).otherwise(WORDS));
    // Quick speech, so that nobody has to wait for its end: 2 ms a character.
    let voice = ScriptedTextToSpeech::new(Arc::clone(&clock)).speed(16_000, 32);
    Backends {
        speech_to_text: Some(Arc::new(ears)),
        text_to_speech: Some(Arc::new(voice)),
        clock,
        ..Backends::new(Arc::new(agent), Arc::new(MemoryStore::new()))
    }
}

pub(crate) fn options() -> Options {
    let setup = Setup::new(Arc::new(|| Ok(Box::new(ScriptedVoiceActivity::new()))));
    Options { voice: setup, ..Options::default() }
}

async fn house() -> House {
    House::with(backends(|ears| ears, |agent| agent), options()).await
}

/// A client that speaks.
pub(crate) struct Talker {
    peer: Peer,
    sent: u64,
    frames: u32,
    pub(crate) ack: Value,
}

impl Talker {
    pub(crate) async fn enter(house: &House, session: &SessionId, resume: Option<Value>) -> Talker {
        let mut peer = house.connect(session).await;
        let audio = json!({"in": {"rate": 16000, "format": "pcm16"}, "out": {"rate": 16000}});
        let mut hello = json!({"type": "hello", "protocol": 2, "audio": audio});
        if let Some(resume) = resume {
            hello["resume"] = resume;
        }
        peer.say(hello).await;
        let ack = peer.hear().await;
        assert_eq!(ack["type"], "hello_ack", "{ack}");
        if ack["resumed"] == false {
            assert_eq!(peer.hear().await["type"], "state");
        }
        Talker { peer, sent: 0, frames: 0, ack }
    }

    async fn frame(&mut self, start_sample: u64, samples: &[i16]) {
        let payload: Vec<u8> = samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
        self.frames += 1;
        let seq = self.frames;
        let frame = Frame { kind: Payload::Pcm16, flags: 0, turn: 0, seq, start_sample, payload: &payload };
        self.peer.send(Message::Binary(frame.write().into())).await;
    }

    /// Sound of a level in frames of 100 ms.
    async fn sound(&mut self, ms: u64, level: i16) {
        for _ in 0..ms / 100 {
            self.frame(self.sent, &[level; 1_600]).await;
            self.sent += 1_600;
        }
    }

    pub(crate) async fn say(&mut self, message: Value) {
        self.peer.say(message).await;
    }

    /// Says something and is silent until the turn must be over.
    pub(crate) async fn speak(&mut self) {
        self.sound(1_000, 9_000).await;
        self.sound(3_000, 0).await;
    }

    /// Hears until a text frame of this type; plays and reports all sound.
    pub(crate) async fn until(&mut self, kind: &str) -> (Vec<Value>, Vec<(u32, u64, usize)>) {
        let (mut texts, mut sounds) = (Vec::new(), Vec::new());
        loop {
            match self.peer.next().await {
                Message::Text(text) => {
                    let value: Value = serde_json::from_str(&text).unwrap();
                    let found = value["type"] == kind;
                    texts.push(value);
                    if found {
                        return (texts, sounds);
                    }
                }
                Message::Binary(bytes) => {
                    let frame = Frame::parse(&bytes).unwrap();
                    let samples = frame.payload.len() / 2;
                    sounds.push((frame.seq, frame.start_sample, samples));
                    let played = frame.start_sample + samples as u64;
                    self.peer.say(json!({"type": "played", "turn": frame.turn, "samples": played})).await;
                }
                other => panic!("{other:?}"),
            }
        }
    }
}

pub(crate) async fn log(house: &House, session: &SessionId) -> Log {
    house.interview.sessions().load(session).await.unwrap()
}

#[tokio::test]
async fn a_spoken_turn_is_told_in_order_and_its_frames_are_counted() {
    let house = house().await;
    let session = house.session().await;
    let mut talker = Talker::enter(&house, &session, None).await;
    assert_eq!((&talker.ack["hears"], &talker.ack["speaks"]), (&json!(true), &json!(true)));
    talker.speak().await;
    let (texts, sounds) = talker.until("metrics").await;
    let expected = [
        "speech_started",
        "partial_transcript",
        "transcript",
        "turn_committed",
        "thinking",
        "phase",
        "llm_chunk",
        "llm_chunk",
        "assistant_complete",
        "metrics",
    ];
    let mut told = types(&texts);
    told.retain(|kind| expected.contains(kind));
    let phases = |kind: &&str| *kind != "phase";
    assert_eq!(
        told.into_iter().filter(phases).collect::<Vec<_>>(),
        expected.into_iter().filter(phases).collect::<Vec<_>>()
    );
    let complete = texts.iter().find(|text| text["type"] == "assistant_complete").unwrap();
    assert_eq!((&complete["text"], &complete["heard"]), (&json!(REPLY), &json!(REPLY)));
    let committed = texts.iter().find(|text| text["type"] == "turn_committed").unwrap();
    assert_eq!(committed["reason"], "complete");
    let stages = &texts.last().unwrap()["stages"];
    for stage in ["endpointing", "transcription", "commit", "first_text", "first_audio", "generated"] {
        assert!(stages[stage].is_f64(), "{stage} of {stages}");
    }
    // Sound follows without a gap, and one count holds for both kinds of frames.
    let mut place = 0;
    for (_, start, samples) in &sounds {
        assert_eq!(*start, place);
        place += *samples as u64;
    }
    let mut counted: Vec<u64> = sounds.iter().map(|(seq, _, _)| u64::from(*seq)).collect();
    counted.extend(texts.iter().map(|text| text["seq"].as_u64().unwrap()));
    counted.sort_unstable();
    assert_eq!(counted, (1..=counted.len() as u64).collect::<Vec<_>>());
    let metrics = house.get("/metrics").await;
    assert!(metrics.contains("prepai_voices 1"), "{metrics}");
    assert!(metrics.contains("stage=\"endpointing\""), "{metrics}");
}

#[tokio::test]
async fn frames_out_of_order_doubled_late_and_malformed_change_nothing() {
    let house = house().await;
    let session = house.session().await;
    let mut talker = Talker::enter(&house, &session, None).await;
    talker.frame(0, &[9_000; 1_600]).await;
    for start in [3_200, 1_600, 3_200, 0, 4_800, 6_400, 8_000, 9_600, 11_200, 12_800, 14_400] {
        talker.frame(start, &[9_000; 1_600]).await;
    }
    for bad in [vec![], vec![1, 2, 3], vec![9; 40], vec![1, 7, 0, 0], vec![0xff; 21]] {
        talker.peer.send(Message::Binary(bad.into())).await;
    }
    talker.sent = 16_000;
    talker.sound(3_000, 0).await;
    let (texts, _) = talker.until("metrics").await;
    let errors: Vec<_> = texts.iter().filter(|text| text["type"] == "error").collect();
    assert_eq!(errors.len(), 5, "{errors:?}");
    assert!(errors.iter().all(|error| error["code"] == "invalid_input"));
    assert_eq!(texts.iter().filter(|text| text["code"] == "disorder").count(), 1);
    let log = log(&house, &session).await;
    assert_eq!(log.session().transcript.first().map(|line| line.content.as_str()), Some(WORDS));
    assert_eq!(log.session().transcript.len(), 2);
}

#[tokio::test]
async fn a_cut_connection_resumes_with_nothing_lost_or_doubled() {
    let house = house().await;
    let session = house.session().await;
    let mut talker = Talker::enter(&house, &session, None).await;
    talker.speak().await;
    let (texts, _) = talker.until("llm_chunk").await;
    let last = texts.last().unwrap()["seq"].as_u64().unwrap();
    let conversation = talker.ack["conversation"].clone();
    drop(talker);
    let resume = json!({"conversation": conversation, "last_seq": last});
    let mut talker = Talker::enter(&house, &session, Some(resume)).await;
    assert_eq!(talker.ack["resumed"], true);
    let (texts, sounds) = talker.until("assistant_complete").await;
    let samples: usize = sounds.iter().map(|(_, _, samples)| samples).sum();
    assert_eq!(samples, (REPLY.len() - 1) * 32, "all of the sound came after the cut, once");
    assert!(sounds.windows(2).all(|pair| pair[0].1 + pair[0].2 as u64 == pair[1].1));
    assert_eq!(texts.last().unwrap()["heard"], REPLY);
    let seen: Vec<u64> = texts.iter().map(|text| text["seq"].as_u64().unwrap()).collect();
    assert!(seen.iter().all(|seq| *seq > last) && seen.is_sorted());
}

#[tokio::test]
async fn typed_clients_are_not_spoken_to_and_know_that_they_could_be() {
    let house = house().await;
    let session = house.session().await;
    let (mut peer, ack) = house.hello(&session, None).await;
    assert_eq!(ack["speaks"], true);
    peer.hear().await;
    peer.say(json!({"type": "text_message", "text": "I type."})).await;
    let told = peer.until("metrics").await;
    assert!(told.iter().any(|text| text["type"] == "assistant_complete" && text.get("heard").is_none()));
}

#[tokio::test]
async fn with_consent_utterances_are_files_of_the_session() {
    let house = house().await;
    let new = NewSession {
        interview_type: "google-sde".into(),
        candidate_name: "Ada".into(),
        recording_consent: true,
        ..NewSession::default()
    };
    let session = house.interview.create(new).await.unwrap().session().id.clone();
    let mut talker = Talker::enter(&house, &session, None).await;
    talker.speak().await;
    talker.until("metrics").await;
    let store = house.interview.sessions().store();
    let file = loop {
        // It is written beside the reply, not before it.
        if let Some(file) = store.list_files(&session).await.unwrap().into_iter().next() {
            break file;
        }
        tokio::task::yield_now().await;
    };
    assert!(file.name.starts_with("audio_") && file.name.ends_with(".wav"), "{}", file.name);
    assert!(file.size > 32_000, "{}", file.size);
}

#[tokio::test]
async fn who_could_not_be_transcribed_in_time_is_refused_until_the_queue_is_short() {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
    let ears = Arc::new(ScriptedSpeechToText::new(clock).otherwise(WORDS));
    let backends =
        Backends { speech_to_text: Some(Arc::clone(&ears) as _), ..backends(|e| e, |agent| agent) };
    let house = House::with(backends, options()).await;
    let session = house.session().await;
    // Someone is inside already, and stays.
    let mut talker = Talker::enter(&house, &session, None).await;
    let second = house.session().await;
    let load = |waiting| EarLoad { places: 2, running: 2, waiting, typical: Duration::from_secs(1) };
    ears.has_to_do(load(19));
    let refused = house.upgrade(&second).await;
    assert!(refused.starts_with("HTTP/1.1 503 "), "{refused}");
    assert!(refused.contains("\r\nretry-after: 11\r\n"), "ten seconds are waited: {refused}");
    assert!(refused.contains(r#""code":"busy""#) && refused.contains("19 transcriptions wait"), "{refused}");
    let body = r#"{"interview_type": "google-sde", "candidate_name": "Grace Hopper"}"#;
    let refused = house.post("/api/sessions", body).await;
    assert!(refused.starts_with("HTTP/1.1 503 ") && refused.contains("retry-after: 11"), "{refused}");
    talker.peer.say(json!({"type": "text_message", "text": "I am still here."})).await;
    talker.until("assistant_complete").await;
    ears.has_to_do(load(2));
    let let_in = house.upgrade(&second).await;
    assert!(let_in.starts_with("HTTP/1.1 101 "), "{let_in}");
    assert!(house.post("/api/sessions", body).await.starts_with("HTTP/1.1 200 "));
}

#[tokio::test]
async fn a_voice_beyond_the_limit_is_refused_and_typed_ones_are_not() {
    let options = Options { voices: 1, ..options() };
    let house = House::with(backends(|ears| ears, |agent| agent), options).await;
    let (first, second) = (house.session().await, house.session().await);
    let talker = Talker::enter(&house, &first, None).await;
    let mut refused = house.connect(&second).await;
    refused.say(json!({"type": "hello", "protocol": 2, "audio": {}})).await;
    let (frames, code) = refused.closed().await;
    assert_eq!((code, frames.len()), (4429, 1), "said once: {frames:?}");
    assert_eq!((&frames[0]["code"], &frames[0]["retryable"]), (&json!("busy"), &json!(true)));
    let (typed, _) = house.hello(&second, None).await;
    drop(typed);
    // Who takes over their own room keeps the place, and who goes gives it back.
    let again = Talker::enter(&house, &first, None).await;
    drop((talker, again));
    loop {
        let mut peer = house.connect(&second).await;
        peer.say(json!({"type": "hello", "protocol": 2, "audio": {}})).await;
        if peer.hear().await["type"] == "hello_ack" {
            break;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn who_says_that_they_will_speak_is_told_in_http_that_all_places_are_taken() {
    let options = Options { voices: 1, ..options() };
    let house = House::with(backends(|ears| ears, |agent| agent), options).await;
    let (first, second) = (house.session().await, house.session().await);
    let creation = |voice: &str| {
        format!(r#"{{"interview_type": "google-sde", "candidate_name": "Grace Hopper"{voice}}}"#)
    };
    let spoken = creation(r#", "voice": true"#);
    assert!(house.post("/api/sessions", &spoken).await.starts_with("HTTP/1.1 200 "));
    // The place is kept from the upgrade on, before the first frame and for its form.
    let mut talker = house.connect(format!("{first}?voice=true")).await;
    for address in [format!("{second}?voice=true"), format!("{second}?voice=1&x=y")] {
        let refused = house.upgrade(&address).await;
        assert!(refused.starts_with("HTTP/1.1 503 "), "{refused}");
        assert!(refused.contains("\r\nretry-after: 5\r\n"), "{refused}");
        assert!(refused.contains(r#""code":"busy""#) && refused.contains("All 1 places"), "{refused}");
    }
    let refused = house.post("/api/sessions", &spoken).await;
    assert!(refused.starts_with("HTTP/1.1 503 ") && refused.contains("retry-after: 5"), "{refused}");
    for typed in [creation(""), creation(r#", "voice": false"#)] {
        assert!(house.post("/api/sessions", &typed).await.starts_with("HTTP/1.1 200 "));
    }
    assert!(house.upgrade(&second).await.starts_with("HTTP/1.1 101 "));
    assert!(house.upgrade(format!("{second}?voice=perhaps")).await.starts_with("HTTP/1.1 422 "));
    talker.say(json!({"type": "hello", "protocol": 2, "audio": {}})).await;
    assert_eq!(talker.hear().await["type"], "hello_ack", "the place was theirs");
    assert!(house.upgrade(format!("{second}?voice=true")).await.starts_with("HTTP/1.1 503 "));
    assert!(house.get("/metrics").await.contains("prepai_voices 1"));
}

#[tokio::test]
async fn who_turns_out_to_type_gives_the_place_back_that_was_kept() {
    let options = Options { voices: 1, ..options() };
    let house = House::with(backends(|ears| ears, |agent| agent), options).await;
    let (first, second) = (house.session().await, house.session().await);
    let mut typist = house.connect(format!("{first}?voice=true")).await;
    typist.say(json!({"type": "hello", "protocol": 2})).await;
    assert_eq!(typist.hear().await["type"], "hello_ack");
    assert!(house.get("/metrics").await.contains("prepai_voices 0"));
    let mut legacy = house.connect(format!("{second}?voice=true")).await;
    legacy.say(json!({"type": "interview_ready"})).await;
    legacy.hear().await;
    assert!(house.get("/metrics").await.contains("prepai_voices 1"), "counted once");
}

#[tokio::test]
async fn a_place_is_not_kept_for_who_says_nothing() {
    let patience = Patience { proof: Duration::from_millis(100), ..Patience::default() };
    let options = Options { voices: 1, patience, ..options() };
    let house = House::with(backends(|ears| ears, |agent| agent), options).await;
    let (first, second) = (house.session().await, house.session().await);
    let mut silent = house.connect(format!("{first}?voice=true")).await;
    tokio::time::timeout(Duration::from_secs(20), async {
        while !house.get("/metrics").await.contains("prepai_voices 0") {
            tokio::task::yield_now().await;
        }
    })
    .await
    .unwrap();
    let talker = Talker::enter(&house, &second, None).await;
    assert_eq!(talker.ack["hears"], true);
    // The other one's socket stays, and asks anew.
    silent.say(json!({"type": "hello", "protocol": 2, "audio": {}})).await;
    assert_eq!(silent.hear().await["code"], "busy");
}

#[tokio::test]
async fn who_comes_back_to_an_open_conversation_is_not_refused() {
    let options = Options { voices: 1, ..options() };
    let house = House::with(backends(|ears| ears, |agent| agent), options).await;
    let (first, second) = (house.session().await, house.session().await);
    drop(Talker::enter(&house, &first, None).await);
    // Somebody else has the place meanwhile.
    let _taken = loop {
        let mut peer = house.connect(&second).await;
        peer.say(json!({"type": "hello", "protocol": 2, "audio": {}})).await;
        if peer.hear().await["type"] == "hello_ack" {
            break peer;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    };
    let mut back = house.connect(&first).await;
    back.say(json!({"type": "hello", "protocol": 2, "audio": {}})).await;
    assert_eq!(back.hear().await["type"], "hello_ack");
}

#[tokio::test]
async fn what_was_said_has_its_place_in_the_stream() {
    let house = house().await;
    let session = house.session().await;
    let mut talker = Talker::enter(&house, &session, None).await;
    talker.sound(1_000, 0).await;
    talker.speak().await;
    talker.until("metrics").await;
    let events = house.events(&session).await;
    let said = events.iter().find_map(|event| match &event.body {
        Body::Said(said) => said.audio.clone(),
        _ => None,
    });
    let span = said.unwrap();
    assert_eq!((span.stream.as_str(), span.rate), (talker.ack["conversation"].as_str().unwrap(), 16_000));
    assert!((span.end_sample - span.start_sample).abs_diff(22_400) < 2_000, "{span:?}");
}
