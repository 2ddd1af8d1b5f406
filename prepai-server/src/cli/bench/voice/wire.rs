//! A client's side of the WebSocket, as light as the load must be: what is read survives a wait that is given up.

use std::net::SocketAddr;

use prepai_core::Result;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::house::wrong;

const TEXT: u8 = 1;
const BINARY: u8 = 2;
const CLOSE: u8 = 8;
const PING: u8 = 9;

/// A message of the server.
pub(super) enum Told {
    Text(String),
    Sound { turn: u32, start_sample: u64, samples: u64 },
    Closed,
}

pub(super) struct Wire {
    stream: TcpStream,
    buffer: Vec<u8>,
    frames: u32,
}

impl Wire {
    pub(super) async fn connect(address: SocketAddr, session: &str) -> Result<Wire> {
        let mut stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let request = format!(
            "GET /ws/interview/{session} HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
             sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await?;
        let mut wire = Wire { stream, buffer: Vec::new(), frames: 0 };
        let end = loop {
            if let Some(at) = wire.buffer.windows(4).position(|window| window == b"\r\n\r\n") {
                break at + 4;
            }
            wire.fill().await?;
        };
        let head: Vec<u8> = wire.buffer.drain(..end).collect();
        match head.starts_with(b"HTTP/1.1 101") {
            true => Ok(wire),
            false => Err(wrong("the server does not open a socket")),
        }
    }

    pub(super) async fn say(&mut self, text: &str) -> Result<()> {
        self.send(TEXT, &[], text.as_bytes()).await
    }

    /// A frame of the microphone.
    pub(super) async fn sound(&mut self, start_sample: u64, samples: &[u8]) -> Result<()> {
        self.frames += 1;
        let mut header = [0_u8; 20];
        let fields =
            [&[1_u8, 1, 0, 0, 0, 0, 0, 0][..], &self.frames.to_le_bytes(), &start_sample.to_le_bytes()];
        for (place, byte) in header.iter_mut().zip(fields.into_iter().flatten()) {
            *place = *byte;
        }
        self.send(BINARY, &header, samples).await
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
    pub(super) async fn next(&mut self) -> Result<Told> {
        loop {
            let Some((kind, payload)) = self.frame() else {
                self.fill().await?;
                continue;
            };
            match kind {
                TEXT => return Ok(Told::Text(String::from_utf8_lossy(&payload).into_owned())),
                BINARY => return sound(&payload).ok_or_else(|| wrong("a frame of sound without a header")),
                CLOSE => return Ok(Told::Closed),
                PING => self.send(10, &[], &payload).await?,
                _ => {}
            }
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

fn sound(payload: &[u8]) -> Option<Told> {
    let turn = u32::from_le_bytes(*payload.get(4..)?.first_chunk()?);
    let start_sample = u64::from_le_bytes(*payload.get(12..)?.first_chunk()?);
    let samples = payload.len().checked_sub(20)? as u64 / 2;
    Some(Told::Sound { turn, start_sample, samples })
}
