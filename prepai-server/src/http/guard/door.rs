//! Who comes in: a token where tokens are configured.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use prepai_core::{Error, ErrorKind};

use super::rate;
use crate::http::{App, Failure};

/// A socket whose client has to show its token in its first frame.
#[derive(Debug, Clone, Copy)]
pub struct Unproved;

/// Lets in who has a token, and says whose it is. A token in the query is taken out of it before anybody sees it.
pub(in crate::http) async fn guard(
    State(app): State<Arc<App>>,
    mut request: Request,
    next: Next,
) -> Response {
    let asked = take_token(request.uri_mut());
    let tokens = &app.options.tokens;
    if tokens.is_empty() {
        return next.run(request).await;
    }
    let header = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let bearer = header.and_then(|value| {
        let (scheme, token) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
    });
    let path = request.uri().path();
    match bearer.or(asked) {
        Some(token) => match tokens.authenticate(&token) {
            Some(caller) => request.extensions_mut().insert(caller).map_or((), drop),
            // A wrong token is told even where none is needed; a socket is told in its own words.
            None if path.starts_with("/ws/") => request.extensions_mut().insert(Unproved).map_or((), drop),
            None if is_open(path) => {}
            None => return refuse(&app, &request),
        },
        None if path.starts_with("/ws/") => request.extensions_mut().insert(Unproved).map_or((), drop),
        None if is_open(path) => {}
        None => return refuse(&app, &request),
    }
    next.run(request).await
}

/// What anybody may see: the page, what it is made of, and whether the server lives.
fn is_open(path: &str) -> bool {
    const PAGES: [&str; 5] = ["/", "/docs", "/favicon.ico", "/demo", "/interview/new"];
    const HEALTH: [&str; 3] = ["/health", "/healthz", "/readyz"];
    let path = if path == "/" { path } else { path.trim_end_matches('/') };
    PAGES.contains(&path)
        || HEALTH.contains(&path)
        || path.starts_with("/assets/")
        || path.starts_with("/demo/")
        || path == "/sessions"
        || path.starts_with("/sessions/")
}

/// Asking in vain is not free.
fn refuse(app: &App, request: &Request) -> Response {
    rate::charge(app, request).unwrap_or_else(|| {
        let message = "a token is needed: send the header `Authorization: Bearer TOKEN`";
        Failure::from(Error::new(ErrorKind::Unauthenticated, message)).into_response()
    })
}

/// Takes `access_token` out of a query.
fn take_token(uri: &mut Uri) -> Option<String> {
    let query = uri.query().filter(|query| query.contains("access_token="))?;
    let mut token = None;
    let mut rest = String::new();
    for pair in query.split('&') {
        match pair.strip_prefix("access_token=") {
            Some(value) => {
                token = percent_encoding::percent_decode_str(value).decode_utf8().ok().map(Into::into)
            }
            None if rest.is_empty() => rest.push_str(pair),
            None => rest.extend(["&", pair]),
        }
    }
    let query = if rest.is_empty() { rest } else { format!("?{rest}") };
    if let Ok(without) = format!("{}{query}", uri.path()).parse() {
        *uri = without;
    }
    token
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_leaves_the_query() {
        let mut uri: Uri = "/ws/x?a=1&access_token=s%2Bt&b=2".parse().unwrap();
        assert_eq!(take_token(&mut uri).as_deref(), Some("s+t"));
        assert_eq!(uri, "/ws/x?a=1&b=2");
        let mut uri: Uri = "/ws/x?access_token=t".parse().unwrap();
        assert_eq!(take_token(&mut uri).as_deref(), Some("t"));
        assert_eq!(uri, "/ws/x");
    }

    #[test]
    fn pages_and_health_are_open_and_nothing_else() {
        for path in [
            "/",
            "/health",
            "/health/",
            "/readyz",
            "/assets/app.js",
            "/demo/cv",
            "/docs",
            "/sessions/x/report",
        ] {
            assert!(is_open(path), "{path}");
        }
        for path in ["/api/sessions", "/metrics", "/openapi.json", "/assetsx", "/healthx", "/demox"] {
            assert!(!is_open(path), "{path}");
        }
    }
}
