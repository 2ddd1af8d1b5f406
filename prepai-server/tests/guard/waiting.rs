//! What is not waited for without end, and what is sent small.

use std::io::Read;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::http::{Request, StatusCode, header};
use http_body_util::BodyExt;
use prepai_core::Backends;
use prepai_core::agent::LocalAgent;
use prepai_core::clock::SystemClock;
use prepai_core::code::{CodeExecutor, Execution, Language, Program};
use prepai_core::storage::MemoryStore;
use prepai_core::testing::{FailingStore, Fault, StoreCall};
use prepai_core::turn::Interview;
use prepai_server::http::{App, Options};
use prepai_server::serve::{Limits, Server};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::{app, ask, text};

#[tokio::test]
async fn a_request_that_takes_too_long_is_given_up_and_the_next_one_is_served() {
    let store = FailingStore::new(Arc::new(MemoryStore::new()), Arc::new(SystemClock::new()));
    store.on(StoreCall::Summary, [Fault::Stall]);
    let backends = Backends::new(Arc::new(LocalAgent::new()), Arc::new(store));
    let options = Options { request_timeout: Duration::from_millis(100), ..Options::default() };
    let app = App::new(Interview::new(backends), options).into_router();
    let late = ask(&app, Request::get("/api/sessions/x")).await;
    assert_eq!(late.status(), StatusCode::GATEWAY_TIMEOUT);
    let body: Value = serde_json::from_str(&text(late).await).unwrap();
    assert_eq!(body["code"], "timeout", "{body}");
    assert_eq!(ask(&app, Request::get("/api/sessions/x")).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_large_answer_is_compressed_for_who_takes_it() {
    let app = app(Options::default());
    let plain = text(ask(&app, Request::get("/openapi.json")).await).await;
    let request = Request::get("/openapi.json").header(header::ACCEPT_ENCODING, "gzip");
    let small = ask(&app, request).await;
    assert_eq!(small.headers()[header::CONTENT_ENCODING], "gzip");
    let bytes = small.into_body().collect().await.unwrap().to_bytes();
    assert!(bytes.len() * 4 < plain.len(), "{} of {}", bytes.len(), plain.len());
    let mut read = String::new();
    flate2::read::GzDecoder::new(&bytes[..]).read_to_string(&mut read).unwrap();
    assert_eq!(read, plain);
    let brotli = Request::get("/openapi.json").header(header::ACCEPT_ENCODING, "br");
    assert_eq!(ask(&app, brotli).await.headers()[header::CONTENT_ENCODING], "br");
}

const ASK: &[u8] = b"GET /health HTTP/1.1\r\nhost: localhost\r\n\r\n";

async fn connect(address: SocketAddr) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(ASK).await.unwrap();
    stream
}

async fn is_answered(stream: &mut TcpStream, patience: Duration) -> bool {
    let mut begin = [0; 12];
    let read = tokio::time::timeout(patience, stream.read_exact(&mut begin)).await;
    read.is_ok_and(|read| read.is_ok() && &begin == b"HTTP/1.1 200")
}

#[tokio::test]
async fn connections_beyond_the_limit_wait_until_one_closes() {
    let backends = Backends::new(Arc::new(LocalAgent::new()), Arc::new(MemoryStore::new()));
    let app = Arc::new(App::new(Interview::new(backends), Options::default()));
    let limits = Limits { connections: 1, ..Limits::default() };
    let server = Server::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap().with_limits(limits);
    let address = server.address().unwrap();
    tokio::spawn(server.run(app, std::future::pending()));
    let watchdog = Duration::from_secs(20);
    let mut first = connect(address).await;
    assert!(is_answered(&mut first, watchdog).await);
    let mut second = connect(address).await;
    assert!(!is_answered(&mut second, Duration::from_millis(300)).await, "there is one place");
    drop(first);
    assert!(is_answered(&mut second, watchdog).await, "and now it is free");
}

/// An executor with a defect.
#[derive(Debug)]
struct Broken;

#[async_trait::async_trait]
impl CodeExecutor for Broken {
    fn languages(&self) -> Arc<[Language]> {
        panic!("a defect")
    }

    async fn run(&self, _: Program) -> prepai_core::Result<Execution> {
        panic!("a defect")
    }
}

#[tokio::test]
async fn a_handler_that_breaks_is_one_answer_with_an_error() {
    let own = Backends::new(Arc::new(LocalAgent::new()), Arc::new(MemoryStore::new()));
    let backends = Backends { code: Some(Arc::new(Broken)), ..own };
    let app = App::new(Interview::new(backends), Options::default()).into_router();
    let broken = ask(&app, Request::get("/api/code/languages")).await;
    assert_eq!(broken.status(), StatusCode::INTERNAL_SERVER_ERROR);
    let body: Value = serde_json::from_str(&text(broken).await).unwrap();
    assert_eq!(body["code"], "internal", "{body}");
    assert!(body["request_id"].is_string() && !body.to_string().contains("defect"), "{body}");
    assert_eq!(ask(&app, Request::get("/health")).await.status(), StatusCode::OK);
}
