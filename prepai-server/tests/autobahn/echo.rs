//! A socket that sends messages back and closes as the server's sockets do.

use axum::extract::ws::{CloseFrame, Message, WebSocket};
use prepai_server::socket::close_for;

/// Sends messages back as they came, and closes as the server's sockets do.
pub(crate) async fn echo(mut socket: WebSocket) {
    loop {
        let code = match socket.recv().await {
            Some(Ok(message @ (Message::Text(_) | Message::Binary(_)))) => match socket.send(message).await {
                Ok(()) => continue,
                Err(_) => return,
            },
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => continue,
            Some(Ok(Message::Close(_))) | None => 1000,
            Some(Err(error)) => close_for(error).code(),
        };
        let _ = socket.send(Message::Close(Some(CloseFrame { code, reason: "".into() }))).await;
        for _ in 0..100 {
            if socket.recv().await.is_none() {
                return;
            }
        }
        return;
    }
}
