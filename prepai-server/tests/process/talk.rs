//! A client of the WebSocket of a server that is a process of its own.

use std::time::Duration;

use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

/// Ten times what anything here takes: no assertion on speed.
pub(crate) const WATCHDOG: Duration = Duration::from_secs(60);

/// A client of the WebSocket.
pub(crate) struct Talk(pub(crate) WebSocketStream<MaybeTlsStream<tokio::net::TcpStream>>);

impl Talk {
    pub(crate) async fn say(&mut self, message: Value) {
        self.0.send(Message::Text(message.to_string().into())).await.unwrap();
    }

    pub(crate) async fn answer(&mut self, text: &str) {
        self.say(json!({"type": "text_message", "text": text})).await;
        self.until("assistant_complete").await;
    }

    async fn next(&mut self) -> Message {
        let next = tokio::time::timeout(WATCHDOG, self.0.next()).await.expect("the server says something");
        next.expect("the socket is open").unwrap()
    }

    pub(crate) async fn until(&mut self, kind: &str) -> Value {
        loop {
            match self.next().await {
                Message::Text(text) => {
                    let message: Value = serde_json::from_str(&text).unwrap();
                    if message["type"] == kind {
                        return message;
                    }
                }
                Message::Close(frame) => panic!("closed before {kind}: {frame:?}"),
                _ => {}
            }
        }
    }

    pub(crate) async fn closed(&mut self) -> u16 {
        loop {
            if let Message::Close(frame) = self.next().await {
                return frame.unwrap().code.into();
            }
        }
    }
}
