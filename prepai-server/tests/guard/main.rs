//! Who may ask, from where, and what is counted of it.
#![expect(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "helpers of tests")]

mod owner;
mod waiting;

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use http_body_util::BodyExt;
use prepai_core::Backends;
use prepai_core::agent::LocalAgent;
use prepai_core::storage::{FileStore, MemoryStore};
use prepai_core::turn::Interview;
use prepai_server::http::guard::Tokens;
use prepai_server::http::{App, Options};
use serde_json::Value;
use tower::ServiceExt;

fn app(options: Options) -> Router {
    let backends = Backends::new(Arc::new(LocalAgent::new()), Arc::new(MemoryStore::new()));
    App::new(Interview::new(backends), options).into_router()
}

fn guarded() -> Router {
    let lines = [Tokens::line("ada", "secret-of-ada"), Tokens::line("bob", "secret-of-bob")];
    app(Options { tokens: Tokens::read(&lines).unwrap(), ..Options::default() })
}

async fn ask(app: &Router, request: axum::http::request::Builder) -> Response {
    app.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

async fn text(response: Response) -> String {
    String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap()
}

#[tokio::test]
async fn with_tokens_configured_everything_but_pages_and_health_needs_one() {
    let app = guarded();
    let refused = ask(&app, Request::get("/api/sessions/x")).await;
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(refused.headers()[header::WWW_AUTHENTICATE], "Bearer");
    let body: Value = serde_json::from_str(&text(refused).await).unwrap();
    assert_eq!(body["code"], "unauthenticated");
    for wrong in ["Bearer nonsense", "Basic secret-of-ada", "secret-of-ada", "Bearer "] {
        let request = Request::get("/api/sessions/x").header(header::AUTHORIZATION, wrong);
        assert_eq!(ask(&app, request).await.status(), StatusCode::UNAUTHORIZED, "{wrong}");
    }
    let right = Request::get("/api/sessions/x").header(header::AUTHORIZATION, "bearer secret-of-ada");
    assert_eq!(ask(&app, right).await.status(), StatusCode::NOT_FOUND);
    let asked = Request::get("/api/sessions/x?access_token=secret-of-bob");
    assert_eq!(ask(&app, asked).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(ask(&app, Request::get("/health")).await.status(), StatusCode::OK);
    assert_eq!(ask(&app, Request::get("/metrics")).await.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_host_that_is_not_ours_is_refused() {
    let app = app(Options { allow_hosts: vec!["prep.example".to_owned()], ..Options::default() });
    for (host, status) in [
        ("localhost:8000", StatusCode::OK),
        ("[::1]:8000", StatusCode::OK),
        ("prep.example", StatusCode::OK),
        ("evil.example", StatusCode::FORBIDDEN),
        ("127.0.0.1.evil.example:8000", StatusCode::FORBIDDEN),
        ("10.1.2.3:8000", StatusCode::FORBIDDEN),
    ] {
        let request = Request::get("/health").header(header::HOST, host);
        assert_eq!(ask(&app, request).await.status(), status, "{host}");
    }
}

#[tokio::test]
async fn browsers_are_told_which_pages_may_read() {
    let app = app(Options::default());
    let simple = ask(&app, Request::get("/health").header(header::ORIGIN, "http://localhost:3000")).await;
    assert_eq!(simple.headers()[header::ACCESS_CONTROL_ALLOW_ORIGIN], "http://localhost:3000");
    let foreign = ask(&app, Request::get("/health").header(header::ORIGIN, "http://evil.example")).await;
    assert!(!foreign.headers().contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN));
    let preflight = |origin| {
        Request::options("/api/code/execute")
            .header(header::ORIGIN, origin)
            .header(header::ACCESS_CONTROL_REQUEST_METHOD, "POST")
            .header(header::ACCESS_CONTROL_REQUEST_HEADERS, "content-type")
    };
    let allowed = ask(&app, preflight("http://localhost:3000")).await;
    assert_eq!(allowed.headers()[header::ACCESS_CONTROL_ALLOW_HEADERS], "content-type");
    assert_eq!((allowed.status(), text(allowed).await.as_str()), (StatusCode::OK, "OK"));
    assert_eq!(ask(&app, preflight("http://evil.example")).await.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_page_elsewhere_may_not_open_a_socket() {
    let app = app(Options::default());
    let upgrade = |origin| {
        Request::get("/ws/x")
            .header(header::HOST, "localhost:8000")
            .header(header::UPGRADE, "websocket")
            .header(header::ORIGIN, origin)
    };
    assert_eq!(ask(&app, upgrade("http://evil.example")).await.status(), StatusCode::FORBIDDEN);
    assert_eq!(ask(&app, upgrade("null")).await.status(), StatusCode::FORBIDDEN);
    assert_ne!(ask(&app, upgrade("http://localhost:8000")).await.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn requests_are_counted_by_route_and_never_by_name() {
    let app = app(Options::default());
    ask(&app, Request::get("/api/sessions/somebodys-session")).await;
    ask(&app, Request::get("/nowhere/at-all")).await;
    ask(&app, Request::builder().method("BREW").uri("/health")).await;
    let counted = text(ask(&app, Request::get("/metrics")).await).await;
    let line = "prepai_http_requests_total{route=\"/api/sessions/{id}\",method=\"GET\",status=\"404\"} 1";
    assert!(counted.contains(line), "{counted}");
    assert!(counted.contains("prepai_errors_total{code=\"not_found\"}"), "{counted}");
    assert!(counted.contains("method=\"other\"") && !counted.contains("BREW"), "{counted}");
    assert!(!counted.contains("somebodys") && !counted.contains("at-all"), "{counted}");
    assert!(counted.contains("prepai_resident_memory_bytes"), "{counted}");
}

#[tokio::test]
async fn a_method_that_a_path_lacks_is_405_with_those_it_has() {
    let response = ask(&app(Options::default()), Request::delete("/health")).await;
    assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert!(response.headers()[header::ALLOW].to_str().unwrap().contains("GET"));
}

#[tokio::test]
async fn a_request_has_the_id_that_it_brings_or_a_fresh_one() {
    let app = app(Options::default());
    let own = ask(&app, Request::get("/api/sessions/x").header("x-request-id", "my-id.1")).await;
    assert_eq!(own.headers()["x-request-id"], "my-id.1");
    let body: Value = serde_json::from_str(&text(own).await).unwrap();
    assert_eq!(body["request_id"], "my-id.1");
    let wrong = ask(&app, Request::get("/health").header("x-request-id", "a b\"c")).await;
    assert_ne!(wrong.headers()["x-request-id"], "a b\"c");
}

#[tokio::test]
async fn a_server_is_ready_when_its_store_has_answered() {
    assert_eq!(ask(&app(Options::default()), Request::get("/readyz")).await.status(), StatusCode::OK);
    let store = FileStore::new("/proc/no-such-folder");
    let backends = Backends::new(Arc::new(LocalAgent::new()), Arc::new(store));
    let app = App::new(Interview::new(backends), Options::default()).into_router();
    assert_eq!(ask(&app, Request::get("/readyz")).await.status(), StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn a_client_elsewhere_has_a_limit_and_this_machine_has_none() {
    let app = app(Options::default());
    let from = |address: &str| {
        let peer: std::net::SocketAddr = address.parse().unwrap();
        Request::get("/api/models").extension(axum::extract::ConnectInfo(peer))
    };
    for address in ["127.0.0.1:1", "[::1]:1", "[::ffff:127.0.0.1]:1"] {
        for _ in 0..600 {
            assert_eq!(ask(&app, from(address)).await.status(), StatusCode::OK);
        }
    }
    let mut answered = 0;
    let refused = loop {
        let response = ask(&app, from("203.0.113.7:1")).await;
        if response.status() == StatusCode::TOO_MANY_REQUESTS {
            break response;
        }
        answered += 1;
        assert!(answered < 100_000, "there is no limit");
    };
    assert!(answered >= 500, "a page and its files are no flood: {answered}");
    assert!(refused.headers().contains_key(header::RETRY_AFTER));
    assert_eq!(
        ask(&app, from("203.0.113.8:1")).await.status(),
        StatusCode::OK,
        "the next one pays for itself"
    );
}

#[tokio::test]
async fn asking_in_vain_is_not_free_and_a_token_pays_for_itself() {
    let lines = [Tokens::line("ada", "secret-of-ada")];
    let options =
        Options { tokens: Tokens::read(&lines).unwrap(), requests_per_second: 1, ..Options::default() };
    for (host, refusal) in [("localhost", StatusCode::UNAUTHORIZED), ("evil.example", StatusCode::FORBIDDEN)]
    {
        let app = app(options.clone());
        let from = |token: &str| {
            let peer: std::net::SocketAddr = "203.0.113.7:1".parse().unwrap();
            Request::get("/api/models")
                .header(header::HOST, host)
                .header(header::AUTHORIZATION, format!("Bearer {token}"))
                .extension(axum::extract::ConnectInfo(peer))
        };
        for _ in 0..10 {
            assert_eq!(ask(&app, from("wrong")).await.status(), refusal);
        }
        assert_eq!(ask(&app, from("wrong")).await.status(), StatusCode::TOO_MANY_REQUESTS);
        if host == "localhost" {
            assert_eq!(ask(&app, from("secret-of-ada")).await.status(), StatusCode::OK);
        }
    }
}
