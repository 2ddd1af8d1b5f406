//! Clients that say nothing.

use std::time::Duration;

use prepai_server::http::Options;
use prepai_server::http::guard::Tokens;
use prepai_server::socket::Patience;
use serde_json::json;

use crate::house::{Guest, House};
use crate::raw::{CLOSE, PING, PONG, TEXT, whole};

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
