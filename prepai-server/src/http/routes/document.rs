//! The OpenAPI document.

use std::sync::{Arc, OnceLock};

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bytes::Bytes;
use prepai_core::{Error, ErrorKind};
use utoipa_axum::router::OpenApiRouter;

use crate::http::{App, Failure, document};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().route("/openapi.json", get(json))
}

async fn json() -> Result<Response, Failure> {
    static WRITTEN: OnceLock<Bytes> = OnceLock::new();
    let bytes = match WRITTEN.get() {
        Some(bytes) => bytes.clone(),
        None => {
            let unwritable = |error: serde_json::Error| {
                Error::new(ErrorKind::Internal, "the document has no JSON form").caused_by(error)
            };
            let bytes = Bytes::from(serde_json::to_vec(&document()).map_err(unwritable)?);
            WRITTEN.get_or_init(|| bytes).clone()
        }
    };
    let kind = HeaderValue::from_static("application/json");
    Ok(([(header::CONTENT_TYPE, kind)], bytes).into_response())
}
