//! Sessions: create, list, read, erase.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use prepai_core::analytics::fold_name;
use prepai_core::session::{Mode, SessionSummary, Status, SummaryFilter, SummaryQuery};
use prepai_core::turn::NewSession;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::described::describe;
use crate::http::extract::{Body, Field, Kind, Named, Pattern, Query, Shaped};
use crate::http::guard::Caller;
use crate::http::{App, Failure};
use crate::page::Cursor;
use crate::rooms::Purpose;

/// A line of at most so many characters.
pub(super) const fn line(max: usize) -> Kind {
    Kind::Text { min: 1, max, pattern: Some(Pattern::LINE) }
}

/// A session as lists and answers show it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SessionView {
    /// Its id.
    #[schema(example = "0198f0a2-6c1e-7d3a-9a55-3f1f6f0c9b11")]
    session_id: String,
    /// The kind of interview as it was sent.
    #[schema(example = "google-sde")]
    interview_type: String,
    /// The candidate's name.
    #[schema(example = "Ada Lovelace")]
    candidate_name: String,
    /// When it was created, RFC 3339 in UTC.
    #[schema(format = "date-time")]
    created_at: String,
    /// `active` or `completed`.
    #[schema(value_type = StatusWord)]
    status: &'static str,
    /// The kind as it was resolved.
    kind: String,
    /// `practice` or `real`.
    #[schema(value_type = ModeWord)]
    mode: Mode,
    /// Whether it is a demonstration, which is never counted.
    demo: bool,
    /// The embedder's id of the candidate.
    candidate_id: Option<String>,
    /// When its last event happened.
    #[schema(format = "date-time")]
    updated_at: String,
    /// When it ended.
    #[schema(format = "date-time")]
    completed_at: Option<String>,
    /// The phase that it is in.
    phase: Option<String>,
    /// Seconds in which a conversation was open.
    duration_seconds: u64,
    /// Messages of the transcript.
    messages: u32,
    /// Code submissions.
    submissions: u32,
    /// Whether a CV was uploaded.
    has_cv: bool,
    /// The overall score, 0 to 10; null before the end and when it was not assessed.
    overall_score: Option<f64>,
    /// The recommendation of the report.
    recommendation: Option<String>,
}

/// Where a session stands.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(dead_code, reason = "describes the words of `Status`")]
pub(super) enum StatusWord {
    Active,
    Completed,
}

/// Practice helps; real does not.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(dead_code, reason = "describes the words of `Mode`")]
enum ModeWord {
    Practice,
    Real,
}

impl SessionView {
    /// As its summary says; `shown` is the id that the client knows it by.
    pub(super) fn of(summary: SessionSummary, shown: Option<String>) -> Self {
        SessionView {
            session_id: shown.unwrap_or_else(|| summary.session.to_string()),
            interview_type: summary.interview_type,
            candidate_name: summary.candidate,
            created_at: summary.created_at.to_string(),
            status: summary.status.as_str(),
            kind: summary.kind,
            mode: summary.mode,
            demo: summary.demo,
            candidate_id: summary.candidate_id,
            updated_at: summary.updated_at.to_string(),
            completed_at: summary.completed_at.map(|at| at.to_string()),
            phase: summary.phase,
            duration_seconds: summary.duration_s,
            messages: summary.messages,
            submissions: summary.submissions,
            has_cv: summary.has_cv,
            overall_score: summary.scores.overall.map(|tenths| f64::from(tenths) / 10.0),
            recommendation: summary.recommendation,
        }
    }
}

/// What a new session is made of.
#[derive(Debug, Deserialize)]
pub(super) struct Creation {
    interview_type: String,
    candidate_name: String,
    mode: Option<Mode>,
    duration_minutes: Option<u32>,
    thinking_time: Option<f64>,
    language: Option<String>,
    job_description: Option<String>,
    candidate_id: Option<String>,
    recording_consent: Option<bool>,
}

impl Shaped for Creation {
    const NAME: &'static str = "NewSession";
    const FIELDS: &'static [Field] = &[
        Field::required(
            "interview_type",
            line(100),
            "An id, a display name or an alias of `/api/interview-types`; anything else is a general interview.",
            r#""google-sde""#,
        ),
        Field::required("candidate_name", line(200), "Who is interviewed.", r#""Ada Lovelace""#),
        Field::optional(
            "mode",
            Kind::Word(&["practice", "real"]),
            "Practice gives hints, real does not. Default practice.",
            r#""practice""#,
        ),
        Field::optional(
            "duration_minutes",
            Kind::Integer { min: Some(5), max: 240 },
            "The planned length; default the kind's own.",
            "45",
        ),
        Field::optional(
            "thinking_time",
            Kind::Number { min: 1.0, max: 4.0 },
            "A factor on the pauses that a candidate may take. Default 1.0.",
            "1.5",
        ),
        Field::optional(
            "language",
            Kind::Text { min: 2, max: 35, pattern: Some(Pattern::TAG) },
            "A BCP 47 tag. Default en-US.",
            r#""en-US""#,
        ),
        Field::optional(
            "job_description",
            Kind::Text { min: 0, max: 20_000, pattern: None },
            "The job that it prepares for.",
            r#""Backend engineer, payments""#,
        ),
        Field::optional("candidate_id", line(128), "Your own id of the person.", r#""person-17""#),
        Field::optional(
            "recording_consent",
            Kind::Flag,
            "Whether recordings may be kept. Default false.",
            "false",
        ),
    ];
}

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

describe!(Creation, Listing);

/// A page of sessions.
#[derive(Debug, Serialize, ToSchema)]
struct SessionPage {
    /// Newest first.
    sessions: Vec<SessionView>,
    /// What to ask for the next page with; null on the last.
    next_cursor: Option<String>,
}

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(create, list))
        .routes(routes!(read, erase))
        .routes(routes!(create_alias))
        .routes(routes!(list_alias))
}

/// Create a session.
#[utoipa::path(
    post,
    path = "/api/sessions",
    tag = "sessions",
    request_body = Creation,
    responses((status = 200, body = SessionView, description = "The session"))
)]
async fn create(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(given): Body<Creation>,
) -> Result<Json<SessionView>, Failure> {
    if app.interview.backends().speech_to_text.is_some() {
        // A voice interview that would stutter is refused before it begins.
        app.rooms.admission().check()?;
    }
    let usual = NewSession::default();
    let new = NewSession {
        interview_type: given.interview_type,
        candidate_name: given.candidate_name,
        candidate_id: given.candidate_id,
        owner: caller.owner,
        language: given.language.unwrap_or(usual.language),
        mode: given.mode.unwrap_or(usual.mode),
        recording_consent: given.recording_consent.unwrap_or(usual.recording_consent),
        duration_minutes: given.duration_minutes,
        thinking_time: given.thinking_time.unwrap_or(usual.thinking_time),
        job_description: given.job_description,
        ..NewSession::default()
    };
    let log = app.interview.create(new).await?;
    app.metrics.created.inc();
    Ok(Json(SessionView::of(log.summary().clone(), None)))
}

/// Create a session (the same as `POST /api/sessions`).
#[utoipa::path(
    post,
    path = "/api/sessions/create",
    tag = "sessions",
    request_body = Creation,
    responses((status = 200, body = SessionView, description = "The session"))
)]
async fn create_alias(
    app: State<Arc<App>>,
    caller: Caller,
    given: Body<Creation>,
) -> Result<Json<SessionView>, Failure> {
    create(app, caller, given).await
}

/// List sessions, newest first. Pages are stable when sessions are added.
#[utoipa::path(
    get,
    path = "/api/sessions",
    tag = "sessions",
    params(Listing),
    responses((status = 200, body = SessionPage, description = "A page"))
)]
async fn list(
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
async fn list_alias(
    app: State<Arc<App>>,
    caller: Caller,
    wanted: Query<Listing>,
) -> Result<Json<SessionPage>, Failure> {
    list(app, caller, wanted).await
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
