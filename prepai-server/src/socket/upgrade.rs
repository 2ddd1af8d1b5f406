//! How a socket begins.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State, WebSocketUpgrade};
use axum::http::Extensions;
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use utoipa_axum::router::OpenApiRouter;

use super::talk;
use crate::http::guard::{Caller, Client, Unproved};
use crate::http::{App, Failure};
use crate::serve::Place;

/// The longest message; longer ones close the socket with 1009.
const MAX_MESSAGE: usize = 1 << 20;

/// A socket that says nothing costs its buffers: small ones, which grow when they must.
const BUFFER: usize = 4 << 10;

/// The paths of the WebSocket.
pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().route("/ws/interview/{id}", any(upgrade)).route("/ws/{id}", any(upgrade))
}

async fn upgrade(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    caller: Caller,
    unproved: Option<Extension<Unproved>>,
    place: Option<Extension<Place>>,
    extensions: Extensions,
    socket: WebSocketUpgrade,
) -> Response {
    // Who comes back to a conversation that is open is no one more.
    if !app.rooms.is_open(&id, caller.owner.as_deref()).await
        && let Err(error) = app.rooms.admission().check()
    {
        return Failure::from(error).into_response();
    }
    let counted = match Client::of(&extensions).map(|client| app.crowd.enter(client)).transpose() {
        Ok(counted) => counted,
        Err(error) => return Failure::from(error).into_response(),
    };
    let caller = unproved.is_none().then_some(caller);
    // The end of the server waits for its last words.
    let open = app.sockets.enter();
    limited(socket).on_upgrade(move |socket| async move {
        talk::run(socket, app, id, caller).await;
        drop((open, counted, place));
    })
}

/// A socket with this server's limits and buffers.
pub fn limited(socket: WebSocketUpgrade) -> WebSocketUpgrade {
    socket
        .max_message_size(MAX_MESSAGE)
        .max_frame_size(MAX_MESSAGE)
        .read_buffer_size(BUFFER)
        .write_buffer_size(BUFFER)
        .max_write_buffer_size(4 * MAX_MESSAGE)
}
