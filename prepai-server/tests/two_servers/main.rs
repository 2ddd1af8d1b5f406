//! Two servers on one PostgreSQL: they take over each other's conversations, and a crash of one loses nothing.
#![cfg(feature = "postgres")]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "helpers of tests"
)]

#[path = "../../../prepai-core/tests/postgres/server.rs"]
#[expect(dead_code, reason = "the store's own tests use more of it")]
mod postgres;
#[path = "../process/talk.rs"]
mod talk;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use tokio_tungstenite::connect_async;

use self::talk::Talk;

/// A program of its own.
struct Prepai {
    process: Child,
    address: String,
    _data: tempfile::TempDir,
}

impl Drop for Prepai {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Prepai {
    fn start(url: &str) -> Prepai {
        let data = tempfile::tempdir().unwrap();
        let mut process = Command::new(env!("CARGO_BIN_EXE_prepai"))
            .args(["serve", "--port", "0", "--json", "--set", "sessions.backend=postgres", "--data"])
            .arg(data.path())
            .env("PREPAI_SESSIONS_POSTGRES_URL", url)
            .current_dir(data.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let told: Value = serde_json::from_str(&line).unwrap();
        Prepai { process, address: told["address"].as_str().unwrap().to_owned(), _data: data }
    }

    fn ask(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        answer.split_once("\r\n\r\n").unwrap().1.to_owned()
    }

    fn session(&self) -> String {
        let body = json!({"interview_type": "google-sde", "candidate_name": "Ada"}).to_string();
        let answer = self.ask(&format!(
            "POST /api/sessions HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        ));
        let session: Value = serde_json::from_str(&answer).unwrap();
        session["session_id"].as_str().unwrap().to_owned()
    }

    async fn talk(&self, session: &str) -> (Talk, Value) {
        let url = format!("ws://{}/ws/interview/{session}", self.address);
        let mut talk = Talk(connect_async(url).await.unwrap().0);
        talk.say(json!({"type": "hello", "protocol": 2})).await;
        let state = talk.until("state").await;
        (talk, state)
    }
}

#[tokio::test]
async fn two_servers_take_over_from_each_other_and_a_crash_loses_nothing() {
    let Some(database) = postgres::Server::start() else {
        println!("skipped: PostgreSQL's server is not installed (.ci/setup installs it where it may)");
        return;
    };
    let url = database.database();
    let (one, mut two) = (Prepai::start(&url), Prepai::start(&url));
    let session = one.session();
    let (mut first, _) = one.talk(&session).await;
    first.answer("I build payment systems.").await;

    let (mut second, state) = two.talk(&session).await;
    assert!(state["transcript"].to_string().contains("payment systems"), "{state}");
    second.answer("In Go, on AWS.").await;
    assert_eq!(first.closed().await, 4409, "the server that lost the conversation says so");

    two.process.kill().unwrap();
    two.process.wait().unwrap();
    let (mut third, state) = one.talk(&session).await;
    assert!(state["transcript"].to_string().contains("In Go, on AWS."), "{state}");
    third.answer("With Kafka between them.").await;

    let log = one.ask(&format!(
        "GET /api/interviews/{session}/events HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"
    ));
    assert_eq!(log.matches("\"type\":\"said\"").count(), 3, "{log}");
}
