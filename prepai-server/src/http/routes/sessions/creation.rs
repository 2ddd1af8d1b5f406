//! New sessions.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use prepai_core::session::Mode;
use prepai_core::turn::NewSession;
use serde::Deserialize;

use super::super::described::describe;
use super::{SessionView, line};
use crate::http::extract::{Body, Field, Kind, Pattern, Shaped};
use crate::http::guard::Caller;
use crate::http::{App, Failure};

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
    voice: Option<bool>,
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
        Field::optional(
            "voice",
            Kind::Flag,
            "Whether it is to be held by voice at once: where every place for a voice is taken the answer is 503 with `Retry-After`, and \
             nothing is created. Default false.",
            "false",
        ),
    ];
}

describe!(Creation);

/// Create a session.
#[utoipa::path(
    post,
    path = "/api/sessions",
    tag = "sessions",
    request_body = Creation,
    responses((status = 200, body = SessionView, description = "The session"))
)]
pub(super) async fn create(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(given): Body<Creation>,
) -> Result<Json<SessionView>, Failure> {
    // A voice interview that would stutter, or find no place, is refused before it begins.
    let admission = app.rooms.admission();
    match given.voice {
        Some(true) => admission.check_voice()?,
        _ if app.interview.backends().speech_to_text.is_some() => admission.check()?,
        _ => {}
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
pub(super) async fn create_alias(
    app: State<Arc<App>>,
    caller: Caller,
    given: Body<Creation>,
) -> Result<Json<SessionView>, Failure> {
    create(app, caller, given).await
}
