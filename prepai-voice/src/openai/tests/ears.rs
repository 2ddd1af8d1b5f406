//! Transcription by a server.

use std::sync::Arc;
use std::time::Duration;

use prepai_core::ErrorKind;
use prepai_core::speech::{Audio, Hints, SpeechToText};
use prepai_core::testing::speech_to_text::{SUITE, Subject};

use super::server;
use super::server::{Fault, SpeechServer};
use crate::openai::{Transcription, TranscriptionOptions};

fn ears(base: &str) -> Transcription {
    let options = TranscriptionOptions { model: "whisper-1".to_owned(), language: None, vocabulary: true };
    Transcription::new(server(base), options)
}

fn tone(rate: u32) -> Audio {
    let samples: Vec<i16> = (0..rate as i32).map(|at| ((at % 100 - 50) * 200) as i16).collect();
    Audio::mono_i16(rate, samples)
}

async fn refused(speech: &SpeechServer, fault: Fault) -> prepai_core::Error {
    speech.has(fault);
    ears(&speech.base).transcribe(tone(16_000), Hints::default()).await.unwrap_err()
}

fn answers(status: u16, body: &str) -> Fault {
    Fault::Answers(status, vec![("content-type", "application/json")], body.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_behaves_like_all_ears_but_does_not_stream() {
    let speech = SpeechServer::start().await;
    let subject = Subject { ears: Arc::new(ears(&speech.base)), speech: tone(16_000), word: "tone" };
    let report = SUITE.run(|| subject.clone()).await;
    let streaming = vec!["streams", "gives_sensible_partials", "survives_a_dropped_stream"];
    assert_eq!(report.skipped(), Ok(streaming));
}

#[tokio::test]
async fn the_request_is_what_the_protocol_says() {
    let speech = SpeechServer::start().await;
    let hints = Hints {
        language: Some("de-DE".to_owned()),
        vocabulary: vec!["Kafka".to_owned(), "B-tree".to_owned()],
    };
    let transcript = ears(&speech.base).transcribe(tone(48_000), hints).await.unwrap();
    let fields = speech.fields();
    for (name, value) in [
        ("model", "whisper-1"),
        ("response_format", "verbose_json"),
        ("timestamp_granularities[]", "word"),
        ("language", "de"),
        ("prompt", "Kafka, B-tree"),
        ("temperature", "0"),
    ] {
        assert_eq!(fields.get(name).map(String::as_str), Some(value), "{name}");
    }
    assert_eq!(speech.key().as_deref(), Some("Bearer sk-test"));
    // Sent at 16 kHz, and timed at the rate that was given.
    assert_eq!(speech.file().len(), 44 + 2 * 16_000);
    let times: Vec<_> = transcript.words.iter().map(|word| (word.start_sample, word.end_sample)).collect();
    assert_eq!((transcript.text.as_str(), times), ("Tone there.", vec![(0, 24_000), (24_000, 48_000)]));
    assert_eq!(transcript.language.as_deref(), Some("en"));
}

#[tokio::test]
async fn what_the_server_says_is_told_in_words() {
    let speech = SpeechServer::start().await;
    let error = refused(&speech, answers(401, r#"{"error":{"message":"Incorrect API key provided"}}"#)).await;
    assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::NotAvailable, false));
    assert_eq!(error.fact("reason"), Some("Incorrect API key provided"));
    let error = refused(&speech, answers(404, r#"{"error":"model not found"}"#)).await;
    assert_eq!(error.kind(), ErrorKind::NotAvailable);
    let error = refused(&speech, answers(400, r#"{"detail":"bad"}"#)).await;
    assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::InvalidContent, false));
    let error = refused(&speech, answers(413, "")).await;
    assert_eq!(error.kind(), ErrorKind::TooLarge);
    for status in [500, 502, 503] {
        let error = refused(&speech, answers(status, "<html>Bad Gateway</html>")).await;
        assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Unavailable, true));
        assert_eq!(error.fact("reason"), None);
    }
    for secret in [format!("{error:?}"), error.to_string()] {
        assert!(!secret.contains("sk-test"), "{secret}");
    }
}

#[tokio::test]
async fn too_many_requests_say_when_to_come_back() {
    let speech = SpeechServer::start().await;
    let error = refused(&speech, Fault::Answers(429, vec![("retry-after", "3")], String::new())).await;
    assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Busy, true));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3)));
}

#[tokio::test]
async fn an_answer_that_is_none_is_no_transcription() {
    let speech = SpeechServer::start().await;
    for body in ["", "null", "[]", "{\"txt\":1}", "<html>", "{\"text\":\"Hi\""] {
        let error = refused(&speech, answers(200, body)).await;
        assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Unavailable, false), "{body}");
    }
    let error = refused(&speech, Fault::CutOff).await;
    assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Unavailable, true));
}

#[tokio::test]
async fn a_slow_answer_is_waited_for() {
    let speech = SpeechServer::start().await;
    speech.has(Fault::Drips);
    let transcript = ears(&speech.base).transcribe(tone(16_000), Hints::default()).await.unwrap();
    assert_eq!(transcript.text, "Tone there.");
}

#[tokio::test(flavor = "multi_thread")]
async fn dropping_it_closes_the_connection() {
    let speech = SpeechServer::start().await;
    speech.has(Fault::Hangs);
    let ears = ears(&speech.base);
    let running = tokio::spawn(async move { ears.transcribe(tone(16_000), Hints::default()).await });
    speech.is_asked().await;
    running.abort();
    speech.is_left_alone().await;
}

#[tokio::test]
async fn a_server_that_is_not_there_is_told_as_such() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = ears(&base).transcribe(tone(16_000), Hints::default()).await.unwrap_err();
    assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Unavailable, true));
    assert!(error.message().contains("cannot be reached"), "{error:?}");
}
