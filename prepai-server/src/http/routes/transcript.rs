//! What was said.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use prepai_core::session::{Session, export, transcript};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::described::{SessionPath, describe};
use crate::http::extract::{Field, Kind, Named, Query, Shaped};
use crate::http::guard::Caller;
use crate::http::{App, Failure};

/// The form of a transcript.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Form {
    #[default]
    Json,
    Vtt,
    Srt,
    Txt,
    Md,
}

#[derive(Debug, Deserialize)]
struct Wanted {
    format: Option<Form>,
}

impl Shaped for Wanted {
    const NAME: &'static str = "TranscriptForm";
    const FIELDS: &'static [Field] = &[Field::optional(
        "format",
        Kind::Word(&["json", "vtt", "srt", "txt", "md"]),
        "JSON (the default), WebVTT or SubRip subtitles, text, or Markdown.",
        r#""json""#,
    )];
}

describe!(Wanted);

/// The messages of an interview.
#[derive(Serialize, ToSchema)]
struct Transcript {
    /// The session's id.
    session_id: String,
    /// In order.
    transcript: Vec<TranscriptMessage>,
}

/// One message.
#[derive(Serialize, ToSchema)]
struct TranscriptMessage {
    /// `user` for the candidate, `assistant` for the interviewer.
    #[schema(example = "assistant")]
    role: String,
    /// The words; of the interviewer those that were heard.
    content: String,
    /// When.
    #[schema(format = "date-time")]
    timestamp: String,
}

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(read))
}

/// The transcript of an interview.
#[utoipa::path(
    get,
    path = "/api/interviews/{id}/transcript",
    tag = "interviews",
    params(SessionPath, Wanted),
    responses((status = 200, description = "The transcript in the form that was asked for", content(
        (Transcript = "application/json"), (String = "text/vtt"), (String = "application/x-subrip"),
        (String = "text/plain"), (String = "text/markdown"),
    )))
)]
async fn read(
    State(app): State<Arc<App>>,
    caller: Caller,
    Named(id): Named<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Failure> {
    let log = app.session(&caller, &id).await?;
    Ok(shown(log.session(), &id, wanted.format.unwrap_or_default()))
}

fn shown(session: &Session, id: &str, form: Form) -> Response {
    let (kind, text) = match form {
        Form::Json => {
            let body = json!({"session_id": id, "transcript": transcript(session)});
            return Json(body).into_response();
        }
        Form::Vtt => ("text/vtt; charset=utf-8", export::vtt(session)),
        Form::Srt => ("application/x-subrip; charset=utf-8", export::srt(session)),
        Form::Txt => ("text/plain; charset=utf-8", export::plain(session)),
        Form::Md => ("text/markdown; charset=utf-8", export::markdown(session)),
    };
    ([(header::CONTENT_TYPE, kind), (header::X_CONTENT_TYPE_OPTIONS, "nosniff")], text).into_response()
}
