//! What may not take for ever, nor take the server down.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures::FutureExt;
use prepai_core::{Error, ErrorKind};

use crate::http::{App, Failure};

/// Answers 504 when a request takes longer than the server gives it, and 500 when its handler breaks.
pub(in crate::http) async fn guard(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let answer = AssertUnwindSafe(next.run(request)).catch_unwind();
    match tokio::time::timeout(app.options.request_timeout, answer).await {
        Ok(Ok(response)) => response,
        Ok(Err(broken)) => {
            tracing::error!(reason = words(broken.as_ref()), "a handler broke");
            let message = "something broke here; the server's log has more under this request's id";
            Failure::from(Error::new(ErrorKind::Internal, message)).into_response()
        }
        Err(_) => {
            let message = "the request took too long and was given up";
            Failure::from(Error::new(ErrorKind::Timeout, message)).into_response()
        }
    }
}

fn words(broken: &(dyn Any + Send)) -> &str {
    let text = broken.downcast_ref::<&str>().copied();
    text.or_else(|| broken.downcast_ref::<String>().map(String::as_str)).unwrap_or("no reason given")
}
