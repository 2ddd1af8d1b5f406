//! A session belongs to the owner of the token that created it: on every path that there is, and on the WebSocket.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use futures::{SinkExt, StreamExt};
use prepai_core::Backends;
use prepai_core::agent::LocalAgent;
use prepai_core::ids::SessionId;
use prepai_core::storage::MemoryStore;
use prepai_core::testing::{ScriptedExecutor, VirtualClock};
use prepai_core::turn::Interview;
use prepai_server::http::guard::Tokens;
use prepai_server::http::{App, Options, document};
use prepai_server::serve::Server;
use serde_json::{Value, json};
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tower::ServiceExt;

use crate::text;

const ADA: &str = "secret-of-ada";
const BOB: &str = "secret-of-bob";

/// Ten times what anything here takes.
const WATCHDOG: Duration = Duration::from_secs(20);

fn house() -> App {
    house_with(Options::default())
}

fn house_with(options: Options) -> App {
    let executor = ScriptedExecutor::new(Arc::new(VirtualClock::new()), &["python"]);
    let backends = Backends {
        code: Some(Arc::new(executor)),
        ..Backends::new(Arc::new(LocalAgent::new()), Arc::new(MemoryStore::new()))
    };
    let tokens = Tokens::read(&[Tokens::line("ada", ADA), Tokens::line("bob", BOB)]).unwrap();
    App::new(Interview::new(backends), Options { tokens, ..options })
}

async fn ask(app: &Router, token: &str, method: &str, path: &str, body: &Value) -> (StatusCode, String) {
    let request = Request::builder().method(method).uri(path);
    let request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    let upload = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"cv.txt\"\r\n\r\nAda Lovelace\r\n--b--\r\n";
    let request = match path.ends_with("/upload-cv") {
        true => {
            request.header(header::CONTENT_TYPE, "multipart/form-data; boundary=b").body(Body::from(upload))
        }
        false => request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_string())),
    };
    let response = app.clone().oneshot(request.unwrap()).await.unwrap();
    (response.status(), text(response).await)
}

async fn session(app: &Router, token: &str) -> String {
    let body = json!({"interview_type": "google-sde", "candidate_name": "Ada Lovelace"});
    let (status, made) = ask(app, token, "POST", "/api/sessions", &body).await;
    assert_eq!(status, StatusCode::OK, "{made}");
    let made: Value = serde_json::from_str(&made).unwrap();
    made["session_id"].as_str().unwrap().to_owned()
}

/// A body that each path takes.
fn body(path: &str) -> Value {
    match path.ends_with("/cv-analysis") {
        true => json!({"email": "ada@example.org"}),
        false => json!({}),
    }
}

#[tokio::test]
async fn no_path_of_the_document_gives_a_session_to_another_owner() {
    let app = house().into_router();
    let id = session(&app, ADA).await;
    ask(&app, ADA, "POST", &format!("/api/interviews/{id}/upload-cv"), &json!({})).await;
    let document = serde_json::to_value(document()).unwrap();
    let paths = document["paths"].as_object().unwrap().iter();
    let mut asked: Vec<(&str, String)> = paths
        .filter(|(path, _)| path.contains("{id}"))
        .flat_map(|(path, methods)| methods.as_object().unwrap().keys().map(move |method| (method, path)))
        .map(|(method, path)| {
            let path =
                path.replace("{id}", &id).replace("{submission}", "x").replace("{name}", "session.json");
            (method.as_str(), path)
        })
        .collect();
    // What ends or erases it comes last, for Ada asks the same.
    asked.sort_by_key(|(method, path)| (*method == "delete", path.ends_with("/end")));
    assert!(asked.len() >= 15, "{asked:?}");
    for (method, path) in &asked {
        let (status, said) = ask(&app, BOB, &method.to_uppercase(), path, &body(path)).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{method} {path}: {said}");
        assert!(said.contains("\"Session not found\""), "{method} {path}: {said}");
    }
    for (method, path) in &asked {
        let (status, said) = ask(&app, ADA, &method.to_uppercase(), path, &body(path)).await;
        assert!(!said.contains("\"Session not found\""), "{method} {path}: {status} {said}");
        assert_ne!(status, StatusCode::UNPROCESSABLE_ENTITY, "{method} {path} is no request: {said}");
    }
    // Paths without an id show each their own.
    session(&app, ADA).await;
    for path in ["/api/sessions", "/api/sessions/list", "/api/analytics/aggregate", "/api/sessions?demo=true"]
    {
        let (status, said) = ask(&app, BOB, "GET", path, &json!({})).await;
        assert!(status == StatusCode::OK && !said.contains("Ada"), "{path}: {said}");
    }
}

#[tokio::test]
async fn code_is_not_stored_in_a_session_of_another_owner() {
    let app = house().into_router();
    let id = session(&app, ADA).await;
    let task = json!({
        "sessionId": id, "code": "def solution(x): return x", "language": "python",
        "testCases": [{"input": "1", "expected": "1"}],
    });
    for (token, stored) in [(BOB, false), (ADA, true)] {
        let (status, said) = ask(&app, token, "POST", "/api/code/execute", &task).await;
        let said: Value = serde_json::from_str(&said).unwrap();
        assert_eq!((status, &said["stored"]), (StatusCode::OK, &json!(stored)), "{said}");
    }
    let (_, said) = ask(&app, ADA, "GET", &format!("/api/code/{id}/submissions"), &json!({})).await;
    let said: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(said["submissions"].as_array().map(Vec::len), Some(1), "{said}");
}

#[tokio::test]
async fn demonstrations_are_each_owners_own() {
    let app = house().into_router();
    let path = |what: &str| format!("/api/interviews/demo-session/{what}");
    let (status, said) = ask(&app, ADA, "POST", &path("upload-cv"), &json!({})).await;
    assert_eq!(status, StatusCode::OK, "{said}");
    for (token, status) in [(ADA, StatusCode::OK), (BOB, StatusCode::NOT_FOUND)] {
        let (answered, said) = ask(&app, token, "GET", &path("cv-analysis"), &json!({})).await;
        assert_eq!(answered, status, "{said}");
    }
}

/// How a socket answers who shows this token in this way: the first text frame's type, or the code of the close.
async fn opened(address: SocketAddr, path: &str, how: &str, token: &str) -> String {
    let query = if how == "query" { format!("?access_token={token}") } else { String::new() };
    let mut request = format!("ws://{address}{path}{query}").into_client_request().unwrap();
    if how == "header" {
        let value = format!("Bearer {token}").parse().unwrap();
        request.headers_mut().insert(header::AUTHORIZATION, value);
    }
    let (mut socket, _) = connect_async(request).await.unwrap();
    let shown = (how == "hello").then_some(token);
    let first = match how {
        "legacy" => json!({"type": "interview_ready"}),
        _ => json!({"type": "hello", "protocol": 2, "token": shown}),
    };
    // A server that has refused already takes nothing more.
    let _ = socket.send(Message::Text(first.to_string().into())).await;
    loop {
        match tokio::time::timeout(WATCHDOG, socket.next()).await.unwrap() {
            Some(Ok(Message::Text(text))) => {
                let message: Value = serde_json::from_str(&text).unwrap();
                if message["type"] != "error" {
                    return message["type"].as_str().unwrap().to_owned();
                }
            }
            Some(Ok(Message::Close(Some(frame)))) => return u16::from(frame.code).to_string(),
            Some(Ok(_)) => {}
            other => panic!("{other:?}"),
        }
    }
}

/// A server with a session of Ada's.
async fn adas(app: App) -> (SocketAddr, SessionId) {
    let app = Arc::new(app);
    let server = Server::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
    let address = server.address().unwrap();
    let new = prepai_core::turn::NewSession {
        interview_type: "google-sde".into(),
        candidate_name: "Ada".into(),
        owner: Some("ada".into()),
        ..Default::default()
    };
    let id = app.interview().create(new).await.unwrap().session().id.clone();
    tokio::spawn(server.run(app, std::future::pending()));
    (address, id)
}

#[tokio::test]
async fn a_socket_opens_on_ones_own_session_only() {
    let (address, id) = adas(house()).await;
    for path in [format!("/ws/interview/{id}"), format!("/ws/{id}")] {
        for how in ["header", "query", "hello"] {
            assert_eq!(opened(address, &path, how, BOB).await, "4404", "{how}");
            assert_eq!(opened(address, &path, how, "nonsense").await, "4401", "{how}");
            assert_eq!(opened(address, &path, how, ADA).await, "hello_ack", "{how}");
        }
        assert_eq!(opened(address, &path, "legacy", "").await, "4401");
    }
}

#[tokio::test]
async fn an_owner_may_have_so_many_sockets_and_no_more() {
    let (address, id) = adas(house_with(Options { sockets_per_client: 1, ..Options::default() })).await;
    let path = format!("/ws/interview/{id}");
    let open = async |token: &str| {
        let mut request = format!("ws://{address}{path}").into_client_request().unwrap();
        request.headers_mut().insert(header::AUTHORIZATION, format!("Bearer {token}").parse().unwrap());
        connect_async(request).await
    };
    let first = open(ADA).await.unwrap();
    let Err(tokio_tungstenite::tungstenite::Error::Http(refused)) = open(ADA).await else { panic!() };
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(opened(address, &path, "hello", ADA).await, "4429");
    assert!(open(BOB).await.is_ok(), "another owner has its own");
    drop(first);
    let again = async {
        while open(ADA).await.is_err() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(WATCHDOG, again).await.expect("the place is given back");
}
