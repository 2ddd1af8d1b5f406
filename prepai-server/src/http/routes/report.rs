//! The end of an interview, and its report.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use prepai_core::session::EndReason;
use prepai_core::{Error, ErrorKind, evaluation};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::described::{SessionPath, describe};
use crate::http::extract::{Field, Kind, Named, Query, Shaped};
use crate::http::guard::Caller;
use crate::http::{App, Failure};
use crate::rooms::Purpose;

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Form {
    #[default]
    Json,
    Md,
    Html,
    Pdf,
}

#[derive(Debug, Deserialize)]
struct Wanted {
    format: Option<Form>,
}

impl Shaped for Wanted {
    const NAME: &'static str = "ReportForm";
    const FIELDS: &'static [Field] = &[Field::optional(
        "format",
        Kind::Word(&["json", "md", "html", "pdf"]),
        "JSON (the default), Markdown, or a page. This build writes no PDF and answers 501 for it.",
        r#""json""#,
    )];
}

describe!(Wanted);

/// An interview that has ended.
#[derive(Debug, Serialize, ToSchema)]
struct Ended {
    /// The session's id.
    session_id: String,
    /// `completed`.
    status: &'static str,
    /// Where the report is read.
    report_url: String,
}

/// The report of an interview.
#[derive(Serialize, ToSchema)]
struct ReportAnswer {
    /// Always true.
    success: bool,
    /// Scores with their evidence; a criterion without evidence is null.
    #[schema(value_type = Object)]
    report: Value,
    /// Where the report is read.
    report_url: String,
}

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(end)).routes(routes!(read))
}

fn url(id: &str) -> String {
    format!("/api/interviews/{id}/performance-report")
}

/// End an interview and score it. A second call changes nothing.
#[utoipa::path(
    post,
    path = "/api/interviews/{id}/end",
    tag = "interviews",
    params(SessionPath),
    responses((status = 200, body = Ended, description = "It has ended"))
)]
async fn end(
    State(app): State<Arc<App>>,
    caller: Caller,
    Named(id): Named<String>,
) -> Result<Json<Ended>, Failure> {
    let session = app.session_id(&caller, &id, Purpose::Look).await?;
    app.rooms.end(&session, EndReason::Request).await?;
    let report_url = url(&id);
    Ok(Json(Ended { session_id: id, status: "completed", report_url }))
}

/// The report of an interview that has ended; before the end it is 400 `not_ready`.
#[utoipa::path(
    get,
    path = "/api/interviews/{id}/performance-report",
    tag = "interviews",
    params(SessionPath, Wanted),
    responses((status = 200, description = "The report in the form that was asked for", content(
        (ReportAnswer = "application/json"), (String = "text/markdown"), (String = "text/html"),
    )))
)]
async fn read(
    State(app): State<Arc<App>>,
    caller: Caller,
    Named(id): Named<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Failure> {
    let log = app.session(&caller, &id).await?;
    let early = || Error::new(ErrorKind::NotReady, "Interview not completed yet");
    let report = log.session().report.as_ref().ok_or_else(early)?;
    let text = |kind: &'static str, text: String| {
        ([(header::CONTENT_TYPE, kind), (header::X_CONTENT_TYPE_OPTIONS, "nosniff")], text).into_response()
    };
    Ok(match wanted.format.unwrap_or_default() {
        Form::Json => Json(answer(report, &id)).into_response(),
        Form::Md => text("text/markdown; charset=utf-8", evaluation::export::markdown(report)),
        Form::Html => text("text/html; charset=utf-8", evaluation::export::html(report)),
        Form::Pdf => {
            let message = "this build writes no PDF: take `format=html` and print it, or `format=md`";
            return Err(Error::new(ErrorKind::NotAvailable, message).into());
        }
    })
}

fn answer(report: &Value, id: &str) -> Value {
    let mut report = report.clone();
    if let Some(fields) = report.as_object_mut() {
        fields.insert("sessionId".to_owned(), id.into());
        fields.insert("reportUrl".to_owned(), url(id).into());
    }
    json!({"success": true, "report": report, "report_url": url(id)})
}
