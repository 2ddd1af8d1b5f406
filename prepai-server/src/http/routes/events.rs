//! The log of a session.

use std::sync::Arc;

use axum::body::Body as Bytes;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures::{StreamExt, future};
use prepai_core::Error;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::described::SessionPath;
use crate::http::extract::Named;
use crate::http::guard::Caller;
use crate::http::{App, Failure};
use crate::rooms::Purpose;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(read))
}

/// The log as JSON lines: of every commit a header line and its events, as they are stored.
#[utoipa::path(
    get,
    path = "/api/interviews/{id}/events",
    tag = "interviews",
    params(SessionPath),
    responses((status = 200, description = "The log", body = String, content_type = "application/x-ndjson"))
)]
async fn read(
    State(app): State<Arc<App>>,
    caller: Caller,
    Named(id): Named<String>,
) -> Result<Response, Failure> {
    let session = app.session_id(&caller, &id, Purpose::Look).await?;
    let commits = app.interview.sessions().store().commits(&session, 1);
    let lines = commits.map(|commit| match commit {
        Ok(commit) if commit.is_stub() => Err(Error::not_found("session")),
        Ok(commit) => Ok(commit.bytes),
        Err(error) => Err(error),
    });
    // What goes wrong before the first byte is an answer; later it can only break off.
    let mut lines = Box::pin(lines.peekable());
    if let Some(Err(error)) = lines.as_mut().peek().await {
        return Err(error.clone().into());
    }
    let mut broken = false;
    let lines = lines.take_while(move |line| future::ready(!std::mem::replace(&mut broken, line.is_err())));
    Ok(([(header::CONTENT_TYPE, "application/x-ndjson")], Bytes::from_stream(lines)).into_response())
}
