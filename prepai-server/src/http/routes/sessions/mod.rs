//! Sessions: create, list, read, erase.

mod creation;
mod listing;
mod view;

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::extract::{Kind, Named, Pattern};
use crate::http::guard::Caller;
use crate::http::{App, Failure};
use crate::rooms::Purpose;

pub(super) use view::SessionView;

/// A line of at most so many characters.
pub(super) const fn line(max: usize) -> Kind {
    Kind::Text { min: 1, max, pattern: Some(Pattern::LINE) }
}

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(creation::create, listing::list))
        .routes(routes!(read, erase))
        .routes(routes!(creation::create_alias))
        .routes(routes!(listing::list_alias))
}

/// Read a session.
#[utoipa::path(
    get,
    path = "/api/sessions/{id}",
    tag = "sessions",
    params(super::described::SessionPath),
    responses((status = 200, body = SessionView, description = "The session"))
)]
async fn read(
    State(app): State<Arc<App>>,
    caller: Caller,
    Named(id): Named<String>,
) -> Result<Json<SessionView>, Failure> {
    let summary = app.summary(&caller, &id, Purpose::Look).await?;
    Ok(Json(SessionView::of(summary, Some(id))))
}

/// Erase a session: its log, its files, everything. An open conversation on it ends.
#[utoipa::path(
    delete,
    path = "/api/sessions/{id}",
    tag = "sessions",
    params(super::described::SessionPath),
    responses((status = 204, description = "It is gone"))
)]
async fn erase(
    State(app): State<Arc<App>>,
    caller: Caller,
    Named(id): Named<String>,
) -> Result<StatusCode, Failure> {
    let session = app.session_id(&caller, &id, Purpose::Look).await?;
    app.rooms.erase(&session).await?;
    Ok(StatusCode::NO_CONTENT)
}
