//! A file server with faults.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use futures::stream;

/// What it serves, and how badly.
#[derive(Debug, Clone, Default)]
pub(super) struct Behaviour {
    pub(super) content: Vec<u8>,
    pub(super) etag: Option<String>,
    /// Whether it knows ranges.
    pub(super) ranges: bool,
    /// Bytes after which each connection is cut.
    pub(super) cut: Option<usize>,
    /// Statuses of the first answers.
    pub(super) failing: Vec<u16>,
    /// Whether the length is kept secret.
    pub(super) chunked: bool,
    /// Whether it answers with the wrong part.
    pub(super) shifted: bool,
}

/// It, running.
#[derive(Debug)]
pub(super) struct FileServer {
    pub(super) base: String,
    shared: Arc<Shared>,
    task: tokio::task::JoinHandle<()>,
}

#[derive(Debug, Default)]
struct Shared {
    behaviour: Mutex<Behaviour>,
    /// The `Range` of each request.
    asked: Mutex<Vec<Option<String>>>,
}

impl FileServer {
    pub(super) async fn start(behaviour: Behaviour) -> FileServer {
        let shared = Arc::new(Shared { behaviour: Mutex::new(behaviour), asked: Mutex::default() });
        let router = Router::new()
            .route("/{name}", get(serve))
            .route("/moved/{name}", get(|| async { Redirect::temporary("/model.bin") }))
            .route("/around", get(|| async { Redirect::temporary("/around") }))
            .with_state(Arc::clone(&shared));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        FileServer { base, shared, task }
    }

    pub(super) fn url(&self) -> String {
        format!("{}/model.bin", self.base)
    }

    pub(super) fn change(&self, change: impl FnOnce(&mut Behaviour)) {
        change(&mut self.shared.behaviour.lock().unwrap());
    }

    /// The `Range` of each request so far.
    pub(super) fn asked(&self) -> Vec<Option<String>> {
        self.shared.asked.lock().unwrap().clone()
    }
}

impl Drop for FileServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    let text = |name: header::HeaderName| headers.get(name).map(|value| value.to_str().unwrap().to_owned());
    let asked = text(header::RANGE);
    shared.asked.lock().unwrap().push(asked.clone());
    let behaviour = {
        let mut behaviour = shared.behaviour.lock().unwrap();
        if !behaviour.failing.is_empty() {
            let status = behaviour.failing.remove(0);
            return (StatusCode::from_u16(status).unwrap(), "no").into_response();
        }
        behaviour.clone()
    };
    let whole = behaviour.content.len();
    let same = text(header::IF_RANGE).is_none_or(|version| Some(version) == behaviour.etag);
    let start = asked
        .filter(|_| behaviour.ranges && same)
        .and_then(|range| range.strip_prefix("bytes=")?.strip_suffix('-')?.parse::<usize>().ok());
    if start.is_some_and(|start| start >= whole) {
        let told = [(header::CONTENT_RANGE, format!("bytes */{whole}"))];
        return (StatusCode::RANGE_NOT_SATISFIABLE, told).into_response();
    }
    let from = start.unwrap_or_default();
    let rest = &behaviour.content[from..];
    let mut response = Response::builder();
    if let Some(etag) = &behaviour.etag {
        response = response.header(header::ETAG, etag);
    }
    if start.is_some() {
        let shown = if behaviour.shifted { from + 1 } else { from };
        response = response
            .status(StatusCode::PARTIAL_CONTENT)
            .header(header::CONTENT_RANGE, format!("bytes {shown}-{}/{whole}", whole - 1));
    }
    if !behaviour.chunked {
        response = response.header(header::CONTENT_LENGTH, rest.len());
    }
    let sent = behaviour.cut.map_or(rest.len(), |cut| cut.min(rest.len()));
    let mut pieces: Vec<Result<Bytes, std::io::Error>> =
        rest[..sent].chunks(10_000).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
    if sent < rest.len() {
        pieces.push(Err(std::io::ErrorKind::ConnectionReset.into()));
    }
    // One piece at a time, so that those before a cut are really sent.
    let body = stream::unfold(pieces.into_iter(), |mut pieces| async move {
        let piece = pieces.next()?;
        if piece.is_err() {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        Some((piece, pieces))
    });
    response.body(Body::from_stream(body)).unwrap()
}
