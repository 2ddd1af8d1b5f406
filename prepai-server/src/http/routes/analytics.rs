//! What many interviews say together.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use prepai_core::analytics::{self, Aggregate, Benchmarks, History, MAX_DAYS, Trends};
use prepai_core::{Error, ErrorKind, Result as Outcome};
use serde::Deserialize;
use tokio::runtime::Handle;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::described::{CandidatePath, KindPath, describe};
use super::measures::{AggregateAnswer, BenchmarksAnswer, HistoryAnswer, TrendsAnswer};
use super::sessions::line;
use crate::http::extract::{Field, Kind, Named, Query, Shaped, check_named};
use crate::http::guard::Caller;
use crate::http::{App, Failure};

#[derive(Debug, Deserialize)]
struct Window {
    days: Option<i64>,
}

impl Shaped for Window {
    const NAME: &'static str = "Window";
    const FIELDS: &'static [Field] = &[Field::optional(
        "days",
        Kind::Integer { min: None, max: MAX_DAYS },
        "The last days in UTC, today included. Default 30; 0 and less is an empty window.",
        "30",
    )];
}

describe!(Window);

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(aggregate))
        .routes(routes!(benchmarks))
        .routes(routes!(trends))
        .routes(routes!(history))
}

/// Counts on a thread that answers no requests: a scan over many sessions is work for a processor. Two at once at most,
/// so that the store has readers left for everybody else.
async fn count<T, F>(app: &App, work: F) -> Result<Json<T>, Failure>
where
    T: Send + 'static,
    F: Future<Output = Outcome<T>> + Send + 'static,
{
    let gone = |_| Error::new(ErrorKind::Interrupted, "the server is stopping");
    let turn = Arc::clone(&app.counting).acquire_owned().await.map_err(|_| gone(()))?;
    let here = Handle::current();
    let counted = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        here.block_on(work)
    });
    Ok(Json(counted.await.map_err(|_| gone(()))??))
}

/// All interviews together.
#[utoipa::path(
    get,
    path = "/api/analytics/aggregate",
    tag = "analytics",
    responses((status = 200, body = AggregateAnswer, description = "Counts and the mean score"))
)]
async fn aggregate(State(app): State<Arc<App>>, caller: Caller) -> Result<Json<Aggregate>, Failure> {
    let store = Arc::clone(app.interview.sessions().store());
    count(&app, async move { analytics::aggregate(&*store, caller.owner.as_deref()).await }).await
}

/// The scores of one kind of interview, to compare oneself with.
#[utoipa::path(
    get,
    path = "/api/analytics/benchmarks/{kind}",
    tag = "analytics",
    params(KindPath),
    responses((status = 200, body = BenchmarksAnswer, description = "Distributions; percentiles from 30 scores on"))
)]
async fn benchmarks(
    State(app): State<Arc<App>>,
    caller: Caller,
    Named(kind): Named<String>,
) -> Result<Json<Benchmarks>, Failure> {
    check_named(line(100), "kind", &kind)?;
    let store = Arc::clone(app.interview.sessions().store());
    let library = Arc::clone(&app.interview.backends().library);
    let owner = caller.owner;
    count(&app, async move { analytics::benchmarks_of(&*store, owner.as_deref(), &library, &kind).await })
        .await
}

/// Whether scores rise or fall.
#[utoipa::path(
    get,
    path = "/api/analytics/trends",
    tag = "analytics",
    params(Window),
    responses((status = 200, body = TrendsAnswer, description = "Days with completed interviews, and the trend"))
)]
async fn trends(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(window): Query<Window>,
) -> Result<Json<Trends>, Failure> {
    let store = Arc::clone(app.interview.sessions().store());
    let now = app.interview.sessions().clock().now();
    let days = window.days.unwrap_or(30);
    count(&app, async move { analytics::trends(&*store, caller.owner.as_deref(), now, days).await }).await
}

/// One candidate's interviews.
#[utoipa::path(
    get,
    path = "/api/analytics/candidate/{name}/history",
    tag = "analytics",
    params(CandidatePath),
    responses((status = 200, body = HistoryAnswer, description = "The completed interviews, oldest first"))
)]
async fn history(
    State(app): State<Arc<App>>,
    caller: Caller,
    Named(name): Named<String>,
) -> Result<Json<History>, Failure> {
    check_named(line(200), "name", &name)?;
    let store = Arc::clone(app.interview.sessions().store());
    count(&app, async move { analytics::history(&*store, caller.owner.as_deref(), &name).await }).await
}
