//! Every request has an id, which answers, errors and logs name.

use std::sync::Arc;

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use prepai_core::clock::{Clock, SystemClock};
use prepai_core::ids::{Ids, SystemIds};

use super::Failure;

const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// The id of a request: the client's own if it is a plain word of at most 64 characters, else a fresh one.
#[derive(Debug, Clone)]
pub struct RequestId(Arc<str>);

impl RequestId {
    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn of(request: &Request) -> Self {
        let plain = |text: &&str| {
            (1..=64).contains(&text.len())
                && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
        };
        let given = request.headers().get(HEADER).and_then(|value| value.to_str().ok()).filter(plain);
        RequestId(given.map_or_else(|| SystemIds.fresh(SystemClock::new().now()).into(), Into::into))
    }
}

/// Gives the request its id, and the answer too.
pub(super) async fn attach(mut request: Request, next: Next) -> Response {
    let id = RequestId::of(&request);
    request.extensions_mut().insert(id.clone());
    let mut response = next.run(request).await;
    if let Some(failure) = response.extensions_mut().remove::<Failure>() {
        let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
        let mut named = failure.response(Some(&id));
        *named.status_mut() = status;
        for (name, value) in &headers {
            // The body is written anew: nothing compressed it, and it has another length.
            let of_old_body = name == header::CONTENT_ENCODING || name == header::CONTENT_LENGTH;
            if !of_old_body && !named.headers().contains_key(name) {
                named.headers_mut().insert(name.clone(), value.clone());
            }
        }
        response = named;
    }
    if let Ok(value) = HeaderValue::from_str(id.as_str()) {
        response.headers_mut().insert(HEADER, value);
    }
    response
}
