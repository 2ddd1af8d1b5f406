//! A client of the WebSocket.

use std::net::SocketAddr;

use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::server::WATCHDOG;

#[derive(Debug)]
pub(crate) struct Peer(pub(crate) WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Peer {
    pub(crate) async fn connect(address: SocketAddr, session: &str) -> Peer {
        let url = format!("ws://{address}/ws/interview/{session}");
        Peer(timeout(WATCHDOG, connect_async(url)).await.unwrap().unwrap().0)
    }

    pub(crate) async fn send(&mut self, message: Message) {
        timeout(WATCHDOG, self.0.send(message)).await.unwrap().unwrap();
    }

    pub(crate) async fn text(&mut self, text: impl Into<String>) {
        self.send(Message::Text(text.into().into())).await;
    }

    pub(crate) async fn say(&mut self, message: Value) {
        self.text(message.to_string()).await;
    }

    /// The next frame that is not a ping or pong; none after the end.
    pub(crate) async fn next(&mut self) -> Option<Message> {
        loop {
            match timeout(WATCHDOG, self.0.next()).await.expect("the server says something") {
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(message)) => return Some(message),
                Some(Err(_)) | None => return None,
            }
        }
    }

    /// The next text frame.
    pub(crate) async fn hear(&mut self) -> Value {
        loop {
            match self.next().await {
                Some(Message::Text(text)) => return serde_json::from_str(&text).unwrap(),
                Some(Message::Binary(_)) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    /// Text frames up to and including one of this type.
    pub(crate) async fn until(&mut self, kind: &str) -> Vec<Value> {
        let mut heard = Vec::new();
        loop {
            let message = self.hear().await;
            let found = message["type"] == kind;
            heard.push(message);
            if found {
                return heard;
            }
        }
    }

    /// Everything that the server said up to now: what comes before the answer to a ping. The server answers pings in
    /// the order of what it reads and writes, so that nothing of what was asked before can still come after it, except
    /// what a turn is still making.
    pub(crate) async fn said_before_pong(&mut self) -> Vec<Value> {
        self.send(Message::Ping(b"so far".to_vec().into())).await;
        let mut heard = Vec::new();
        loop {
            match timeout(WATCHDOG, self.0.next()).await.unwrap().unwrap().unwrap() {
                Message::Pong(_) => return heard,
                Message::Text(text) => heard.push(serde_json::from_str(&text).unwrap()),
                _ => {}
            }
        }
    }

    /// Asks for the greeting and takes it.
    pub(crate) async fn greeted(&mut self) -> Vec<Value> {
        self.say(json!({"type": "interview_ready"})).await;
        self.until("assistant_complete").await
    }
}
