//! Sessions: create, list, read, erase.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use prepai_core::session::Session;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::{App, Failure};

/// A session as lists and answers show it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SessionView {
    /// Its id.
    session_id: String,
    /// The kind of interview as it was sent.
    interview_type: String,
    /// The candidate's name.
    candidate_name: String,
    /// When it was created, RFC 3339 in UTC.
    created_at: String,
    /// `active` or `completed`.
    status: &'static str,
}

impl SessionView {
    pub(super) fn of(session: &Session) -> Self {
        SessionView {
            session_id: session.id.to_string(),
            interview_type: session.created.interview_type.clone(),
            candidate_name: session.created.candidate.name.clone(),
            created_at: session.created_at.to_string(),
            status: session.status.as_str(),
        }
    }
}

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(get))
}

/// A session.
#[utoipa::path(
    get,
    path = "/api/sessions/{id}",
    tag = "sessions",
    params(("id" = String, Path, description = "The session's id")),
    responses((status = 200, body = SessionView))
)]
async fn get(State(app): State<Arc<App>>, Path(id): Path<String>) -> Result<Json<SessionView>, Failure> {
    let id = id.parse()?;
    let log = app.interview.sessions().load(&id).await?;
    Ok(Json(SessionView::of(log.session())))
}
