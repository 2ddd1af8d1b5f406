//! A server whose patience is short, and interviews in it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use prepai_core::Backends;
use prepai_core::agent::LocalAgent;
use prepai_core::ids::SessionId;
use prepai_core::session::SessionStore;
use prepai_core::storage::MemoryStore;
use prepai_core::turn::{Interview, NewSession};
use prepai_server::http::{App, Options};
use prepai_server::serve::{Limits, Server};
use serde_json::{Value, json};

use crate::raw::{Socket, TEXT, whole};

pub(crate) struct House {
    pub(crate) app: Arc<App>,
    pub(crate) address: SocketAddr,
}

impl House {
    pub(crate) async fn new() -> House {
        House::with(Options::default()).await
    }

    pub(crate) async fn with(options: Options) -> House {
        House::on(Arc::new(MemoryStore::new()), options, Limits::default()).await
    }

    pub(crate) async fn on(store: Arc<dyn SessionStore>, options: Options, limits: Limits) -> House {
        let backends = Backends::new(Arc::new(LocalAgent::new()), store);
        let app = Arc::new(App::new(Interview::new(backends), options));
        let short = Duration::from_millis(200);
        let limits = Limits { header_timeout: short, ..limits };
        let server = Server::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap().with_limits(limits);
        let address = server.address().unwrap();
        tokio::spawn(server.run(Arc::clone(&app), std::future::pending()));
        House { app, address }
    }

    pub(crate) async fn session(&self) -> SessionId {
        let new = NewSession {
            interview_type: "google-sde".to_owned(),
            candidate_name: "Ada".to_owned(),
            ..NewSession::default()
        };
        self.app.interview().create(new).await.unwrap().session().id.clone()
    }

    pub(crate) async fn socket(&self, session: &SessionId) -> Socket {
        Socket::open(self.address, &format!("/ws/interview/{session}")).await
    }

    /// Somebody who behaves, greeted in an interview.
    pub(crate) async fn guest(&self) -> Guest {
        let mut guest = Guest(self.socket(&self.session().await).await);
        guest.say(json!({"type": "hello", "protocol": 2})).await;
        guest.say(json!({"type": "interview_ready"})).await;
        guest.until("assistant_complete").await;
        guest
    }
}

/// Somebody who behaves.
pub(crate) struct Guest(pub(crate) Socket);

impl Guest {
    pub(crate) async fn say(&mut self, message: Value) {
        self.0.send(&whole(TEXT, message.to_string().as_bytes())).await;
    }

    pub(crate) async fn until(&mut self, kind: &str) -> Value {
        loop {
            let frame = self.0.next().await.expect("the socket is open");
            if frame.opcode() != TEXT {
                assert!(frame.opcode() != 8, "closed with {}", frame.code());
                continue;
            }
            let message: Value = serde_json::from_slice(&frame.payload).unwrap();
            if message["type"] == kind {
                return message;
            }
        }
    }

    /// Says something and is answered: nobody else's doing is in the way.
    pub(crate) async fn is_answered(&mut self) {
        self.say(json!({"type": "text_message", "text": "I build payment systems."})).await;
        self.until("assistant_complete").await;
    }
}
