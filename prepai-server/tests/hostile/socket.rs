//! Sockets that break the rules, or keep them in ways that hurt.

use std::time::Duration;

use futures::StreamExt;
use prepai_core::turn::{TurnEvent, TurnInput};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::house::{Guest, House};
use crate::raw::{BINARY, CONTINUATION, PING, Socket, TEXT, WATCHDOG, frame, whole};

/// The text frames up to the close, and its code.
async fn told(socket: &mut Socket) -> (Vec<Value>, Option<u16>) {
    let mut told = Vec::new();
    while let Some(frame) = socket.next().await {
        match frame.opcode() {
            TEXT => told.push(serde_json::from_slice(&frame.payload).unwrap()),
            8 => return (told, Some(frame.code())),
            _ => {}
        }
    }
    (told, None)
}

#[tokio::test]
async fn a_message_in_many_fragments_with_pings_between_is_one_message() {
    let house = House::new().await;
    let mut guest = Guest(house.socket(&house.session().await).await);
    let hello = json!({"type": "hello", "protocol": 2}).to_string();
    let (last, rest) = hello.as_bytes().split_last().unwrap();
    for (number, byte) in rest.iter().enumerate() {
        guest.0.send(&frame(if number == 0 { TEXT } else { CONTINUATION }, &[*byte])).await;
        guest.0.send(&whole(PING, b"?")).await;
    }
    guest.0.send(&whole(CONTINUATION, &[*last])).await;
    guest.until("hello_ack").await;
    guest.until("state").await;
}

#[tokio::test]
async fn who_breaks_the_rules_is_told_and_closed_alone() {
    let house = House::new().await;
    let mut guest = house.guest().await;
    let hello = whole(TEXT, br#"{"type":"hello","protocol":2}"#);
    for (wrong, code, word) in [
        (whole(TEXT, b"{\"type\":\"text_message\",\"text\":\"\xff\xfe\"}"), 1007, "invalid_content"),
        (b"\x81\x05Hello".to_vec(), 1002, "invalid_input"),
        (frame(0x80 | 0x40 | TEXT, b"{}"), 1002, "invalid_input"),
        (whole(BINARY, &vec![0; 2 << 20]), 1009, "too_large"),
        (whole(TEXT, &vec![b'x'; 300 << 10]), 1009, "too_large"),
    ] {
        let mut socket = house.socket(&house.session().await).await;
        socket.send(&hello).await;
        socket.send(&wrong).await;
        let (told, closed) = told(&mut socket).await;
        assert_eq!(closed, Some(code), "{told:?}");
        let last = told.last().unwrap();
        assert_eq!((&last["type"], &last["code"]), (&json!("error"), &json!(word)), "{told:?}");
        guest.is_answered().await;
    }
}

#[tokio::test]
async fn messages_that_are_wrong_inside_are_told_and_the_socket_stays() {
    let house = House::new().await;
    let mut guest = house.guest().await;
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for nonsense in ["", "null", "{", "[]", "\"hello\"", "{\"type\":[]}", "{\"type\":\"\\u0000\"}", &deep] {
        guest.0.send(&whole(TEXT, nonsense.as_bytes())).await;
    }
    for wrong in [json!({"type": "text_message"}), json!({"type": "played", "turn": -1, "samples": 0})] {
        guest.say(wrong).await;
        assert_eq!(guest.until("error").await["code"], "invalid_input");
    }
    for bytes in [
        &b""[..],
        b"\x01",
        &[0; 19],
        &[255; 64],
        &[1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7],
    ] {
        guest.0.send(&whole(BINARY, bytes)).await;
        assert_eq!(guest.until("error").await["code"], "invalid_input");
    }
    guest.is_answered().await;
}

#[tokio::test]
async fn a_client_that_does_not_read_is_cut_off_alone_and_its_conversation_goes_on() {
    let house = House::new().await;
    let session = house.session().await;
    let path = format!("/ws/interview/{session}");
    let mut slow = Guest(Socket::open_with(house.address, &path, Some(4096)).await);
    slow.say(json!({"type": "hello", "protocol": 2})).await;
    slow.say(json!({"type": "interview_ready"})).await;
    let greeting = slow.until("assistant_complete").await["text"].clone();

    // From now on it reads nothing; what is said again and again, somebody else asks for.
    let conversation = house.app.rooms().enter(&session).await.unwrap();
    let mut events = conversation.observe();
    let mut asked = 0;
    while !house.app.metrics().text().contains("prepai_socket_closes_total{code=\"4429\"} 1") {
        conversation.send(TurnInput::Ready).await.unwrap();
        // The times of the greeting may still come before.
        let again = async { while !matches!(events.next().await.unwrap(), TurnEvent::Again { .. }) {} };
        tokio::time::timeout(WATCHDOG, again).await.unwrap();
        asked += 1;
        assert!(asked < 50_000, "it is never cut off");
        if asked % 1_000 == 0 {
            house.guest().await.is_answered().await;
        }
    }
    house.guest().await.is_answered().await;

    let mut again = Guest(house.socket(&session).await);
    again.say(json!({"type": "hello", "protocol": 2})).await;
    let state = again.until("state").await;
    // Its silence may have been answered meanwhile.
    assert_eq!(state["transcript"][0]["content"], greeting, "nothing of the conversation was lost: {state}");
    again.is_answered().await;
}

#[tokio::test]
async fn a_client_that_closes_its_half_or_vanishes_in_a_turn_loses_nothing() {
    let house = House::new().await;
    for vanish in [false, true] {
        let session = house.session().await;
        let mut socket = house.socket(&session).await;
        socket.send(&whole(TEXT, br#"{"type":"hello","protocol":2}"#)).await;
        socket.send(&whole(TEXT, br#"{"type":"interview_ready"}"#)).await;
        let mut events = house.app.rooms().enter(&session).await.unwrap().observe();
        if vanish {
            while !String::from_utf8(socket.next().await.unwrap().payload).unwrap().contains("thinking") {}
            // A reset, as of a machine that was switched off and on.
            socket.stream().set_zero_linger().unwrap();
            drop(socket);
        } else {
            socket.stream().shutdown().await.unwrap();
            while socket.next().await.is_some() {}
        }
        let log = house.app.interview().sessions().load(&session);
        if log.await.unwrap().session().transcript.is_empty() {
            loop {
                let event = tokio::time::timeout(WATCHDOG, events.next()).await;
                match event.expect("the greeting is given, or never was asked for") {
                    Some(TurnEvent::Completed { .. }) => break,
                    Some(_) => {}
                    None => panic!("the conversation ended"),
                }
            }
        }
        let mut back = Guest(house.socket(&session).await);
        back.say(json!({"type": "hello", "protocol": 2})).await;
        let state = back.until("state").await;
        assert_eq!(state["transcript"].as_array().map(Vec::len), Some(1), "{state}");
        back.is_answered().await;
    }
}

#[tokio::test]
async fn a_flood_of_tiny_messages_is_cut_off_and_a_flood_of_empty_fragments_stops_nobody() {
    let house = House::new().await;
    let mut guest = house.guest().await;
    for tiny in [whole(PING, b""), whole(TEXT, b""), whole(BINARY, b"")] {
        let mut flood = house.socket(&house.session().await).await;
        flood.send(&whole(TEXT, br#"{"type":"hello","protocol":2}"#)).await;
        let (stream, much) = (flood.stream(), tiny.repeat(4_000));
        let sent = async { drop(stream.write_all(&much).await) };
        tokio::join!(sent, guest.is_answered());
        assert_eq!(told(&mut flood).await.1, Some(4429));
    }

    let mut endless = house.socket(&house.session().await).await;
    endless.send(&frame(TEXT, b"")).await;
    let nothing = frame(CONTINUATION, b"").repeat(100_000);
    tokio::join!(endless.send(&nothing), guest.is_answered());
    endless.send(&whole(CONTINUATION, br#"{"type":"hello","protocol":2}"#)).await;
    Guest(endless).until("hello_ack").await;
}

#[tokio::test]
async fn a_handshake_that_never_ends_is_given_up() {
    let house = House::new().await;
    let session = house.session().await;
    let mut slow = TcpStream::connect(house.address).await.unwrap();
    let begin =
        format!("GET /ws/interview/{session} HTTP/1.1\r\nhost: localhost\r\nupgrade: websocket\r\nsec-webso");
    slow.write_all(begin.as_bytes()).await.unwrap();
    house.guest().await.is_answered().await;
    let mut answer = Vec::new();
    let read = tokio::io::AsyncReadExt::read_to_end(&mut slow, &mut answer);
    let read = tokio::time::timeout(WATCHDOG, read).await;
    assert!(read.is_ok() && !answer.starts_with(b"HTTP/1.1 101"), "{answer:?}");
}

#[tokio::test]
async fn handshakes_that_are_none_are_answered_as_requests() {
    let house = House::new().await;
    let session = house.session().await;
    let whole = [
        ("connection", "Upgrade"),
        ("upgrade", "websocket"),
        ("sec-websocket-version", "13"),
        ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
    ];
    for (name, value) in
        [("upgrade", ""), ("connection", "close"), ("sec-websocket-version", "8"), ("sec-websocket-key", "")]
    {
        let mut request = format!("GET /ws/interview/{session} HTTP/1.1\r\nhost: localhost\r\n");
        for (header, right) in whole {
            let value = if header == name { value } else { right };
            if !value.is_empty() {
                request.push_str(&format!("{header}: {value}\r\n"));
            }
        }
        let mut stream = TcpStream::connect(house.address).await.unwrap();
        stream.write_all(format!("{request}\r\n").as_bytes()).await.unwrap();
        let mut head = [0; 12];
        let read = tokio::io::AsyncReadExt::read_exact(&mut stream, &mut head);
        tokio::time::timeout(Duration::from_secs(30), read).await.unwrap().unwrap();
        assert!(head.starts_with(b"HTTP/1.1 4"), "{name}: {}", String::from_utf8_lossy(&head));
    }
    house.guest().await.is_answered().await;
}
