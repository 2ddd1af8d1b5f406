//! A speech server: it hears a word where there is sound, speaks a tone, and has faults.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Multipart, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use futures::stream;
use prepai_core::speech::Audio;
use serde_json::{Value, json};

use crate::audio;

/// What goes wrong.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum Fault {
    #[default]
    None,
    /// This status, headers and body in place of an answer.
    Answers(u16, Vec<(&'static str, &'static str)>, String),
    /// The connection breaks in the middle of the body.
    CutOff,
    /// Nothing ever comes.
    Hangs,
    /// Bytes come one at a time.
    Drips,
}

#[derive(Debug, Default)]
struct Shared {
    fault: Mutex<Fault>,
    fields: Mutex<BTreeMap<String, String>>,
    file: Mutex<Vec<u8>>,
    body: Mutex<Value>,
    key: Mutex<Option<String>>,
    /// Requests that are being answered.
    open: std::sync::atomic::AtomicUsize,
}

#[derive(Debug)]
pub(super) struct SpeechServer {
    pub(super) base: String,
    shared: Arc<Shared>,
    task: tokio::task::JoinHandle<()>,
}

impl SpeechServer {
    pub(super) async fn start() -> SpeechServer {
        let shared = Arc::new(Shared::default());
        let router = Router::new()
            .route("/v1/audio/transcriptions", post(transcriptions))
            .route("/v1/audio/speech", post(speech))
            .with_state(Arc::clone(&shared));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        SpeechServer { base, shared, task }
    }

    pub(super) fn has(&self, fault: Fault) {
        *self.shared.fault.lock().unwrap() = fault;
    }

    /// The fields of the last form, without the file.
    pub(super) fn fields(&self) -> BTreeMap<String, String> {
        self.shared.fields.lock().unwrap().clone()
    }

    /// The last file.
    pub(super) fn file(&self) -> Vec<u8> {
        self.shared.file.lock().unwrap().clone()
    }

    /// The last body in JSON.
    pub(super) fn body(&self) -> Value {
        self.shared.body.lock().unwrap().clone()
    }

    /// The last `Authorization`.
    pub(super) fn key(&self) -> Option<String> {
        self.shared.key.lock().unwrap().clone()
    }

    /// Waits until nobody is being answered.
    pub(super) async fn is_left_alone(&self) {
        while self.shared.open.load(std::sync::atomic::Ordering::SeqCst) > 0 {
            tokio::task::yield_now().await;
        }
    }

    /// Waits until somebody is.
    pub(super) async fn is_asked(&self) {
        while self.shared.open.load(std::sync::atomic::Ordering::SeqCst) == 0 {
            tokio::task::yield_now().await;
        }
    }
}

impl Drop for SpeechServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Counts a request for as long as it is answered.
struct Open(Arc<Shared>);

impl Open {
    fn new(shared: &Arc<Shared>) -> Open {
        shared.open.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        Open(Arc::clone(shared))
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, std::sync::atomic::Ordering::SeqCst);
    }
}

fn remember_key(shared: &Shared, headers: &HeaderMap) {
    let key = headers.get(header::AUTHORIZATION).map(|key| key.to_str().unwrap().to_owned());
    *shared.key.lock().unwrap() = key;
}

async fn transcriptions(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    mut form: Multipart,
) -> Response {
    let open = Open::new(&shared);
    remember_key(&shared, &headers);
    let mut fields = BTreeMap::new();
    while let Some(field) = form.next_field().await.unwrap() {
        let name = field.name().unwrap().to_owned();
        let is_file = field.file_name().is_some();
        let bytes = field.bytes().await.unwrap();
        match is_file {
            true => *shared.file.lock().unwrap() = bytes.to_vec(),
            false => {
                fields.insert(name, String::from_utf8(bytes.to_vec()).unwrap());
            }
        }
    }
    *shared.fields.lock().unwrap() = fields;
    let wav = shared.file.lock().unwrap().clone();
    let Ok(sound) = audio::decode(&wav, audio::DecodeOptions::default()) else {
        return (StatusCode::BAD_REQUEST, r#"{"error":{"message":"Invalid file format."}}"#).into_response();
    };
    let seconds = sound.duration().as_secs_f64();
    let heard = sound.to_i16().iter().any(|sample| sample.unsigned_abs() > 500);
    let answer = match heard {
        true => {
            json!({"task": "transcribe", "language": "english", "duration": seconds, "text": " Tone there.",
            "words": [{"word": "Tone", "start": 0.0, "end": seconds / 2.0},
                {"word": "there.", "start": seconds / 2.0, "end": seconds}],
            "segments": [{"id": 0, "start": 0.0, "end": seconds, "text": " Tone there.", "avg_logprob": -0.2}]})
        }
        false => json!({"text": "", "language": "english", "words": [], "segments": []}),
    };
    faulty(&shared, "application/json", answer.to_string().into_bytes(), open).await
}

async fn speech(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    let open = Open::new(&shared);
    remember_key(&shared, &headers);
    let body: Value = serde_json::from_slice(&body).unwrap();
    *shared.body.lock().unwrap() = body.clone();
    let letters = body["input"].as_str().unwrap().chars().count();
    // A twentieth of a second for each letter.
    let samples: Vec<i16> = (0..letters as i32 * 1_200).map(|at| ((at % 60 - 30) * 200) as i16).collect();
    let (kind, bytes) = match body["response_format"].as_str().unwrap() {
        "wav" => {
            let mut file = audio::wav::encode(&Audio::mono_i16(24_000, samples));
            file.extend_from_slice(b"LIST\x08\0\0\0INFOISFT");
            ("audio/wav", file)
        }
        _ => ("audio/pcm", samples.iter().flat_map(|sample| sample.to_le_bytes()).collect()),
    };
    faulty(&shared, kind, bytes, open).await
}

/// The answer, unless something goes wrong.
async fn faulty(shared: &Shared, kind: &'static str, bytes: Vec<u8>, open: Open) -> Response {
    let fault = shared.fault.lock().unwrap().clone();
    let (size, sent) = match fault {
        Fault::Answers(status, headers, body) => {
            let mut response = Response::builder().status(status);
            for (name, value) in headers {
                response = response.header(name, value);
            }
            return response.body(Body::from(body)).unwrap();
        }
        Fault::Hangs => {
            std::future::pending::<()>().await;
            unreachable!()
        }
        Fault::None => (4_801, bytes.len()),
        Fault::Drips => (1, bytes.len()),
        Fault::CutOff => (100, bytes.len() / 2),
    };
    let mut pieces: Vec<Result<Bytes, std::io::Error>> =
        bytes[..sent].chunks(size).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
    if sent < bytes.len() {
        pieces.push(Err(std::io::ErrorKind::ConnectionReset.into()));
    }
    let body = stream::unfold((pieces.into_iter(), open), |(mut pieces, open)| async move {
        let piece = pieces.next()?;
        if piece.is_err() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Some((piece, (pieces, open)))
    });
    Response::builder().header(header::CONTENT_TYPE, kind).body(Body::from_stream(body)).unwrap()
}
