//! The candidate's CV: upload, analysis, corrections.

mod fields;

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::Bytes;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::extract::{DefaultBodyLimit, State};
use futures::StreamExt;
use prepai_core::clock::Timestamp;
use prepai_core::cv::{self, MAX_BYTES, ORIGINAL, Upload, read_upload};
use prepai_core::ids::SessionId;
use prepai_core::session::Session;
use prepai_core::{Error, ErrorKind, Result};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::fields::{Corrections, CvAnalysis};
use crate::http::extract::{Body, Named};
use crate::http::guard::Caller;
use crate::http::{App, Failure};
use crate::rooms::Purpose;

/// After which an original that the log does not name is one that it never will.
const LEFT_BEHIND: Duration = Duration::from_secs(3600);

/// Room for the frame around the file.
const FRAME: usize = 64 << 10;

/// A CV that was uploaded and understood.
#[derive(Debug, Serialize, ToSchema)]
struct Uploaded {
    /// True.
    success: bool,
    /// What was understood.
    #[schema(value_type = CvAnalysis)]
    analysis: Value,
    /// A sentence for people.
    message: String,
}

/// What is known of a CV.
#[derive(Debug, Serialize, ToSchema)]
struct Analyzed {
    /// True.
    success: bool,
    /// What was understood, with the corrections.
    #[schema(value_type = CvAnalysis)]
    analysis: Value,
    /// The name that the sender gave.
    filename: String,
}

/// A form with a file.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes the form; the handler reads it as a stream")]
struct CvForm {
    /// The CV: plain text, or PDF or DOCX where the server can read them.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    let large = DefaultBodyLimit::max(MAX_BYTES + FRAME);
    OpenApiRouter::new().routes(routes!(upload)).layer(large).routes(routes!(get, patch))
}

/// Uploads a CV; the original is kept with the session. Several may be uploaded, the newest counts.
#[utoipa::path(
    post,
    path = "/api/interviews/{id}/upload-cv",
    tag = "cv",
    params(super::described::SessionPath),
    request_body(content = CvForm, content_type = "multipart/form-data"),
    responses((status = 200, body = Uploaded, description = "what was understood"))
)]
async fn upload(
    State(app): State<Arc<App>>,
    Named(id): Named<String>,
    caller: Caller,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Json<Uploaded>, Failure> {
    let (id, session) = find(&app, &id, &caller, Purpose::Continue).await?;
    let (filename, bytes) = file_of(form).await?;
    let upload = read_upload(app.interview.backends(), &filename, &bytes).await?;
    // Decided before the original is kept: after the end nothing is left behind.
    upload.entries(&session)?;
    let message = format!("CV uploaded and analyzed successfully ({})", upload.file_type.to_uppercase());
    let analysis = json!(upload.analysis);
    // A client that goes in the middle leaves no original behind that the log does not know.
    let kept = tokio::spawn(async move { keep(&app, &id, &session, upload, bytes).await });
    let broken = |_| Error::new(ErrorKind::Internal, "the store broke off").during("cv.upload");
    kept.await.map_err(broken).flatten()?;
    Ok(Json(Uploaded { success: true, analysis, message }))
}

/// What was understood of the newest CV.
#[utoipa::path(
    get,
    path = "/api/interviews/{id}/cv-analysis",
    tag = "cv",
    params(super::described::SessionPath),
    responses((status = 200, body = Analyzed, description = "what is known"))
)]
async fn get(
    State(app): State<Arc<App>>,
    Named(id): Named<String>,
    caller: Caller,
) -> Result<Json<Analyzed>, Failure> {
    let (_, session) = find(&app, &id, &caller, Purpose::Look).await?;
    Ok(Json(analyzed(&session)?))
}

/// Corrects fields of the analysis: each key replaces the field of its name.
#[utoipa::path(
    patch,
    path = "/api/interviews/{id}/cv-analysis",
    tag = "cv",
    params(super::described::SessionPath),
    request_body = Corrections,
    responses((status = 200, body = Analyzed, description = "what is known"))
)]
async fn patch(
    State(app): State<Arc<App>>,
    Named(id): Named<String>,
    caller: Caller,
    Body(Corrections(corrections)): Body<Corrections>,
) -> Result<Json<Analyzed>, Failure> {
    let (id, _) = find(&app, &id, &caller, Purpose::Look).await?;
    app.rooms.commit(&id, move |session| cv::correct(session, &corrections)).await?;
    let (_, session) = find(&app, id.as_str(), &caller, Purpose::Look).await?;
    Ok(Json(analyzed(&session)?))
}

/// Stores the original and, when it stands, what the log says of it: the log never names a file that is not there.
async fn keep(app: &App, id: &SessionId, session: &Session, upload: Upload, bytes: Bytes) -> Result<()> {
    let store = app.interview.sessions().store();
    forget_unnamed(app, id, session).await;
    let content = futures::stream::once(async move { Ok(bytes.to_vec()) }).boxed();
    store.put_file(id, &upload.file, content).await?;
    let file = upload.file.clone();
    let committed = app.rooms.commit(id, move |session| upload.entries(session)).await;
    if let Err(error) = &committed
        && is_refused(error)
    {
        store.remove_file(id, &file).await?;
    }
    committed.map(drop)
}

/// Whether a commit was decided against, so that it stands neither now nor later. After any other error it is in doubt.
fn is_refused(error: &Error) -> bool {
    use ErrorKind::{Conflict, InvalidInput, NotFound, TooLarge};
    matches!(error.kind(), Conflict | InvalidInput | NotFound | TooLarge)
}

/// Removes originals that a crash, or a commit in doubt that was never made, left behind a good while ago.
async fn forget_unnamed(app: &App, id: &SessionId, session: &Session) {
    let sessions = app.interview.sessions();
    let now = sessions.clock().now();
    let files = sessions.store().list_files(id).await.unwrap_or_default();
    let is_old = |modified: Timestamp| now.since(modified) > LEFT_BEHIND;
    let is_named = |name: &str| session.cvs.iter().any(|cv| cv.file == name);
    for file in files {
        if file.name.starts_with(ORIGINAL) && is_old(file.modified) && !is_named(&file.name) {
            // Another time, where it fails: what is uploaded now does not hang on it.
            let _ = sessions.store().remove_file(id, &file.name).await;
        }
    }
}

fn analyzed(session: &Session) -> Result<Analyzed> {
    let cv = session.cvs.iter().rev().find(|cv| cv.analysis.is_some());
    let found = cv.and_then(|cv| Some((cv, cv.analysis.clone()?)));
    let missing = || Error::new(ErrorKind::NotFound, "no CV uploaded for this session");
    let (cv, analysis) = found.ok_or_else(missing)?;
    Ok(Analyzed { success: true, analysis, filename: cv.filename.clone() })
}

/// The session of a path, if the caller may see it.
async fn find(app: &App, id: &str, caller: &Caller, purpose: Purpose) -> Result<(SessionId, Arc<Session>)> {
    let id = app.session_id(caller, id, purpose).await?;
    let log = app.interview.sessions().load(&id).await?;
    Ok((id, Arc::clone(log.session())))
}

/// The field `file` of a form: its name and its bytes.
async fn file_of(form: Result<Multipart, MultipartRejection>) -> Result<(String, Bytes), Failure> {
    let missing = || {
        Failure::from(vec![
            json!({"type": "missing", "loc": ["body", "file"], "msg": "Field required", "input": null}),
        ])
    };
    let mut form = form.map_err(|_| missing())?;
    loop {
        match form.next_field().await {
            Ok(Some(field)) if field.name() == Some("file") => {
                let filename = field.file_name().unwrap_or_default().to_owned();
                return match field.bytes().await {
                    Ok(bytes) => Ok((filename, bytes)),
                    Err(error) => Err(broken(&error).into()),
                };
            }
            Ok(Some(_)) => {}
            Ok(None) => return Err(missing()),
            Err(error) => return Err(broken(&error).into()),
        }
    }
}

/// A form that cannot be read to its end.
fn broken(error: &axum::extract::multipart::MultipartError) -> Error {
    match error.status() {
        axum::http::StatusCode::PAYLOAD_TOO_LARGE => {
            Error::new(ErrorKind::TooLarge, format!("file: may have {MAX_BYTES} bytes")).with("field", "file")
        }
        _ => Error::new(ErrorKind::InvalidContent, format!("the form cannot be read: {}", error.body_text())),
    }
}
