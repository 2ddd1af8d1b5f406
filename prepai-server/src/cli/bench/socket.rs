//! A small client of the WebSocket, by RFC 6455, as light as a load must be.

use std::net::SocketAddr;

use prepai_core::Result;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::wrong;

const TEXT: u8 = 1;
const BINARY: u8 = 2;
const CLOSE: u8 = 8;
const PING: u8 = 9;
const PONG: u8 = 10;

/// A message of the server.
pub(super) enum Message {
    Text(String),
    Binary(Vec<u8>),
    Closed,
}

/// An open socket.
pub(super) struct Socket {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Socket {
    /// Opens a socket on a session.
    pub(super) async fn connect(address: SocketAddr, session: &str) -> Result<Socket> {
        let mut stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let request = format!(
            "GET /ws/interview/{session} HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
             sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await?;
        let mut socket = Socket { stream, buffer: Vec::new() };
        let end = loop {
            if let Some(at) = socket.buffer.windows(4).position(|window| window == b"\r\n\r\n") {
                break at + 4;
            }
            socket.fill().await?;
        };
        let head: Vec<u8> = socket.buffer.drain(..end).collect();
        match head.starts_with(b"HTTP/1.1 101") {
            true => Ok(socket),
            false => Err(wrong("the server does not open a socket")),
        }
    }

    /// Sends a text frame of at most 65,535 bytes.
    pub(super) async fn say(&mut self, text: &str) -> Result<()> {
        self.send(TEXT, &[], text.as_bytes()).await
    }

    /// Sends a binary frame of at most 65,535 bytes, in two parts.
    pub(super) async fn give(&mut self, header: &[u8], payload: &[u8]) -> Result<()> {
        self.send(BINARY, header, payload).await
    }

    async fn send(&mut self, kind: u8, header: &[u8], payload: &[u8]) -> Result<()> {
        let length = header.len() + payload.len();
        let mut frame = Vec::with_capacity(length + 8);
        frame.push(0x80 | kind);
        match u16::try_from(length) {
            Ok(length @ 0..126) => frame.push(0x80 | length as u8),
            Ok(length) => {
                frame.push(0x80 | 126);
                frame.extend(length.to_be_bytes());
            }
            Err(_) => return Err(wrong("a frame of the measurement is too long")),
        }
        // A mask of zeros is a mask: the server does the same work for it.
        frame.extend([0; 4]);
        frame.extend(header);
        frame.extend(payload);
        self.stream.write_all(&frame).await?;
        Ok(())
    }

    /// The next message; giving up the wait loses nothing.
    pub(super) async fn next(&mut self) -> Result<Message> {
        loop {
            let Some((kind, payload)) = self.frame() else {
                self.fill().await?;
                continue;
            };
            match kind {
                TEXT => return Ok(Message::Text(String::from_utf8_lossy(&payload).into_owned())),
                BINARY => return Ok(Message::Binary(payload)),
                CLOSE => return Ok(Message::Closed),
                PING => self.send(PONG, &[], &payload).await?,
                _ => {}
            }
        }
    }

    /// Reads messages up to a text of this type.
    pub(super) async fn until(&mut self, kind: &str) -> Result<()> {
        let wanted = format!("\"type\":\"{kind}\"");
        loop {
            match self.next().await? {
                Message::Text(text) if text.contains(&wanted) => return Ok(()),
                Message::Closed => return Err(wrong("the server closed the socket")),
                Message::Text(_) | Message::Binary(_) => {}
            }
        }
    }

    /// Whether the server has not closed it.
    pub(super) fn is_open(&mut self) -> bool {
        let mut byte = [0];
        match self.stream.try_read(&mut byte) {
            Ok(read) => read > 0,
            Err(error) => error.kind() == std::io::ErrorKind::WouldBlock,
        }
    }

    /// The first whole frame of what was read.
    fn frame(&mut self) -> Option<(u8, Vec<u8>)> {
        let (&first, &second) = (self.buffer.first()?, self.buffer.get(1)?);
        let (start, length) = match second & 0x7F {
            126 => (4, usize::from(u16::from_be_bytes(*self.buffer.get(2..)?.first_chunk()?))),
            127 => (10, usize::try_from(u64::from_be_bytes(*self.buffer.get(2..)?.first_chunk()?)).ok()?),
            short => (2, usize::from(short)),
        };
        let payload = self.buffer.get(start..start + length)?.to_vec();
        self.buffer.drain(..start + length);
        Some((first & 0x0F, payload))
    }

    async fn fill(&mut self) -> Result<()> {
        match self.stream.read_buf(&mut self.buffer).await? {
            0 => Err(wrong("the server closed the connection")),
            _ => Ok(()),
        }
    }
}
