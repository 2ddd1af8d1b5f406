//! A small client of HTTP/1.1 on one connection: the load must not cost more than the server.

use std::net::SocketAddr;

use prepai_core::Result;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::cli::bench::wrong;

/// A connection that is kept.
pub(in crate::cli::bench) struct Client {
    stream: TcpStream,
    /// What was read and not used.
    buffer: Vec<u8>,
}

impl Client {
    pub(in crate::cli::bench) async fn connect(address: SocketAddr) -> Result<Client> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Client { stream, buffer: Vec::with_capacity(4096) })
    }

    /// Asks for a path; gives the status.
    pub(in crate::cli::bench) async fn get(&mut self, path: &str) -> Result<u16> {
        let head = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n");
        Ok(self.ask(head.as_bytes()).await?.0)
    }

    /// Asks for a path; gives the body.
    pub(in crate::cli::bench) async fn read(&mut self, path: &str) -> Result<Vec<u8>> {
        let head = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n");
        Ok(self.ask(head.as_bytes()).await?.1)
    }

    /// Sends a body; gives the status and the body of the answer.
    pub(in crate::cli::bench) async fn post(
        &mut self,
        path: &str,
        kind: &str,
        body: &str,
    ) -> Result<(u16, Vec<u8>)> {
        let length = body.len();
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\n\r\n{body}"
        );
        self.ask(request.as_bytes()).await
    }

    /// Creates a session; gives its id.
    pub(in crate::cli::bench) async fn create(&mut self) -> Result<String> {
        let body = r#"{"interview_type":"google-sde","candidate_name":"Ada Lovelace"}"#;
        let (status, answer) = self.post("/api/sessions", "application/json", body).await?;
        let value: Value =
            serde_json::from_slice(&answer).map_err(|error| wrong("no JSON").caused_by(error))?;
        let id = value.get("session_id").and_then(Value::as_str).filter(|_| status == 200);
        id.map(str::to_owned).ok_or_else(|| wrong("a session could not be created").with("status", status))
    }

    async fn ask(&mut self, request: &[u8]) -> Result<(u16, Vec<u8>)> {
        self.stream.write_all(request).await?;
        let head_end = loop {
            if let Some(at) = self.buffer.windows(4).position(|window| window == b"\r\n\r\n") {
                break at + 4;
            }
            self.fill().await?;
        };
        let head: Vec<u8> = self.buffer.drain(..head_end).collect();
        let head = String::from_utf8_lossy(&head).to_ascii_lowercase();
        let status =
            head.split(' ').nth(1).and_then(|word| word.parse().ok()).ok_or_else(|| wrong("no status"))?;
        let field = |name: &str| head.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
        let body = match field("content-length:").and_then(|text| text.parse::<usize>().ok()) {
            Some(length) => self.take(length).await?,
            None if field("transfer-encoding:") == Some("chunked") => self.chunks().await?,
            None => Vec::new(),
        };
        Ok((status, body))
    }

    async fn chunks(&mut self) -> Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let line = loop {
                if let Some(at) = self.buffer.windows(2).position(|window| window == b"\r\n") {
                    break self.take(at + 2).await?;
                }
                self.fill().await?;
            };
            let text = String::from_utf8_lossy(&line);
            let length = usize::from_str_radix(text.trim(), 16).map_err(|_| wrong("no chunk"))?;
            body.extend(self.take(length).await?);
            self.take(2).await?;
            if length == 0 {
                return Ok(body);
            }
        }
    }

    async fn take(&mut self, length: usize) -> Result<Vec<u8>> {
        while self.buffer.len() < length {
            self.fill().await?;
        }
        Ok(self.buffer.drain(..length).collect())
    }

    async fn fill(&mut self) -> Result<()> {
        match self.stream.read_buf(&mut self.buffer).await? {
            0 => Err(wrong("the server closed the connection")),
            _ => Ok(()),
        }
    }
}
