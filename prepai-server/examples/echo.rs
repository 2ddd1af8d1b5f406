//! An echo on the sockets of the server, for conformance suites (`make autobahn`): the same options and closes. Only messages may be
//! as large as the suite's largest, which an interview refuses. Prints its address and serves until its input ends.

#[path = "../tests/autobahn/echo.rs"]
mod echo;

use axum::Router;
use axum::extract::WebSocketUpgrade;
use axum::routing::any;
use prepai_server::socket::limited;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// The suite's largest message, with room.
const LARGEST: usize = 17 << 20;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let upgrade = |socket: WebSocketUpgrade| async {
        let socket = limited(socket).max_message_size(LARGEST).max_frame_size(LARGEST);
        socket.max_write_buffer_size(2 * LARGEST).on_upgrade(echo::echo)
    };
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("{}\n", listener.local_addr()?);
    tokio::io::stdout().write_all(address.as_bytes()).await?;
    tokio::io::stdout().flush().await?;
    let ended = async { drop(tokio::io::stdin().read_to_end(&mut Vec::new()).await) };
    axum::serve(listener, Router::new().fallback(any(upgrade))).with_graceful_shutdown(ended).await
}
