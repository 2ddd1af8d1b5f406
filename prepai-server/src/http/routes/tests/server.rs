//! A server without a socket.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use prepai_core::Backends;
use prepai_core::agent::LocalAgent;
use prepai_core::storage::MemoryStore;
use prepai_core::turn::Interview;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::http::guard::Caller;
use crate::http::{App, Options};

pub(super) struct Server {
    pub(super) interview: Interview,
    router: Router,
    owner: Option<String>,
}

pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) text: String,
}

impl Answer {
    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }

    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

impl Server {
    pub(super) fn new() -> Server {
        Server::with(|_| {})
    }

    pub(super) fn with(change: impl FnOnce(&mut Backends)) -> Server {
        let mut backends = Backends::new(Arc::new(LocalAgent::default()), Arc::new(MemoryStore::default()));
        change(&mut backends);
        let interview = Interview::new(backends);
        let router = App::new(interview.clone(), Options::default()).into_router();
        Server { interview, router, owner: None }
    }

    /// The same server, asked by the holder of a token of this owner.
    pub(super) fn owned(&self, owner: &str) -> Server {
        let (interview, router) = (self.interview.clone(), self.router.clone());
        Server { interview, router, owner: Some(owner.to_owned()) }
    }

    pub(super) async fn ask(&self, mut request: Request<Body>) -> Answer {
        request.extensions_mut().insert(Caller { owner: self.owner.clone() });
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    pub(super) async fn get(&self, path: &str) -> Answer {
        self.ask(Request::get(path).body(Body::empty()).unwrap()).await
    }

    pub(super) async fn delete(&self, path: &str) -> Answer {
        self.ask(Request::delete(path).body(Body::empty()).unwrap()).await
    }

    /// Posts without a body and without a content type.
    pub(super) async fn call(&self, path: &str) -> Answer {
        self.ask(Request::post(path).body(Body::empty()).unwrap()).await
    }

    pub(super) async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(path, "application/json", body.to_string()).await
    }

    pub(super) async fn send(&self, path: &str, kind: &str, body: impl Into<Body>) -> Answer {
        self.ask(Request::post(path).header("content-type", kind).body(body.into()).unwrap()).await
    }

    /// A new session's id.
    pub(super) async fn session(&self) -> String {
        let body = json!({"interview_type": "google-sde", "candidate_name": "Ada Lovelace"});
        let answer = self.post("/api/sessions", body).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()["session_id"].as_str().unwrap().to_owned()
    }
}
