//! Lists of sessions.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use prepai_core::analytics::fold_name;
use prepai_core::session::{Status, SummaryFilter, SummaryQuery};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::described::describe;
use super::{SessionView, line};
use crate::http::extract::{Field, Kind, Pattern, Query, Shaped};
use crate::http::guard::Caller;
use crate::http::{App, Failure};
use crate::page::Cursor;

/// Which sessions.
#[derive(Debug, Deserialize)]
pub(super) struct Listing {
    limit: Option<usize>,
    cursor: Option<String>,
    status: Option<Status>,
    interview_type: Option<String>,
    candidate: Option<String>,
    demo: Option<bool>,
}

impl Shaped for Listing {
    const NAME: &'static str = "Listing";
    const FIELDS: &'static [Field] = &[
        Field::optional(
            "limit",
            Kind::Integer { min: Some(1), max: 1000 },
            "At most so many. Default 50.",
            "20",
        ),
        Field::optional(
            "cursor",
            Kind::Text {
                min: 3,
                max: 85,
                pattern: Some(Pattern {
                    expression: r"^-?[0-9]{1,18}\.[A-Za-z0-9_-]{1,64}$",
                    fits: |text| text.parse::<Cursor>().is_ok(),
                }),
            },
            "The `next_cursor` of the page before.",
            "",
        ),
        Field::optional(
            "status",
            Kind::Word(&["active", "completed"]),
            "Only with this status.",
            r#""active""#,
        ),
        Field::optional(
            "interview_type",
            line(100),
            "Only of this kind, in any spelling.",
            r#""Google SDE""#,
        ),
        Field::optional(
            "candidate",
            line(200),
            "Only of this name, in any case and spacing.",
            r#""ada lovelace""#,
        ),
        Field::optional("demo", Kind::Flag, "Also demonstrations. Default false.", "false"),
    ];
}

describe!(Listing);

/// A page of sessions.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SessionPage {
    /// Newest first.
    sessions: Vec<SessionView>,
    /// What to ask for the next page with; null on the last.
    next_cursor: Option<String>,
}

/// List sessions, newest first. Pages are stable when sessions are added.
#[utoipa::path(
    get,
    path = "/api/sessions",
    tag = "sessions",
    params(Listing),
    responses((status = 200, body = SessionPage, description = "A page"))
)]
pub(super) async fn list(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(wanted): Query<Listing>,
) -> Result<Json<SessionPage>, Failure> {
    let kinds = app.interview.backends().library.kinds();
    let limit = wanted.limit.unwrap_or(50);
    let filter = SummaryFilter {
        status: wanted.status,
        kind: wanted.interview_type.as_deref().map(|kind| kinds.resolve(kind).id.clone()),
        candidate_key: wanted.candidate.as_deref().map(fold_name),
        owner: caller.owner,
        demo: wanted.demo.unwrap_or(false),
    };
    let after = wanted.cursor.map(|cursor| cursor.parse::<Cursor>()).transpose()?.map(Cursor::into_position);
    // One more than is shown tells whether there is another page.
    let query = SummaryQuery { filter, after, limit: Some(limit + 1) };
    let mut page = app.interview.sessions().list(query).await?;
    let more = page.len() > limit;
    page.truncate(limit);
    let next_cursor = page.last().filter(|_| more).map(|last| Cursor::after(last).to_string());
    let sessions = page.into_iter().map(|summary| SessionView::of(summary, None)).collect();
    Ok(Json(SessionPage { sessions, next_cursor }))
}

/// List sessions (the same as `GET /api/sessions`).
#[utoipa::path(
    get,
    path = "/api/sessions/list",
    tag = "sessions",
    params(Listing),
    responses((status = 200, body = SessionPage, description = "A page"))
)]
pub(super) async fn list_alias(
    app: State<Arc<App>>,
    caller: Caller,
    wanted: Query<Listing>,
) -> Result<Json<SessionPage>, Failure> {
    list(app, caller, wanted).await
}
