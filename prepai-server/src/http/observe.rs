//! Each request is counted and logged, without anything that tells of a person.

use std::error::Error as _;
use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;

use prepai_core::{Error, ErrorKind};

use super::{App, Failure, RequestId};
use crate::telemetry::Answered;

/// Counts and logs the request by its route's template: ids, names and tokens stand in paths and queries.
pub(super) async fn observe(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let id = request.extensions().get::<RequestId>().cloned();
    let method = request.method().clone();
    let parent = app.metrics.spans().parent(request.headers());
    let response = next.run(request).await;
    let took = began.elapsed();
    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    // Methods are words of the client's choice; those that are no method of HTTP count as one.
    let known = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    let method = known.into_iter().find(|known| *known == method.as_str()).unwrap_or("other");
    let status = response.status().as_u16();
    let failure = response.extensions().get::<Failure>();
    if let Some(failure) = failure {
        app.metrics.error(failure.code());
    }
    let (id, ms) = (id.as_ref().map_or("", RequestId::as_str), took.as_secs_f64() * 1e3);
    let code = failure.map_or("", Failure::code);
    app.metrics.answered(&parent, Answered { method, route, status, code, request: id, took });
    tracing::info!(request = id, method, route, status, code, ms, "answered");
    if let Some(failure) =
        failure.filter(|failure| status >= 500 && failure.error().kind() != ErrorKind::NotAvailable)
    {
        tracing::error!(request = id, error = ?Impersonal(failure.error()), "went wrong");
    }
    response
}

/// An error as a log may hold it: without whose session it is about.
struct Impersonal<'a>(&'a Error);

impl fmt::Debug for Impersonal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Impersonal(error) = self;
        let mut out = f.debug_struct("Error");
        out.field("kind", &error.kind().code()).field("message", &error.message());
        out.field("operation", &error.operation());
        for (key, value) in error.context().iter().filter(|(key, _)| *key != "session") {
            out.field(key, value);
        }
        if let Some(source) = error.source() {
            out.field("source", &source.to_string());
        }
        out.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_tells_what_went_wrong_and_not_in_whose_session() {
        let error = Error::new(ErrorKind::Corrupt, "commit 3: cut off")
            .with("session", "ada-lovelace")
            .with("commit", 3)
            .during("session.verify")
            .caused_by(std::io::Error::other("bad sector"));
        let told = format!("{:?}", Impersonal(&error));
        assert!(!told.contains("ada-lovelace"), "{told}");
        for word in ["corrupt", "commit 3: cut off", "commit: \"3\"", "session.verify", "bad sector"] {
            assert!(told.contains(word), "{told}");
        }
    }
}
