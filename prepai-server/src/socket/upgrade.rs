//! How a socket begins.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State, WebSocketUpgrade};
use axum::http::Extensions;
use axum::response::Response;
use axum::routing::any;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;

use super::talk;
use crate::http::extract::{Field, Kind, Query, Shaped};
use crate::http::guard::{Caller, Client, Unproved};
use crate::http::{App, Failure};
use crate::rooms::VoicePlace;
use crate::serve::Place;

/// The longest message; longer ones close the socket with 1009.
const MAX_MESSAGE: usize = 1 << 20;

/// A socket that says nothing costs its buffers: small ones, which grow when they must.
const BUFFER: usize = 4 << 10;

/// The paths of the WebSocket.
pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().route("/ws/interview/{id}", any(upgrade)).route("/ws/{id}", any(upgrade))
}

/// What the address of a socket may say.
#[derive(Debug, Deserialize)]
struct Asked {
    /// The client is going to speak: where no place for a voice is free it is told so in HTTP.
    voice: Option<bool>,
}

impl Shaped for Asked {
    const NAME: &'static str = "SocketQuery";
    const FIELDS: &'static [Field] =
        &[Field::optional("voice", Kind::Flag, "Whether the client is going to speak.", "true")];
}

#[expect(clippy::too_many_arguments, reason = "each is a part of the request")]
async fn upgrade(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    caller: Caller,
    unproved: Option<Extension<Unproved>>,
    place: Option<Extension<Place>>,
    extensions: Extensions,
    socket: WebSocketUpgrade,
) -> Result<Response, Failure> {
    let voice = asked.voice == Some(true);
    // Who comes back to a conversation that is open is no one more.
    let held = match app.rooms.is_open(&id, caller.owner.as_deref()).await {
        true => None,
        false => admit(&app, voice, unproved.is_some())?,
    };
    let counted = Client::of(&extensions).map(|client| app.crowd.enter(client)).transpose()?;
    let caller = unproved.is_none().then_some(caller);
    // The end of the server waits for its last words.
    let open = app.sockets.enter();
    Ok(limited(socket).on_upgrade(move |socket| async move {
        talk::run(socket, app, id, caller, held).await;
        drop((open, counted, place));
    }))
}

/// Whether one more is served in time; for who is going to speak with a place, which is held from now on. One whose token comes
/// later only learns whether there is one: nobody unknown keeps places from others.
fn admit(app: &App, voice: bool, unproved: bool) -> Result<Option<VoicePlace>, Failure> {
    let admission = app.rooms.admission();
    match (voice, unproved) {
        (true, false) => return Ok(Some(admission.enter()?)),
        (true, true) => admission.check_voice()?,
        (false, _) => admission.check()?,
    }
    Ok(None)
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
