//! Clients that say nothing.

use std::sync::Arc;
use std::time::Duration;

use prepai_core::storage::MemoryStore;
use prepai_server::http::Options;
use prepai_server::http::guard::Tokens;
use prepai_server::serve::Limits;
use prepai_server::socket::Patience;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::house::{Guest, House};
use crate::raw::{CLOSE, PING, PONG, TEXT, WATCHDOG, whole};

#[tokio::test]
async fn a_socket_without_a_token_is_not_held_open() {
    let tokens = Tokens::read(&[Tokens::line("ada", "secret")]).unwrap();
    let patience = Patience { proof: Duration::from_millis(100), ..Patience::default() };
    let house = House::with(Options { tokens, patience, ..Options::default() }).await;
    let mut silent = house.socket(&house.session().await).await;
    let mut told = Vec::new();
    let code = loop {
        let frame = silent.next().await.expect("it is closed in words");
        match frame.opcode() {
            CLOSE => break frame.code(),
            TEXT => told.push(String::from_utf8(frame.payload).unwrap()),
            _ => {}
        }
    };
    assert_eq!(code, 4401, "{told:?}");
    assert!(told.concat().contains("unauthenticated"), "{told:?}");
}

#[tokio::test]
async fn who_answers_no_ping_is_gone_and_who_does_stays() {
    let patience =
        Patience { ping: Duration::from_millis(100), silence: Duration::from_secs(2), ..Patience::default() };
    let house = House::with(Options { patience, ..Options::default() }).await;
    let mut there = house.guest().await;
    let mut gone = Guest(house.socket(&house.session().await).await);
    gone.say(json!({"type": "hello", "protocol": 2})).await;
    // The one answers until the other has been closed: twice the silence and more.
    let answering = async {
        for _ in 0..25 {
            while there.0.next().await.expect("who is there stays").opcode() != PING {}
            there.0.send(&whole(PONG, b"")).await;
        }
    };
    let closing = async {
        while let Some(frame) = gone.0.next().await {
            if frame.opcode() == CLOSE {
                return Some(frame.code());
            }
        }
        None
    };
    let ((), closed) = tokio::join!(answering, closing);
    assert_eq!(closed, Some(1000));
    there.is_answered().await;
}

/// A house with one place.
async fn narrow() -> House {
    let write_timeout = Duration::from_millis(200);
    let limits = Limits { connections: 1, write_timeout, ..Limits::default() };
    House::on(Arc::new(MemoryStore::new()), Options::default(), limits).await
}

const ASK: &[u8] = b"GET /health HTTP/1.1\r\nhost: localhost\r\n\r\n";

async fn is_answered(stream: &mut TcpStream) {
    stream.write_all(ASK).await.unwrap();
    let mut begin = [0; 12];
    timeout(WATCHDOG, stream.read_exact(&mut begin)).await.expect("there is a place").unwrap();
    assert_eq!(&begin, b"HTTP/1.1 200");
}

#[tokio::test]
async fn a_connection_on_which_nothing_is_asked_is_closed() {
    let house = narrow().await;
    for begun in [&b""[..], b"P", b"PRI * HTTP/2.0\r\n\r\nS"] {
        let mut silent = TcpStream::connect(house.address).await.unwrap();
        silent.write_all(begun).await.unwrap();
        is_answered(&mut TcpStream::connect(house.address).await.unwrap()).await;
        assert!(matches!(timeout(WATCHDOG, silent.read(&mut [0])).await, Ok(Ok(0) | Err(_))), "{begun:?}");
    }
    let mut later = TcpStream::connect(house.address).await.unwrap();
    is_answered(&mut later).await;
    is_answered(&mut TcpStream::connect(house.address).await.unwrap()).await;
}

#[tokio::test]
async fn pings_are_no_requests() {
    const SETTINGS: u8 = 4;
    const PINGS: u8 = 6;
    let frame = |kind: u8, flags: u8, payload: &[u8]| {
        [&[0, 0, payload.len() as u8, kind, flags, 0, 0, 0, 0], payload].concat()
    };
    let house = narrow().await;
    let mut silent = TcpStream::connect(house.address).await.unwrap();
    silent.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await.unwrap();
    silent.write_all(&frame(SETTINGS, 0, b"")).await.unwrap();
    silent.write_all(&frame(PINGS, 0, b"thereyet")).await.unwrap();
    let asking = async {
        let mut head = [0; 9];
        while silent.read_exact(&mut head).await.is_ok() {
            let mut payload = vec![0; (usize::from(head[1]) << 8) | usize::from(head[2])];
            silent.read_exact(&mut payload).await.unwrap();
            let answer = match (head[3], head[4]) {
                (SETTINGS, 0) => frame(SETTINGS, 1, b""),
                (PINGS, 0) => frame(PINGS, 1, &payload),
                // The answer to its own: it asks again.
                (PINGS, _) => frame(PINGS, 0, &payload),
                _ => continue,
            };
            let _ = silent.write_all(&answer).await;
        }
    };
    timeout(WATCHDOG, asking).await.expect("it is closed");
    is_answered(&mut TcpStream::connect(house.address).await.unwrap()).await;
}

#[tokio::test]
async fn who_asks_and_never_reads_is_given_up() {
    let house = narrow().await;
    let mut deaf = TcpStream::connect(house.address).await.unwrap();
    let much = b"GET /openapi.json HTTP/1.1\r\nhost: localhost\r\n\r\n".repeat(2_000);
    let asking = async { drop(deaf.write_all(&much).await) };
    let mut next = TcpStream::connect(house.address).await.unwrap();
    tokio::join!(asking, is_answered(&mut next));
}

#[tokio::test]
async fn a_socket_keeps_the_place_of_its_connection() {
    let house = narrow().await;
    let guest = house.guest().await;
    let mut next = TcpStream::connect(house.address).await.unwrap();
    next.write_all(ASK).await.unwrap();
    let answered = timeout(Duration::from_millis(300), next.read(&mut [0])).await;
    assert!(answered.is_err(), "there is one place");
    drop(guest);
    let mut begin = [0; 12];
    timeout(WATCHDOG, next.read_exact(&mut begin)).await.expect("now it is free").unwrap();
}
