//! All recorded exchanges, in the order of their files, on one store.

use std::collections::BTreeMap;
use std::path::PathBuf;

use prepai_tests::shape::{Allowed, differences};
use serde_json::{Value, json};

use crate::deviations::{BYTES, Body, DEVIATIONS, KEYED_BY_DATA, SCORES};
use crate::http::{Answer, Request};
use crate::server::{House, executes_python};

/// The candidate of the sessions that the recordings use and never create.
const OTHER_CANDIDATE: &str = "Grace";

struct Recording {
    /// The first word of the file's name.
    number: String,
    name: String,
    request: Value,
    response: Value,
}

fn recordings() -> Vec<Recording> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/contract");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    files
        .iter()
        .filter_map(|path| {
            let name = path.file_stem()?.to_str()?.to_owned();
            let number = name.split('_').next().filter(|number| number.parse::<u32>().is_ok())?.to_owned();
            let mut value: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
            let (request, response) = (value["request"].take(), value["response"].take());
            Some(Recording { number, name, request, response })
        })
        .collect()
}

fn recorded(recordings: &[Recording], number: &str) -> Value {
    recordings.iter().find(|one| one.number == number).unwrap().response["body"].clone()
}

/// Plays recordings against a house, with the ids that this server gave instead of the recorded ones.
struct Player {
    house: House,
    ids: BTreeMap<String, String>,
}

impl Player {
    fn ours(&self, text: &str) -> String {
        self.ids.iter().fold(text.to_owned(), |text, (recorded, ours)| text.replace(recorded, ours))
    }

    async fn play(&mut self, recording: &Recording) -> Answer {
        let request = &recording.request;
        let path = request["path"].as_str().unwrap();
        for id in path.split('/').chain(request.pointer("/json/sessionId").and_then(Value::as_str)) {
            if id.len() == 36
                && path.contains("/api/code/")
                && !self.ids.contains_key(id)
                && !path.contains("submissions/")
            {
                let ours = self.house.session(OTHER_CANDIDATE).await;
                self.ids.insert(id.to_owned(), ours);
            }
        }
        let mut ask = Request::new(request["method"].as_str().unwrap(), &self.ours(path));
        for (name, value) in request["headers"].as_object().into_iter().flatten() {
            ask = ask.header(name, value.as_str().unwrap());
        }
        if let Some(json) = request.get("json") {
            ask = ask.json(&serde_json::from_str(&self.ours(&json.to_string())).unwrap());
        } else if let Some(content) = request["content"].as_str() {
            ask = ask.body(content);
        } else if let Some(form) = request.get("multipart") {
            let text = |name: &str| form[name].as_str();
            let bytes = BYTES.iter().find(|(number, _)| *number == recording.number).map(|(_, bytes)| *bytes);
            let content = bytes.unwrap_or_else(|| text("content").unwrap().as_bytes());
            ask = ask.file(text("field").unwrap(), text("filename").unwrap(), text("content_type"), content);
        } else if recording.request["method"] == "POST" {
            ask = ask.body("");
        }
        let answer = self.house.ask(ask).await;
        self.learn(&recording.response["body"], &answer.body());
        answer
    }

    /// Takes note of ids that stand at the same place in both answers.
    fn learn(&mut self, recorded: &Value, ours: &Value) {
        for pointer in ["/session_id", "/submission_id", "/submissions/0/submission_id"] {
            let id = |value: &Value| value.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
            if let (Some(recorded), Some(ours)) = (id(recorded), id(ours)) {
                self.ids.entry(recorded).or_insert(ours);
            }
        }
    }
}

/// What is wrong with an answer, as sentences.
fn faults(all: &[Recording], recording: &Recording, answer: &Answer) -> Vec<String> {
    let deviation = DEVIATIONS.iter().find(|deviation| deviation.recording == recording.number);
    let mut nullable = SCORES.to_vec();
    let (status, body) = match deviation {
        Some(deviation) => {
            let body = match deviation.body {
                Body::Nullable(fields) => {
                    nullable.extend(fields);
                    recording.response["body"].clone()
                }
                Body::Like(other) => recorded(all, other),
            };
            (json!(deviation.status), body)
        }
        None => (recording.response["status"].clone(), recording.response["body"].clone()),
    };
    if recording.number == "72" {
        nullable.extend(["p25", "p50", "p75", "p90", "min", "max", "avg"]);
    }
    let allowed = Allowed { null: &nullable, keyed_by_data: KEYED_BY_DATA };
    let mut found = Vec::new();
    if status != answer.status {
        found.push(format!("status {} and was {status}", answer.status));
    }
    found.extend(differences(&body, &answer.body(), &allowed));
    for (name, value) in recording.response["headers"].as_object().unwrap() {
        found.extend(header_fault(name, value.as_str().unwrap(), answer));
    }
    if !found.is_empty() {
        if let Some(deviation) = deviation {
            found.push(format!("(deviates: {})", deviation.why));
        }
        found.push(format!("our answer: {:.600}", answer.text()));
    }
    found
}

fn header_fault(name: &str, recorded: &str, answer: &Answer) -> Option<String> {
    let Some(ours) = answer.header(name) else { return Some(format!("the header {name} is missing")) };
    let words = |text: &str| -> Vec<String> {
        text.split(',').map(|word| word.trim().to_ascii_lowercase()).collect()
    };
    let kept = match name {
        // The type counts, its parameters do not.
        "content-type" => ours.split(';').next() == recorded.split(';').next(),
        // How long a browser may remember is ours to say.
        "access-control-max-age" => true,
        "vary" | "access-control-allow-methods" | "access-control-allow-headers" => {
            let all: Vec<String> = answer
                .headers
                .iter()
                .filter(|(known, _)| known == name)
                .flat_map(|(_, value)| words(value))
                .collect();
            words(recorded).iter().all(|word| all.contains(word) || all.contains(&"*".to_owned()))
        }
        _ => ours == recorded,
    };
    (!kept).then(|| format!("the header {name} is `{ours}` and was `{recorded}`"))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_recorded_exchange_holds() {
    let all = recordings();
    assert_eq!(all.len(), 68, "recordings");
    let house = House::new().await;
    if !executes_python(&house, "every_recorded_exchange_holds").await {
        return;
    }
    let mut player = Player { house, ids: BTreeMap::new() };
    let mut wrong = Vec::new();
    for recording in &all {
        let answer = player.play(recording).await;
        let mut faults = faults(&all, recording, &answer);
        // What a schema error shows as `input` is what was sent: its type is the client's.
        faults.retain(|fault| !(fault.starts_with("/detail/") && fault.contains("/input is ")));
        // Alone, the reason of a deviation is no fault.
        if faults.iter().all(|fault| fault.starts_with('(') || fault.starts_with("our answer")) {
            faults.clear();
        }
        if !faults.is_empty() {
            wrong.push(format!("{}\n    {}", recording.name, faults.join("\n    ")));
        }
    }
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), all.len(), wrong.join("\n"));
}

#[tokio::test]
async fn demo_sessions_are_there_by_themselves() {
    let house = House::new().await;
    for id in ["demo-session", "demo-session-123"] {
        let first = house.get(&format!("/api/sessions/{id}")).await;
        assert_eq!(first.status, 200, "{}", first.text());
        let mut peer = house.connect(id).await;
        assert!(!peer.greeted().await.is_empty());
        let transcript = house.get(&format!("/api/interviews/{id}/transcript")).await.body();
        assert_eq!(transcript["transcript"].as_array().map(Vec::len), Some(1), "{transcript}");
        drop(peer);
        let ended = house.ask(Request::new("POST", &format!("/api/interviews/{id}/end"))).await;
        assert_eq!(ended.status, 200, "{}", ended.text());
        // Ending makes the next use start anew.
        let mut peer = house.connect(id).await;
        peer.greeted().await;
        let next = house.get(&format!("/api/interviews/{id}/transcript")).await.body();
        assert_eq!(next["transcript"].as_array().map(Vec::len), Some(1), "{next}");
    }
    let total = house.get("/api/analytics/aggregate").await.body();
    assert_eq!(total["total_interviews"], 0, "{total}");
}
