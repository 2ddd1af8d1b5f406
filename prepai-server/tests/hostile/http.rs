//! What is no HTTP, or too much of it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use prepai_core::clock::SystemClock;
use prepai_core::storage::MemoryStore;
use prepai_core::testing::{FailingStore, Fault, StoreCall};
use prepai_server::http::Options;
use prepai_server::serve::Limits;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::house::House;
use crate::raw::WATCHDOG;

/// Sends bytes and reads until the server closes; an empty answer is a closed connection.
async fn send(address: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    // A server that has heard enough closes before all is sent.
    let _ = stream.write_all(bytes).await;
    read(&mut stream).await
}

async fn read(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    let read = tokio::time::timeout(WATCHDOG, stream.read_to_end(&mut answer)).await;
    let _ = read.expect("the server closes the connection");
    String::from_utf8_lossy(&answer).into_owned()
}

fn status(answer: &str) -> u16 {
    answer.split(' ').nth(1).and_then(|word| word.parse().ok()).unwrap_or(0)
}

async fn is_served(address: SocketAddr) {
    let answer = send(address, b"GET /health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").await;
    assert_eq!(status(&answer), 200, "another client is served: {answer}");
}

fn post(body: &[u8], kind: &str) -> Vec<u8> {
    let length = body.len();
    let mut request = format!(
        "POST /api/sessions HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\n\r\n"
    )
    .into_bytes();
    request.extend(body);
    request
}

#[tokio::test]
async fn what_is_no_http_is_closed() {
    let address = House::new().await.address;
    for bytes in [
        &b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..],
        b"\0\0\0\0\r\n\r\n",
        b"GET\r\n\r\n",
        b"G\xffT / HTTP/1.1\r\n\r\n",
    ] {
        let answer = send(address, bytes).await;
        assert!(answer.is_empty() || status(&answer) == 400, "{answer}");
        is_served(address).await;
    }
}

#[tokio::test]
async fn a_flood_of_headers_is_refused() {
    let address = House::new().await.address;
    let many: String = (0..200).map(|number| format!("x-{number}: 1\r\n")).collect();
    let long = format!("x-long: {}\r\n", "a".repeat(100_000));
    for headers in [many, long] {
        let answer =
            send(address, format!("GET /health HTTP/1.1\r\nhost: localhost\r\n{headers}\r\n").as_bytes())
                .await;
        assert!(answer.is_empty() || status(&answer) == 431, "{answer}");
        is_served(address).await;
    }
}

#[tokio::test]
async fn a_head_that_never_ends_is_given_up() {
    let address = House::new().await.address;
    let mut slow = TcpStream::connect(address).await.unwrap();
    slow.write_all(b"GET /health HTTP/1.1\r\nhost: loc").await.unwrap();
    is_served(address).await;
    let answer = read(&mut slow).await;
    assert!(answer.is_empty() || status(&answer) == 408, "{answer}");
}

#[tokio::test]
async fn a_client_that_closes_its_half_is_answered_however_long_that_takes() {
    let store = FailingStore::new(Arc::new(MemoryStore::new()), Arc::new(SystemClock::new()));
    // Longer than the server waits for requests.
    store.on(StoreCall::Summaries, [Fault::Wait(Duration::from_secs(1))]);
    let house = House::on(Arc::new(store), Options::default(), Limits::default()).await;
    let mut half = TcpStream::connect(house.address).await.unwrap();
    half.write_all(b"GET /api/sessions HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
    half.shutdown().await.unwrap();
    let answer = read(&mut half).await;
    assert_eq!(status(&answer), 200, "{answer}");
    assert!(answer.contains("\"sessions\""), "{answer}");
    is_served(house.address).await;
}

#[tokio::test]
async fn bodies_that_cannot_be_are_told_so() {
    let address = House::new().await.address;
    let json = "application/json";
    let deep = format!("{}1{}", "[".repeat(50_000), "]".repeat(50_000));
    let name = "x".repeat(2 << 20);
    let large = format!("{{\"interview_type\":\"google-sde\",\"candidate_name\":\"{name}\"}}");
    for (body, kind, expected) in [
        (&b"{\"interview_type\":\"\xff\xfe\",\"candidate_name\":\"x\"}"[..], json, 422),
        (deep.as_bytes(), json, 422),
        (large.as_bytes(), json, 413),
        (b"", json, 422),
        (b"{\"interview_type\":\"google-sde\",\"candidate_name\":\"a\\u0000b\"}", json, 422),
        (b"<xml/>", "text/xml", 422),
    ] {
        let answer = send(address, &post(body, kind)).await;
        assert_eq!(status(&answer), expected, "{answer}");
        is_served(address).await;
    }
}

#[tokio::test]
async fn ids_are_words_and_nothing_else() {
    let address = House::new().await.address;
    let long = "a".repeat(5_000);
    for id in [
        "..",
        "%2e%2e%2fetc%2fpasswd",
        "..%2f..%2fx",
        "a%00b",
        "a%0d%0aset-cookie:x",
        "%ff%fe",
        "%E2%80%AE",
        &long,
    ] {
        for path in [
            format!("/api/sessions/{id}"),
            format!("/api/interviews/{id}/transcript"),
            format!("/assets/{id}"),
        ] {
            let answer = send(
                address,
                format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").as_bytes(),
            )
            .await;
            assert!((400..500).contains(&status(&answer)), "{path}: {answer}");
            assert!(!answer.to_lowercase().contains("\nset-cookie"), "{answer}");
        }
    }
    is_served(address).await;
}

#[tokio::test]
async fn a_name_with_markup_comes_back_as_it_was_sent() {
    let address = House::new().await.address;
    let body = br#"{"interview_type":"google-sde","candidate_name":"<script>alert(1)</script>"}"#;
    let answer = send(address, &post(body, "application/json")).await;
    assert_eq!(status(&answer), 200);
    assert!(
        answer.contains("<script>") && answer.to_lowercase().contains("content-type: application/json"),
        "{answer}"
    );
}
