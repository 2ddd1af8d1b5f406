//! Many writers on the same sessions: requests and conversations at once.

use std::net::SocketAddr;

use prepai_core::Result;
use serde::Serialize;
use tokio::task::JoinSet;

use super::http::Client;
use super::joined;
use crate::cli::bench::socket::Socket;

/// Sessions, each with one conversation, and writes to them.
const CONVERSATIONS: usize = 20;
const WRITES: usize = 40;

/// What was kept.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Together {
    /// CVs that stand in the logs.
    pub(super) writes: u64,
    /// Answers of candidates that stand in the logs.
    pub(super) answers: u64,
}

/// Uploads two CVs to each session while its candidate talks, and counts what the logs have of both.
pub(super) async fn measure(address: SocketAddr) -> Result<Together> {
    let mut client = Client::connect(address).await?;
    let mut sessions = Vec::new();
    for _ in 0..CONVERSATIONS {
        sessions.push(client.create().await?);
    }
    let mut tasks: JoinSet<Result<()>> = JoinSet::new();
    for session in &sessions {
        let session = session.clone();
        tasks.spawn(async move {
            let mut socket = Socket::connect(address, &session).await?;
            socket.say(r#"{"type":"hello","protocol":2}"#).await?;
            socket.say(r#"{"type":"text_message","text":"I build payment systems in Go."}"#).await?;
            socket.until("assistant_complete").await
        });
    }
    for number in 0..WRITES {
        let Some(session) = sessions.get(number % sessions.len().max(1)).cloned() else { continue };
        tasks.spawn(async move {
            let body = "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"cv.txt\"\r\n\r\nAda Lovelace\r\n--x--\r\n";
            let path = format!("/api/interviews/{session}/upload-cv");
            let mut client = Client::connect(address).await?;
            client.post(&path, "multipart/form-data; boundary=x", body).await.map(drop)
        });
    }
    while let Some(task) = tasks.join_next().await {
        joined(task)??;
    }
    let (mut writes, mut answers) = (0, 0);
    for session in &sessions {
        let log = client.read(&format!("/api/interviews/{session}/events")).await?;
        let log = String::from_utf8_lossy(&log);
        writes += log.lines().filter(|line| line.contains("\"cv_uploaded\"")).count() as u64;
        answers += log.lines().filter(|line| line.contains("\"said\"")).count() as u64;
    }
    Ok(Together { writes, answers })
}
