//! A small client of the WebSocket, by RFC 6455.

use std::net::SocketAddr;

use prepai_core::Result;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::child::wrong;

/// An open socket.
pub(super) struct Socket {
    stream: TcpStream,
    buffer: Vec<u8>,
}

const TEXT: u8 = 1;
const PING: u8 = 9;
const CLOSE: u8 = 8;

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
        self.send(TEXT, text.as_bytes()).await
    }

    async fn send(&mut self, kind: u8, payload: &[u8]) -> Result<()> {
        let mut frame = vec![0x80 | kind];
        match u16::try_from(payload.len()) {
            Ok(length @ 0..126) => frame.push(0x80 | length as u8),
            Ok(length) => {
                frame.push(0x80 | 126);
                frame.extend(length.to_be_bytes());
            }
            Err(_) => return Err(wrong("a frame of the measurement is too long")),
        }
        // A mask of zeros is a mask: the server does the same work for it.
        frame.extend([0; 4]);
        frame.extend(payload);
        self.stream.write_all(&frame).await?;
        Ok(())
    }

    /// Reads text frames up to one of this type.
    pub(super) async fn until(&mut self, kind: &str) -> Result<()> {
        let wanted = format!("\"type\":\"{kind}\"");
        loop {
            match self.frame().await? {
                (TEXT, payload) if String::from_utf8_lossy(&payload).contains(&wanted) => return Ok(()),
                (CLOSE, _) => return Err(wrong("the server closed the socket")),
                (PING, payload) => self.send(10, &payload).await?,
                _ => {}
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

    async fn frame(&mut self) -> Result<(u8, Vec<u8>)> {
        let head = self.take(2).await?;
        let (kind, short) = match head.as_slice() {
            [first, second] => (first & 0x0F, second & 0x7F),
            _ => return Err(wrong("no frame")),
        };
        let length = match short {
            126 => self.number(2).await?,
            127 => self.number(8).await?,
            short => usize::from(short),
        };
        Ok((kind, self.take(length).await?))
    }

    async fn number(&mut self, bytes: usize) -> Result<usize> {
        Ok(self.take(bytes).await?.into_iter().fold(0, |number, byte| number << 8 | usize::from(byte)))
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
