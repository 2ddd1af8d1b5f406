//! From where requests may come: Host, Origin, and what browsers are told about both.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::http::{Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use prepai_core::{Error, ErrorKind};

use super::rate;
use crate::http::{App, Failure};

const METHODS: HeaderValue = HeaderValue::from_static("DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT");

/// Refuses hosts that are not ours (a page elsewhere may have bent its own name to this address) and sockets of foreign
/// pages; tells browsers which pages may read the answers.
pub(in crate::http) async fn guard(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let host = host_of(&request);
    if let Some(host) = &host
        && !app.options.is_own_host(name_of(host))
    {
        let message = "this server does not answer under this Host; name it with `--allow-host`";
        return refuse(&app, &request, message);
    }
    let headers = request.headers();
    let Some(origin) = headers.get(header::ORIGIN).cloned() else {
        if is_socket(headers) && !may_come_without_origin(&app, &request) {
            let message = "a socket without Origin needs a token, or comes from this machine";
            return refuse(&app, &request, message);
        }
        return next.run(request).await;
    };
    let text = origin.to_str().unwrap_or_default();
    let allowed =
        is_own(text, host.as_deref()) || app.options.allow_origins.iter().any(|known| known == text);
    if is_socket(headers) && !allowed {
        let message = "this page may not open sockets here: its origin is not in `server.allow_origins`";
        return refuse(&app, &request, message);
    }
    if request.method() == Method::OPTIONS && headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD) {
        return rate::charge(&app, &request).unwrap_or_else(|| preflight(headers, allowed.then_some(origin)));
    }
    let mut response = next.run(request).await;
    if allowed {
        let answer = response.headers_mut();
        answer.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        answer.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
        let exposed = HeaderValue::from_static("x-request-id, retry-after");
        answer.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
    }
    response.headers_mut().append(header::VARY, HeaderValue::from_static("Origin"));
    response
}

/// Asking in vain is not free.
fn refuse(app: &App, request: &Request, message: &'static str) -> Response {
    rate::charge(app, request)
        .unwrap_or_else(|| Failure::from(Error::new(ErrorKind::Forbidden, message)).into_response())
}

/// Answers a browser that asks before it sends.
fn preflight(asked: &HeaderMap, origin: Option<HeaderValue>) -> Response {
    let Some(origin) = origin else {
        return (StatusCode::BAD_REQUEST, "Disallowed CORS origin").into_response();
    };
    let mut response = "OK".into_response();
    let headers = response.headers_mut();
    headers.insert(header::VARY, HeaderValue::from_static("Origin"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    if let Some(wanted) = asked.get(header::ACCESS_CONTROL_REQUEST_HEADERS) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, wanted.clone());
    }
    response
}

fn is_socket(headers: &HeaderMap) -> bool {
    let upgrade = headers.get(header::UPGRADE).and_then(|value| value.to_str().ok());
    upgrade.is_some_and(|value| value.eq_ignore_ascii_case("websocket"))
}

fn may_come_without_origin(app: &App, request: &Request) -> bool {
    let peer = request.extensions().get::<ConnectInfo<std::net::SocketAddr>>();
    // Without a listener of ours (an embedder's, a test's) nobody knows the peer; the embedder decides.
    !app.options.tokens.is_empty() || peer.is_none_or(|peer| peer.ip().is_loopback())
}

/// The host that was asked for, with its port.
fn host_of(request: &Request) -> Option<String> {
    let named = request.headers().get(header::HOST).and_then(|value| value.to_str().ok());
    named.or_else(|| request.uri().authority().map(|authority| authority.as_str())).map(str::to_owned)
}

/// A host without its port.
pub(in crate::http) fn name_of(host: &str) -> &str {
    match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, _)) => address,
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    }
}

/// Whether a page of this very server asks.
fn is_own(origin: &str, host: Option<&str>) -> bool {
    let authority = origin.parse::<Uri>().ok().and_then(|uri| uri.into_parts().authority);
    authority.is_some_and(|authority| Some(authority.as_str()) == host)
}

/// Whether a name means this machine.
pub(in crate::http) fn is_loopback(name: &str) -> bool {
    name.eq_ignore_ascii_case("localhost")
        || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_have_names_of_every_family() {
        assert_eq!(name_of("localhost:8000"), "localhost");
        assert_eq!(name_of("[::1]:8000"), "::1");
        assert_eq!(name_of("127.0.0.1"), "127.0.0.1");
        assert!(is_loopback("127.0.0.2") && is_loopback("::1") && is_loopback("LocalHost"));
        assert!(!is_loopback("127.evil.example") && !is_loopback("10.0.0.1"));
    }

    #[test]
    fn only_the_very_host_is_the_own_origin() {
        assert!(is_own("http://localhost:8000", Some("localhost:8000")));
        assert!(!is_own("http://localhost:8001", Some("localhost:8000")));
        assert!(!is_own("null", Some("localhost:8000")) && !is_own("http://evil.example", None));
    }
}
