//! A server on a free port, and a client of its WebSocket.

use std::net::SocketAddr;
use std::time::Duration;

use futures::{SinkExt, StreamExt, TryStreamExt};
use prepai_core::Backends;
use prepai_core::agent::LocalAgent;
use prepai_core::ids::SessionId;
use prepai_core::session::{Event, Log};
use prepai_core::storage::MemoryStore;
use prepai_core::turn::{Interview, NewSession};
use prepai_server::http::{App, Options};
use prepai_server::metrics::Metrics;
use prepai_server::rooms::Rooms;
use prepai_server::serve::Server;
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// Ten times what anything here takes: no assertion on speed.
const WATCHDOG: Duration = Duration::from_secs(20);

pub(crate) struct House {
    pub(crate) address: SocketAddr,
    pub(crate) interview: Interview,
    pub(crate) rooms: Rooms,
    metrics: Arc<Metrics>,
}

impl House {
    pub(crate) async fn new() -> House {
        let store = Arc::new(MemoryStore::new());
        House::on(Backends::new(Arc::new(LocalAgent::new()), store)).await
    }

    pub(crate) async fn on(backends: Backends) -> House {
        House::with(backends, Options::default()).await
    }

    pub(crate) async fn with(backends: Backends, options: Options) -> House {
        let interview = Interview::new(backends);
        let app = Arc::new(App::new(interview.clone(), options));
        let (rooms, metrics) = (app.rooms().clone(), Arc::clone(app.metrics()));
        let server = Server::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        let address = server.address().unwrap();
        tokio::spawn(server.run(app, std::future::pending()));
        House { address, interview, rooms, metrics }
    }

    /// Sockets that are open.
    pub(crate) fn sockets(&self) -> u64 {
        let text = self.metrics.text();
        let line = text.lines().find_map(|line| line.strip_prefix("prepai_sockets "));
        line.unwrap().parse().unwrap()
    }

    pub(crate) async fn session(&self) -> SessionId {
        let new = NewSession {
            interview_type: "google-sde".into(),
            candidate_name: "Ada Lovelace".into(),
            ..NewSession::default()
        };
        self.interview.create(new).await.unwrap().session().id.clone()
    }

    /// The body of an answer.
    pub(crate) async fn get(&self, path: &str) -> String {
        self.ask(format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")).await
    }

    /// The answer to JSON, with its head.
    pub(crate) async fn post(&self, path: &str, json: &str) -> String {
        let head = "host: localhost\r\nconnection: close\r\ncontent-type: application/json";
        let length = json.len();
        self.ask(format!("POST {path} HTTP/1.1\r\n{head}\r\ncontent-length: {length}\r\n\r\n{json}")).await
    }

    /// The answer to the upgrade of a socket, as far as it comes at once.
    pub(crate) async fn upgrade(&self, session: impl std::fmt::Display) -> String {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let head =
            "host: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13";
        let key = "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==";
        let ask = format!("GET /ws/interview/{session} HTTP/1.1\r\n{head}\r\n{key}\r\n\r\n");
        stream.write_all(ask.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        while !answer.windows(4).any(|four| four == b"\r\n\r\n") {
            assert!(stream.read_buf(&mut answer).await.unwrap() > 0, "the head has an end");
        }
        // The body of a refusal is short and comes with its head, or right after it.
        if answer.starts_with(b"HTTP/1.1 503") && !answer.ends_with(b"}") {
            stream.read_buf(&mut answer).await.unwrap();
        }
        String::from_utf8_lossy(&answer).into_owned()
    }

    async fn ask(&self, request: String) -> String {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    /// Every event of a session.
    pub(crate) async fn events(&self, session: &SessionId) -> Vec<Event> {
        let stored: Vec<_> =
            self.interview.sessions().store().commits(session, 1).try_collect().await.unwrap();
        let mut log = Log::new(session.clone());
        stored.iter().flat_map(|commit| log.take(commit).unwrap()).collect()
    }

    pub(crate) async fn connect(&self, session: impl std::fmt::Display) -> Peer {
        let url = format!("ws://{}/ws/interview/{session}", self.address);
        Peer(connect_async(url).await.unwrap().0)
    }

    /// A client of protocol 2 that has said hello, with the answer.
    pub(crate) async fn hello(&self, session: &SessionId, resume: Option<Value>) -> (Peer, Value) {
        let mut peer = self.connect(session).await;
        let mut hello = json!({"type": "hello", "protocol": 2});
        if let Some(resume) = resume {
            hello["resume"] = resume;
        }
        peer.say(hello).await;
        let ack = peer.hear().await;
        assert_eq!(ack["type"], "hello_ack", "{ack}");
        (peer, ack)
    }
}

pub(crate) struct Peer(pub(crate) WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Peer {
    pub(crate) async fn say(&mut self, message: Value) {
        self.send(Message::Text(message.to_string().into())).await;
    }

    pub(crate) async fn send(&mut self, message: Message) {
        self.0.send(message).await.unwrap();
    }

    pub(crate) async fn next(&mut self) -> Message {
        loop {
            let next =
                tokio::time::timeout(WATCHDOG, self.0.next()).await.expect("the server says something");
            match next.expect("the socket is open").unwrap() {
                Message::Ping(_) | Message::Pong(_) => {}
                message => return message,
            }
        }
    }

    /// The next text frame.
    pub(crate) async fn hear(&mut self) -> Value {
        match self.next().await {
            Message::Text(text) => serde_json::from_str(&text).unwrap(),
            other => panic!("{other:?}"),
        }
    }

    /// Text frames up to and including one of this type.
    pub(crate) async fn until(&mut self, kind: &str) -> Vec<Value> {
        let mut heard = Vec::new();
        loop {
            let message = self.hear().await;
            let found = message["type"] == kind;
            heard.push(message);
            if found {
                return heard;
            }
        }
    }

    /// Text frames up to the close, and its code.
    pub(crate) async fn closed(&mut self) -> (Vec<Value>, u16) {
        let mut heard = Vec::new();
        loop {
            match self.next().await {
                Message::Text(text) => heard.push(serde_json::from_str(&text).unwrap()),
                Message::Close(frame) => return (heard, frame.unwrap().code.into()),
                other => panic!("{other:?}"),
            }
        }
    }
}

/// The types of frames in order.
pub(crate) fn types(frames: &[Value]) -> Vec<&str> {
    frames.iter().map(|frame| frame["type"].as_str().unwrap()).collect()
}

/// The pieces of the interviewer's words, put together.
pub(crate) fn words(frames: &[Value]) -> String {
    frames
        .iter()
        .filter(|frame| frame["type"] == "llm_chunk")
        .map(|frame| frame["text"].as_str().unwrap())
        .collect()
}
