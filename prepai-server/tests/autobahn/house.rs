//! The two endpoints, and how many cases pass on them.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::WebSocketUpgrade;
use axum::routing::any;
use prepai_core::Backends;
use prepai_core::agent::LocalAgent;
use prepai_core::storage::MemoryStore;
use prepai_core::turn::{Interview, NewSession};
use prepai_server::http::{App, Options};
use prepai_server::serve::Server;
use prepai_server::socket::limited;

use crate::case::{Case, Endpoint};
use crate::echo::echo;

async fn echoes() -> SocketAddr {
    let upgrade = |socket: WebSocketUpgrade| async { limited(socket).on_upgrade(echo) };
    let router = Router::new().route("/echo", any(upgrade));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

/// A server, its interviews, and where they are.
pub(crate) struct House {
    interview: Interview,
    address: SocketAddr,
    echo: SocketAddr,
}

impl House {
    pub(crate) async fn new() -> House {
        let backends = Backends::new(Arc::new(LocalAgent::new()), Arc::new(MemoryStore::new()));
        let interview = Interview::new(backends);
        let app = Arc::new(App::new(interview.clone(), Options::default()));
        let server = Server::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        let address = server.address().unwrap();
        tokio::spawn(server.run(app, std::future::pending()));
        House { interview, address, echo: echoes().await }
    }

    pub(crate) fn echo(&self) -> Endpoint {
        Endpoint { address: self.echo, path: "/echo".to_owned(), echo: true }
    }

    /// The socket of an interview of its own.
    pub(crate) async fn interview(&self) -> Endpoint {
        let new = NewSession {
            interview_type: "google-sde".to_owned(),
            candidate_name: "Ada".to_owned(),
            ..NewSession::default()
        };
        let session = self.interview.create(new).await.unwrap().session().id.clone();
        Endpoint { address: self.address, path: format!("/ws/interview/{session}"), echo: false }
    }

    /// Plays cases on both endpoints; all of them, even if some fail.
    pub(crate) async fn judge(group: &str, cases: Vec<Case>) {
        let house = House::new().await;
        let mut wrong = Vec::new();
        for case in &cases {
            if let Err(error) = house.echo().play(case).await {
                wrong.push(format!("echo: {error}"));
            }
            if let Err(error) = house.interview().await.play(case).await {
                wrong.push(format!("interview: {error}"));
            }
        }
        println!("{group}: {} cases on two endpoints, {} failed", cases.len(), wrong.len());
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
