//! The pages, from inside the program.

use axum::body::Body;
use axum::extract::Path;
use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::http::{Response, StatusCode};
use axum::response::IntoResponse;
use prepai_core::Error;
use sha2::{Digest, Sha256};

use super::Failure;

/// What browsers may load: from this server only, and no script that stands in a page. Recordings are played from what the page fetched.
const POLICY: &str = "default-src 'self'; media-src 'self' blob:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";

/// A file that is part of the program.
struct Asset {
    name: &'static str,
    kind: &'static str,
    bytes: &'static [u8],
}

macro_rules! assets {
    ($($name:literal: $kind:expr;)+) => {
        [$(Asset { name: $name, kind: $kind, bytes: include_bytes!(concat!("../../web/", $name)) }),+]
    };
}

const CSS: &str = "text/css; charset=utf-8";
const HTML: &str = "text/html; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

static ASSETS: [Asset; 20] = assets! {
    "api.js": SCRIPT;
    "docs.html": HTML;
    "docs.js": SCRIPT;
    "dom.js": SCRIPT;
    "index.html": HTML;
    "main.js": SCRIPT;
    "prose.js": SCRIPT;
    "resample.js": SCRIPT;
    "sound.js": SCRIPT;
    "style.css": CSS;
    "talk.js": SCRIPT;
    "underway.js": SCRIPT;
    "views/answer.js": SCRIPT;
    "views/exercise.js": SCRIPT;
    "views/interview.js": SCRIPT;
    "views/report.js": SCRIPT;
    "views/sessions.js": SCRIPT;
    "views/start.js": SCRIPT;
    "views/voice.js": SCRIPT;
    "worklet.js": SCRIPT;
};

/// A square with a P.
const ICON: &str = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'><rect width='16' height='16' rx='3' fill='#1d5f55'/><path d='M5 13V3h4a3 3 0 0 1 0 6H5' fill='none' stroke='#fff' stroke-width='2'/></svg>";

/// The page that every view is part of.
pub(super) async fn index(headers: HeaderMap) -> Response<Body> {
    named("index.html", &headers)
}

/// The description of the interface for people.
pub(super) async fn docs(headers: HeaderMap) -> Response<Body> {
    named("docs.html", &headers)
}

/// What pages are made of.
pub(super) async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Response<Body> {
    named(&name, &headers)
}

/// The picture of a tab.
pub(super) async fn icon() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "max-age=86400")], ICON)
}

fn named(name: &str, asked: &HeaderMap) -> Response<Body> {
    let Some(asset) = ASSETS.iter().find(|asset| asset.name == name) else {
        return Failure::from(Error::not_found("file")).into_response();
    };
    let tag: String = Sha256::digest(asset.bytes).iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    let tag = format!("\"{tag}\"");
    let known = asked.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let mut response = match known.is_some_and(|known| known.contains(&tag)) {
        true => StatusCode::NOT_MODIFIED.into_response(),
        false => ([(header::CONTENT_TYPE, asset.kind)], asset.bytes).into_response(),
    };
    let headers = response.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    // Asked for each time, and not sent again while it is the same: a new program is a new page at once.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}
