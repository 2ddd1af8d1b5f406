//! The files of a session: recordings, CVs, documents for older readers.

use std::ops::Range;
use std::sync::Arc;

use axum::Json;
use axum::body::Body as Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use prepai_core::Error;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::described::{FilePath, SessionPath};
use super::range::{Wanted, wanted};
use crate::http::extract::Named;
use crate::http::guard::Caller;
use crate::http::{App, Failure};
use crate::rooms::Purpose;

/// The files of a session.
#[derive(Debug, Serialize, ToSchema)]
struct Files {
    /// The session's id.
    session_id: String,
    /// By name.
    files: Vec<File>,
}

/// A file.
#[derive(Debug, Serialize, ToSchema)]
struct File {
    /// Its name.
    name: String,
    /// Bytes.
    size: u64,
    /// When it was written.
    #[schema(format = "date-time")]
    modified: String,
    /// Its media type.
    content_type: &'static str,
    /// Where it is read.
    url: String,
}

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(read))
}

/// List the files of a session.
#[utoipa::path(
    get,
    path = "/api/interviews/{id}/files",
    tag = "interviews",
    params(SessionPath),
    responses((status = 200, body = Files, description = "The files by name"))
)]
async fn list(
    State(app): State<Arc<App>>,
    caller: Caller,
    Named(id): Named<String>,
) -> Result<Json<Files>, Failure> {
    let session = app.session_id(&caller, &id, Purpose::Look).await?;
    let files = app.interview.sessions().store().list_files(&session).await?;
    let files = files.into_iter().map(|info| File {
        content_type: media_type(&info.name),
        url: format!("/api/interviews/{id}/files/{}", info.name),
        size: info.size,
        modified: info.modified.to_string(),
        name: info.name,
    });
    Ok(Json(Files { files: files.collect(), session_id: id }))
}

/// Read a file, or with a `Range` header a part of it.
#[utoipa::path(
    get,
    path = "/api/interviews/{id}/files/{name}",
    tag = "interviews",
    params(FilePath),
    responses(
        (status = 200, description = "The file", body = serde_json::Value, content_type = "*/*"),
        (status = 206, description = "The part", body = serde_json::Value, content_type = "*/*"),
        (status = 416, description = "The part lies behind the end"),
    )
)]
async fn read(
    State(app): State<Arc<App>>,
    caller: Caller,
    Named((id, name)): Named<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let session = app.session_id(&caller, &id, Purpose::Look).await?;
    let store = app.interview.sessions().store();
    let files = store.list_files(&session).await?;
    let info = files.into_iter().find(|info| info.name == name).ok_or_else(|| Error::not_found("file"))?;
    let (status, range) = match wanted(headers.get(header::RANGE), info.size) {
        Wanted::All => (StatusCode::OK, 0..info.size),
        Wanted::Part(range) => (StatusCode::PARTIAL_CONTENT, range),
        Wanted::Behind => return Ok(behind(info.size)),
    };
    let part = (status == StatusCode::PARTIAL_CONTENT).then(|| range.clone());
    let content = Bytes::from_stream(store.get_file(&session, &name, part));
    let mut response = (status, content).into_response();
    let answer = response.headers_mut();
    answer.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(&name)));
    answer.insert(header::CONTENT_LENGTH, HeaderValue::from(range.end - range.start));
    answer.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    // What somebody uploaded never runs as a page of this origin.
    answer.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        answer.insert(header::CONTENT_DISPOSITION, value);
    }
    if status == StatusCode::PARTIAL_CONTENT {
        answer.insert(header::CONTENT_RANGE, content_range(Some(range), info.size));
    }
    Ok(response)
}

fn behind(size: u64) -> Response {
    let body = serde_json::json!({
        "detail": format!("Range: the file has {size} bytes"),
        "code": "invalid_input",
    });
    (StatusCode::RANGE_NOT_SATISFIABLE, [(header::CONTENT_RANGE, content_range(None, size))], Json(body))
        .into_response()
}

fn content_range(range: Option<Range<u64>>, size: u64) -> HeaderValue {
    let text = match range {
        Some(range) => format!("bytes {}-{}/{size}", range.start, range.end - 1),
        None => format!("bytes */{size}"),
    };
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static("bytes */*"))
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).as_deref() {
        Some("wav") => "audio/wav",
        Some("webm") => "audio/webm",
        Some("json") => "application/json",
        Some("txt") => "text/plain",
        Some("pdf") => "application/pdf",
        Some("docx") => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        _ => "application/octet-stream",
    }
}
