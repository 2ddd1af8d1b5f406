//! A voice on a server.

use std::sync::Arc;

use futures::{StreamExt, TryStreamExt};
use prepai_core::speech::{SpeechChunk, SpeechRequest, TextToSpeech};
use prepai_core::testing::text_to_speech::SUITE;
use prepai_core::{ErrorKind, Result};

use super::server;
use super::server::{Fault, SpeechServer};
use crate::openai::{Speech, SpeechFormat, SpeechOptions};

const FORMATS: [SpeechFormat; 2] = [SpeechFormat::Pcm(24_000), SpeechFormat::Wav];

fn voice(base: &str, format: SpeechFormat) -> Speech {
    let options = SpeechOptions { model: "tts-1".to_owned(), voice: "alloy".to_owned(), format, speed: 1.0 };
    Speech::new(server(base), options)
}

fn request(text: &str) -> SpeechRequest {
    SpeechRequest { text: text.to_owned(), ..SpeechRequest::default() }
}

async fn spoken(voice: &Speech, text: &str) -> Result<Vec<SpeechChunk>> {
    voice.synthesize(request(text)).try_collect().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_behaves_like_all_voices() {
    let speech = SpeechServer::start().await;
    for format in FORMATS {
        let voice: Arc<dyn TextToSpeech> = Arc::new(voice(&speech.base, format));
        let report = SUITE.run(|| Arc::clone(&voice)).await;
        assert_eq!(report.skipped(), Ok(vec![]));
    }
}

#[tokio::test]
async fn every_sample_comes_whatever_the_pieces() {
    let speech = SpeechServer::start().await;
    for fault in [Fault::None, Fault::Drips] {
        speech.has(fault.clone());
        for format in FORMATS {
            let chunks = spoken(&voice(&speech.base, format), "Hi.").await.unwrap();
            let samples: Vec<i16> = chunks.iter().flat_map(|chunk| chunk.audio.to_i16().to_vec()).collect();
            let expected: Vec<i16> = (0..3_600).map(|at| ((at % 60 - 30) * 200) as i16).collect();
            assert!(samples == expected, "{} samples, {fault:?}, {format:?}", samples.len());
            assert_eq!(chunks.iter().map(|chunk| chunk.marks.len()).sum::<usize>(), 1);
            assert!(chunks.iter().all(|chunk| chunk.audio.rate == 24_000 && chunk.audio.channels == 1));
        }
    }
}

#[tokio::test]
async fn the_request_is_what_the_protocol_says() {
    let speech = SpeechServer::start().await;
    let voice = voice(&speech.base, SpeechFormat::Pcm(24_000));
    let request = SpeechRequest { voice: Some("nova".to_owned()), ..request("Hello there.") };
    voice.synthesize(request).try_collect::<Vec<_>>().await.unwrap();
    let expected = serde_json::json!({"model": "tts-1", "input": "Hello there.", "voice": "nova", "response_format": "pcm"});
    assert_eq!(speech.body(), expected);
    assert_eq!(speech.key().as_deref(), Some("Bearer sk-test"));
}

#[tokio::test]
async fn faults_end_the_stream_with_an_error() {
    let speech = SpeechServer::start().await;
    let voice = voice(&speech.base, SpeechFormat::Wav);
    speech.has(Fault::CutOff);
    let items: Vec<_> = voice.synthesize(request("Hello there.")).collect().await;
    let error = items.last().unwrap().as_ref().unwrap_err();
    assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Unavailable, true));
    assert!(items.len() > 1, "what came before is heard");
    let answer = |status: u16, kind: &'static str, body: &str| {
        Fault::Answers(status, vec![("content-type", kind)], body.to_owned())
    };
    for (fault, kind) in [
        (answer(200, "application/json", "{}"), ErrorKind::Unavailable),
        (answer(200, "audio/wav", "RIFF"), ErrorKind::Unavailable),
        (answer(200, "audio/wav", "ID3 is no wav"), ErrorKind::Unavailable),
        (answer(403, "application/json", r#"{"error":{"message":"no"}}"#), ErrorKind::NotAvailable),
        (answer(429, "text/plain", "slow down"), ErrorKind::Busy),
    ] {
        speech.has(fault.clone());
        let error = spoken(&voice, "Hello there.").await.unwrap_err();
        assert_eq!(error.kind(), kind, "{fault:?}: {error:?}");
        assert_eq!(error.operation(), "synthesize");
    }
}

#[tokio::test]
async fn dropping_the_stream_closes_the_connection() {
    let speech = SpeechServer::start().await;
    speech.has(Fault::Drips);
    let mut stream = voice(&speech.base, SpeechFormat::Pcm(24_000)).synthesize(request(&"word ".repeat(200)));
    assert!(stream.next().await.unwrap().is_ok());
    drop(stream);
    speech.is_left_alone().await;
}
