//! A speech model that is missing, cut, of another kind, or goes away: it is said in words, typed answers go on, and as soon
//! as it is there and whole the next words are heard.

use std::fs;

use futures::future::join_all;
use serde_json::{Value, json};

use crate::candidate::Candidate;
use crate::house::{House, model};
use crate::{plain, transcripts};

const GOOD: &str = "00_seen.wav";

/// What may lie in the place of a model, with the code of the error and a word of its message.
fn wrong() -> Vec<(&'static str, Option<Vec<u8>>, &'static str, &'static str)> {
    let whole = model();
    let page = b"<!DOCTYPE html><title>404</title>".to_vec();
    vec![
        ("missing", None, "not_available", "models pull"),
        ("empty", Some(vec![]), "corrupt", "models pull"),
        ("cut", Some(whole[..whole.len() / 2].to_vec()), "corrupt", "damaged"),
        ("a web page", Some(page), "not_available", "HTML"),
        ("of another kind", Some(b"GGUF\x03\0\0\0 and more".to_vec()), "not_available", "GGUF"),
    ]
}

fn error<'a>(name: &str, frames: &'a [Value]) -> &'a Value {
    let errors: Vec<_> = frames.iter().filter(|frame| frame["type"] == "error").collect();
    assert_eq!(errors.len(), 1, "{name}: {errors:?}");
    errors[0]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_is_wrong_is_said_in_protocol_2() {
    // Replies take the time of their speech, hence all at once.
    join_all(wrong().into_iter().map(async |(name, bytes, code, word)| {
        let house = House::with(bytes.as_deref()).await;
        let session = house.session().await;
        let mut candidate = Candidate::enter(house.address, &session, true).await;
        assert_eq!(candidate.ack["hears"], false, "{name}");
        candidate.speak(&house.recording(GOOD)).await;
        let frames = candidate.until("error").await.frames;
        let told = error(name, &frames);
        assert_eq!(told["code"], code, "{name}: {told}");
        assert!(told["message"].as_str().unwrap().contains(word), "{name}: {told}");
        candidate.say(json!({"type": "text_message", "text": "Then I type."})).await;
        candidate.until("assistant_complete").await;
        // It is fetched while the server runs and the interview is held.
        fs::write(&house.model, model()).unwrap();
        candidate.hear(|frame| frame["code"] == "hears").await;
        candidate.speak(&house.recording(GOOD)).await;
        let turn = candidate.until("transcript").await;
        assert_eq!(transcripts(&turn.frames), [plain(&house.truth(GOOD))], "{name}");
    }))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_is_wrong_is_said_in_the_legacy_form() {
    // Replies take the time of their speech, hence all at once.
    join_all(wrong().into_iter().map(async |(name, bytes, code, word)| {
        let house = House::with(bytes.as_deref()).await;
        let session = house.session().await;
        let mut candidate = Candidate::enter(house.address, &session, false).await;
        candidate.utter(&house.file(GOOD)).await;
        let frames = candidate.until("error").await.frames;
        let told = error(name, &frames);
        assert_eq!(told["code"], code, "{name}: {told}");
        assert!(told["message"].as_str().unwrap().contains(word), "{name}: {told}");
        let code = json!({"type": "code_submission", "code": "x = 1", "language": "python"});
        candidate.say(code).await;
        candidate.until("assistant_complete").await;
        fs::write(&house.model, model()).unwrap();
        candidate.utter(&house.file(GOOD)).await;
        let turn = candidate.until("assistant_complete").await;
        assert_eq!(transcripts(&turn.frames), [plain(&house.truth(GOOD))], "{name}");
    }))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_goes_while_the_server_runs_is_heard_with_to_the_end() {
    for second in [true, false] {
        let house = House::new().await;
        let session = house.session().await;
        let mut candidate = Candidate::enter(house.address, &session, second).await;
        let whole = model();
        type Change<'a> = (&'static str, &'a dyn Fn());
        let changes: [Change<'_>; 4] = [
            ("as it was", &|| ()),
            ("cut", &|| fs::write(&house.model, &whole[..9_999]).unwrap()),
            ("replaced", &|| fs::write(&house.model, "something else").unwrap()),
            ("gone", &|| fs::remove_file(&house.model).unwrap()),
        ];
        for (name, change) in changes {
            change();
            match second {
                true => candidate.speak(&house.recording(GOOD)).await,
                false => candidate.utter(&house.file(GOOD)).await,
            }
            let turn = candidate.until("assistant_complete").await;
            assert_eq!(transcripts(&turn.frames), [plain(&house.truth(GOOD))], "{name}");
            assert!(turn.frames.iter().all(|frame| frame["type"] != "error"), "{name}");
        }
    }
}
