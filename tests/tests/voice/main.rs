//! A candidate made of recordings holds whole interviews by voice: real ears, a real voice, a real socket; the
//! interviewer is the one of rules.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "helpers of tests"
)]

mod candidate;
mod hostile;
mod house;
mod models;

use serde_json::{Value, json};

use crate::candidate::Candidate;
use crate::house::House;

/// Letters and digits only: how a model puts commas is not what is tested.
fn plain(text: &str) -> String {
    let letters = text.to_lowercase().replace(|c: char| !c.is_alphanumeric() && c != ' ', "");
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn transcripts(frames: &[Value]) -> Vec<String> {
    let said = frames.iter().filter(|frame| frame["type"] == "transcript");
    said.map(|frame| plain(frame["text"].as_str().unwrap())).collect()
}

/// Recordings without noise, of speakers that the model was trained on and of others.
const SAID: [&str; 4] = ["00_seen.wav", "01_unseen.wav", "03_unseen.wav", "08_seen.wav"];

#[tokio::test(flavor = "multi_thread")]
async fn an_interview_in_protocol_2() {
    let house = House::new().await;
    let session = house.session().await;
    let mut candidate = Candidate::enter(house.address, &session, true).await;
    candidate.say(json!({"type": "interview_ready"})).await;
    let greeting = candidate.until("metrics").await;
    let complete = greeting.frames.iter().find(|frame| frame["type"] == "assistant_complete").unwrap();
    assert_eq!(complete["text"], complete["heard"], "all of it was played");
    assert!(greeting.seconds(16_000) > 2.0 && greeting.is_speech(), "{} s", greeting.seconds(16_000));
    for recording in SAID {
        candidate.speak(&house.recording(recording)).await;
        let turn = candidate.until("metrics").await;
        assert_eq!(transcripts(&turn.frames), [plain(&house.truth(recording))], "{recording}");
        assert!(turn.is_speech() && turn.gapless, "{recording}");
        let complete = turn.frames.iter().find(|frame| frame["type"] == "assistant_complete").unwrap();
        assert_eq!(complete["text"], complete["heard"]);
    }
    candidate.say(json!({"type": "end"})).await;
    candidate.closed().await;
    let report = house.report(&session).await;
    assert!(report.is_object(), "{report}");
    house.assert_replays(&session).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interview_in_the_legacy_form() {
    let house = House::new().await;
    let session = house.session().await;
    let mut candidate = Candidate::enter(house.address, &session, false).await;
    candidate.say(json!({"type": "interview_ready"})).await;
    let greeting = candidate.until("assistant_complete").await;
    assert!(greeting.is_speech() && greeting.files > 0);
    for recording in SAID {
        candidate.say(json!({"type": "speech_start"})).await;
        for piece in house.file(recording).chunks(9_000) {
            candidate.send(piece.to_vec()).await;
        }
        candidate.say(json!({"type": "speech_end"})).await;
        let turn = candidate.until("assistant_complete").await;
        assert_eq!(transcripts(&turn.frames), [plain(&house.truth(recording))], "{recording}");
        let pieces = turn.frames.iter().filter(|frame| frame["type"] == "llm_chunk").count();
        assert_eq!(turn.files, pieces, "one file a sentence");
        assert!(turn.is_speech());
    }
    house.end(&session).await;
    house.assert_replays(&session).await;
}
