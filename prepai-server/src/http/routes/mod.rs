//! The paths, one file a noun.

mod analytics;
mod cases;
mod code;
mod cv;
mod described;
mod document;
mod events;
mod execute;
mod files;
mod health;
mod interviews;
mod measures;
mod range;
mod report;
mod root;
mod sessions;
mod transcript;
mod types;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::Json;
use axum::http::{Request, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use prepai_core::{Error, ErrorKind};
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;

use super::{App, Failure, RequestId};

/// Every path with its description.
pub(super) fn all() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .merge(health::routes())
        .merge(sessions::routes())
        .merge(cv::routes())
        .merge(root::routes())
        .merge(interviews::routes())
        .merge(transcript::routes())
        .merge(report::routes())
        .merge(events::routes())
        .merge(files::routes())
        .merge(execute::routes())
        .merge(code::routes())
        .merge(analytics::routes())
        .merge(types::routes())
        .merge(document::routes())
        .merge(crate::socket::routes())
}

/// What answers where there is nothing.
pub(super) async fn nothing_here() -> Response {
    Failure::from(Error::new(ErrorKind::NotFound, "Not Found")).into_response()
}

/// What answers where there is something, but not for this method; the router names those that there are in `Allow`.
pub(super) async fn wrong_method(request: Request<axum::body::Body>) -> Response {
    let request = request.extensions().get::<RequestId>().map(|id| id.as_str().to_owned());
    let body = json!({"detail": "Method Not Allowed", "code": "method_not_allowed", "request_id": request});
    (StatusCode::METHOD_NOT_ALLOWED, Json(body)).into_response()
}

/// A path with a slash at its end is the path without it, answered in place: a redirect would lose the body.
pub(super) fn without_trailing_slash<B>(mut request: Request<B>) -> Request<B> {
    let path = request.uri().path();
    if path.len() > 1 && path.ends_with('/') {
        let trimmed = path.trim_end_matches('/');
        let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
        if let Ok(uri) = format!("{}{query}", if trimmed.is_empty() { "/" } else { trimmed }).parse::<Uri>() {
            *request.uri_mut() = uri;
        }
    }
    request
}
