//! The paths, one file a noun.

mod cv;
mod health;
mod root;
mod sessions;

use std::sync::Arc;

use axum::http::{Request, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use prepai_core::{Error, ErrorKind};
use utoipa_axum::router::OpenApiRouter;

use super::{App, Failure};

/// Every path with its description.
pub(super) fn all() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .merge(health::routes())
        .merge(sessions::routes())
        .merge(cv::routes())
        .merge(root::routes())
        .merge(crate::socket::routes())
}

/// What answers where there is nothing.
pub(super) async fn nothing_here() -> Response {
    Failure::from(Error::not_found("path")).into_response()
}

/// What answers a method that a path does not have.
pub(super) async fn not_so() -> Response {
    let failure = Failure::from(Error::new(ErrorKind::Unsupported, "method not allowed"));
    let mut response = failure.into_response();
    *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
    response
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
