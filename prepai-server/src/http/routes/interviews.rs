//! An interview from outside its conversation: begin it, copy it, ask for a hint.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use futures::StreamExt;
use prepai_core::session::HintGiven;
use prepai_core::turn::{TurnEvent, TurnInput};
use prepai_core::{Error, ErrorKind, Result as Outcome};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::described::{SessionPath, describe};
use super::sessions::SessionView;
use crate::http::extract::{Body, Field, Kind, Named, Shaped};
use crate::http::guard::Caller;
use crate::http::{App, Failure};
use crate::rooms::Purpose;

/// How long the interviewer may take for the words of a hint.
const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Debug, Deserialize)]
struct ForkFrom {
    at: Option<u64>,
}

impl Shaped for ForkFrom {
    const NAME: &'static str = "Fork";
    const FIELDS: &'static [Field] = &[Field::optional(
        "at",
        Kind::Integer { min: Some(1), max: i64::MAX },
        "The last commit that is copied; all of them when absent. `/events` numbers them.",
        "1",
    )];
}

describe!(ForkFrom);

/// A session that was copied from another.
#[derive(Debug, Serialize, ToSchema)]
struct Forked {
    #[serde(flatten)]
    session: SessionView,
    /// Where it was copied from.
    forked_from: Origin,
}

/// Where a copy comes from.
#[derive(Debug, Serialize, ToSchema)]
struct Origin {
    /// The other session.
    session: String,
    /// The last commit that was copied.
    commit: u64,
}

/// What came of asking for a hint.
#[derive(Debug, Serialize, ToSchema)]
struct HintAnswer {
    /// The session's id.
    session_id: String,
    /// The next step of the hint ladder; null when there is none: no question is open, all hints were given, or the
    /// interview is in real mode.
    hint: Option<Hint>,
    /// What the interviewer says to it.
    message: Option<String>,
}

/// A step of a hint ladder.
#[derive(Debug, Serialize, ToSchema)]
struct Hint {
    /// The question or exercise.
    question: String,
    /// From 1.
    step: u32,
    /// The words.
    text: String,
}

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(start)).routes(routes!(fork)).routes(routes!(hint))
}

/// Begin an interview. Its conversation begins with the first message on the WebSocket; a second call changes nothing.
#[utoipa::path(
    post,
    path = "/api/interviews/{id}/start",
    tag = "interviews",
    params(SessionPath),
    responses((status = 200, body = SessionView, description = "The session"))
)]
async fn start(
    State(app): State<Arc<App>>,
    caller: Caller,
    Named(id): Named<String>,
) -> Result<Json<SessionView>, Failure> {
    let summary = app.summary(&caller, &id, Purpose::Continue).await?;
    Ok(Json(SessionView::of(summary, Some(id))))
}

/// Copy a session up to a commit into a new one, to go on from there.
#[utoipa::path(
    post,
    path = "/api/interviews/{id}/fork",
    tag = "interviews",
    params(SessionPath),
    request_body(content = Option<ForkFrom>),
    responses((status = 200, body = Forked, description = "The copy"))
)]
async fn fork(
    State(app): State<Arc<App>>,
    caller: Caller,
    Named(id): Named<String>,
    Body(from): Body<ForkFrom>,
) -> Result<Json<Forked>, Failure> {
    let source = app.session_id(&caller, &id, Purpose::Look).await?;
    let copy = app.interview.sessions().fork(&source, from.at).await?;
    let origin = copy.session().created.forked_from.as_ref();
    let forked_from = Origin { session: id, commit: origin.map_or(0, |origin| origin.commit) };
    Ok(Json(Forked { session: SessionView::of(copy.summary().clone(), None), forked_from }))
}

/// Ask for the next step of the hint ladder, in the open conversation if there is one.
#[utoipa::path(
    post,
    path = "/api/interviews/{id}/hint",
    tag = "interviews",
    params(SessionPath),
    responses((status = 200, body = HintAnswer, description = "The hint, and the interviewer's words"))
)]
async fn hint(
    State(app): State<Arc<App>>,
    caller: Caller,
    Named(id): Named<String>,
) -> Result<Json<HintAnswer>, Failure> {
    let session = app.session_id(&caller, &id, Purpose::Continue).await?;
    let conversation = app.rooms.enter(&session).await?;
    let mut events = conversation.subscribe();
    conversation.send(TurnInput::Hint).await?;
    let said = async {
        let (mut given, mut turn) = (None, None);
        while let Some(event) = events.next().await {
            if let Some(message) = follow(event, &mut turn, &mut given)? {
                return Ok((given, message));
            }
        }
        Err(over())
    };
    let late = |_| Error::new(ErrorKind::Timeout, "the interviewer did not answer in time");
    let (given, message) = tokio::time::timeout(PATIENCE, said).await.map_err(late)??;
    let hint = given.map(|HintGiven { question, step, text }| Hint { question, step, text });
    Ok(Json(HintAnswer { session_id: id, hint, message: Some(message).filter(|words| !words.is_empty()) }))
}

/// What an event of the conversation means for the hint: the words that end its turn, or nothing yet. Turns before it that it
/// ends do not count.
fn follow(
    event: TurnEvent,
    turn: &mut Option<u32>,
    given: &mut Option<HintGiven>,
) -> Outcome<Option<String>> {
    Ok(match event {
        TurnEvent::Thinking { turn: opened } => {
            turn.get_or_insert(opened);
            None
        }
        TurnEvent::Hint(hint) => {
            *given = Some(hint);
            None
        }
        TurnEvent::Completed { turn: over, text, .. }
        | TurnEvent::Interrupted { turn: over, heard: text } => Some(text).filter(|_| *turn == Some(over)),
        TurnEvent::Failed { error, .. } => return Err(error),
        TurnEvent::Ended { .. } | TurnEvent::TakenOver | TurnEvent::Erased | TurnEvent::Lagged => {
            return Err(over());
        }
        _ => None,
    })
}

fn over() -> Error {
    Error::new(ErrorKind::Conflict, "the conversation ended before the hint was given; ask again")
}
