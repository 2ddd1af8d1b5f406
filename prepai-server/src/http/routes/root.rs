//! What stands at the root: the pages for browsers, a word for programs.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::{App, pages};

/// What the service is.
#[derive(Debug, Serialize, ToSchema)]
struct Service {
    /// Its name.
    service: &'static str,
    /// The version of the program.
    version: &'static str,
    /// `running`.
    status: &'static str,
}

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    let views = ["/interview/new", "/demo", "/demo/cv", "/demo/code-editor", "/demo/performance"];
    let own = ["/sessions", "/sessions/{id}", "/sessions/{id}/report"];
    let pages = views
        .into_iter()
        .chain(own)
        .fold(OpenApiRouter::new(), |router, path| router.route(path, get(pages::index)));
    pages
        .route("/assets/{*name}", get(pages::asset))
        .route("/favicon.ico", get(pages::icon))
        .route("/docs", get(pages::docs))
        .routes(routes!(root))
}

/// The service; browsers get the pages.
#[utoipa::path(get, path = "/", tag = "operation", responses((status = 200, body = Service)))]
async fn root(headers: HeaderMap) -> Response<Body> {
    let wanted = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut response = match wanted.contains("text/html") {
        true => pages::index(headers.clone()).await,
        false => {
            let (service, version) = ("PrepAI Backend API", env!("CARGO_PKG_VERSION"));
            Json(Service { service, version, status: "running" }).into_response()
        }
    };
    response.headers_mut().append(header::VARY, HeaderValue::from_static("Accept"));
    response
}
