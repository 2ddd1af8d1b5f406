//! Whether the server is alive.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use prepai_core::{Error, ErrorKind};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::{App, Failure};

/// How long a backend may take to say that it is ready.
const PATIENCE: Duration = Duration::from_secs(5);

/// A server that is alive.
#[derive(Debug, Serialize, ToSchema)]
struct Health {
    /// `healthy`.
    status: &'static str,
    /// The name of the service.
    service: &'static str,
}

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(health))
        .routes(routes!(healthz))
        .routes(routes!(readyz))
        .routes(routes!(metrics))
}

/// Whether the process answers; backends are not asked.
#[utoipa::path(get, path = "/health", tag = "operation", responses((status = 200, body = Health)))]
async fn health() -> Json<Health> {
    Json(Health { status: "healthy", service: "prepai-backend" })
}

/// As `/health`.
#[utoipa::path(get, path = "/healthz", tag = "operation", responses((status = 200, body = Health)))]
async fn healthz() -> Json<Health> {
    health().await
}

/// A server that can do its work.
#[derive(Debug, Serialize, ToSchema)]
struct Ready {
    /// Always true: what is not ready is an error.
    ready: bool,
}

/// Whether every configured backend has answered once; until then 503 says which one does not.
#[utoipa::path(
    get,
    path = "/readyz",
    tag = "operation",
    responses((status = 200, body = Ready), (status = 503, description = "a backend does not answer"))
)]
async fn readyz(State(app): State<Arc<App>>) -> Result<Json<Ready>, Failure> {
    let slow = || Error::new(ErrorKind::Unavailable, "the store does not answer");
    let answer = tokio::time::timeout(PATIENCE, app.make_ready()).await;
    answer.map_err(|_| slow()).flatten().map_err(|error| {
        let error = match error.kind() {
            ErrorKind::Unavailable => error,
            _ => Error::new(ErrorKind::Unavailable, error.message().to_owned()),
        };
        Failure::from(error)
    })?;
    Ok(Json(Ready { ready: true }))
}

/// What is counted, in the text format of Prometheus.
#[utoipa::path(
    get,
    path = "/metrics",
    tag = "operation",
    responses((status = 200, description = "the counters", body = String, content_type = "application/openmetrics-text"))
)]
async fn metrics(State(app): State<Arc<App>>) -> impl IntoResponse {
    const FORMAT: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    app.metrics.queued.set(i64::try_from(app.rooms.queued()).unwrap_or(i64::MAX));
    ([(header::CONTENT_TYPE, FORMAT)], app.metrics.text())
}
