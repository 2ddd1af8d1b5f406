//! A server on a free port of this machine.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use prepai_core::Backends;
use prepai_core::agent::LocalAgent;
use prepai_core::code::{CodeExecutor, Limits as Programs};
use prepai_core::storage::SqliteStore;
use prepai_core::turn::Interview;
use prepai_server::http::{App, Options};
use prepai_server::serve::{Limits, Server};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::http::{Answer, Request};
use crate::ws::Peer;

/// Ten times what anything takes: it ends a test that hangs and asserts nothing about speed.
pub(crate) const WATCHDOG: Duration = Duration::from_secs(30);

/// The real executor, with the worker of this package.
fn executor(limits: Programs, queue: usize) -> Option<Arc<dyn CodeExecutor>> {
    #[cfg(target_os = "linux")]
    {
        use prepai_core::code::sandbox::{Options, SandboxExecutor};
        use prepai_core::worker::Helper;
        let helper = Helper::find(Some(std::path::Path::new(env!("CARGO_BIN_EXE_code-worker"))));
        Some(Arc::new(SandboxExecutor::new(Options { helper, limits, queue, ..Options::default() })))
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = (limits, queue);
        None
    }
}

/// Whether this machine has a Python that serves; says so where a test is skipped for the lack of one.
pub(crate) async fn executes_python(house: &House, test: &str) -> bool {
    let languages = house.get("/api/code/languages").await.body();
    let there = languages["languages"].as_array().unwrap().iter().any(|language| language["id"] == "python");
    if !there {
        println!("skipped: {test}: this machine has no Python 3");
    }
    there
}

/// A server with SQLite; its data are removed with it.
pub(crate) struct House {
    pub(crate) address: SocketAddr,
    _data: TempDir,
}

impl House {
    pub(crate) async fn new() -> House {
        House::with(Limits::default()).await
    }

    pub(crate) async fn with(limits: Limits) -> House {
        House::executing(limits, executor(Programs::default(), 64)).await
    }

    /// One whose programs have these limits, and where so many may wait.
    pub(crate) async fn with_programs(programs: Programs, queue: usize) -> House {
        House::executing(Limits::default(), executor(programs, queue)).await
    }

    async fn executing(limits: Limits, code: Option<Arc<dyn CodeExecutor>>) -> House {
        let data = tempfile::tempdir().unwrap();
        let store = Arc::new(SqliteStore::new(data.path().join("prepai.db")));
        let backends = Backends { code, ..Backends::new(Arc::new(LocalAgent::new()), store) };
        let interview = Interview::new(backends);
        let app = Arc::new(App::new(interview, Options::default()));
        let server = Server::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap().with_limits(limits);
        let address = server.address().unwrap();
        tokio::spawn(server.run(app, std::future::pending()));
        House { address, _data: data }
    }

    pub(crate) async fn ask(&self, request: Request) -> Answer {
        request.send(self.address).await.expect("the server answers")
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.ask(Request::new("GET", path)).await
    }

    /// A new session's id.
    pub(crate) async fn session(&self, candidate: &str) -> String {
        let body = json!({"interview_type": "google-sde", "candidate_name": candidate});
        let answer = self.ask(Request::new("POST", "/api/sessions").json(&body)).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.body()["session_id"].as_str().unwrap().to_owned()
    }

    /// The events of a session, as the log gives them out.
    pub(crate) async fn events(&self, session: &str) -> Vec<Value> {
        let answer = self.get(&format!("/api/interviews/{session}/events")).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    pub(crate) async fn connect(&self, session: &str) -> Peer {
        Peer::connect(self.address, session).await
    }
}
