//! A WebSocket as bytes on TCP: it sends what it is told, right or wrong, and shows what comes.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

/// Ten times what anything here takes: no assertion on speed.
pub(crate) const WATCHDOG: Duration = Duration::from_secs(60);

/// Opcodes of RFC 6455, section 5.2.
pub(crate) const CONTINUATION: u8 = 0;
pub(crate) const TEXT: u8 = 1;
pub(crate) const BINARY: u8 = 2;
pub(crate) const CLOSE: u8 = 8;
pub(crate) const PING: u8 = 9;
pub(crate) const PONG: u8 = 10;

/// A frame that came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Frame {
    pub(crate) first: u8,
    pub(crate) payload: Vec<u8>,
}

impl Frame {
    pub(crate) fn opcode(&self) -> u8 {
        self.first & 0x0f
    }

    /// The code of a close frame; 1005 without one.
    pub(crate) fn code(&self) -> u16 {
        self.payload.first_chunk::<2>().map_or(1005, |code| u16::from_be_bytes(*code))
    }
}

/// The bytes of a masked frame; `first` is FIN, RSV and opcode.
pub(crate) fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    const MASK: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];
    let mut bytes = vec![first];
    match payload.len() {
        length @ 0..126 => bytes.push(0x80 | length as u8),
        length @ 126..0x1_0000 => {
            bytes.push(0x80 | 126);
            bytes.extend((length as u16).to_be_bytes());
        }
        length => {
            bytes.push(0x80 | 127);
            bytes.extend((length as u64).to_be_bytes());
        }
    }
    bytes.extend(MASK);
    bytes.extend(payload.iter().zip(MASK.iter().cycle()).map(|(byte, mask)| byte ^ mask));
    bytes
}

/// A whole message in one frame.
pub(crate) fn whole(opcode: u8, payload: &[u8]) -> Vec<u8> {
    frame(0x80 | opcode, payload)
}

/// A close frame with a code.
pub(crate) fn close(code: u16, reason: &[u8]) -> Vec<u8> {
    whole(CLOSE, &[&code.to_be_bytes(), reason].concat())
}

/// An open socket.
pub(crate) struct Socket {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Socket {
    /// Shakes hands, with the example of RFC 6455, section 1.3.
    pub(crate) async fn open(address: SocketAddr, path: &str) -> Socket {
        Socket::open_with(address, path, None).await
    }

    /// The same with a receive buffer of so many octets.
    pub(crate) async fn open_with(address: SocketAddr, path: &str, receive: Option<u32>) -> Socket {
        let stream = TcpSocket::new_v4().unwrap();
        if let Some(size) = receive {
            stream.set_recv_buffer_size(size).unwrap();
        }
        let stream = stream.connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        let mut socket = Socket { stream, read: Vec::new() };
        let request = format!(
            "GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\
             sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        socket.send(request.as_bytes()).await;
        let end = loop {
            let found = socket.read.windows(4).position(|bytes| bytes == b"\r\n\r\n");
            match found {
                Some(end) => break end + 4,
                None => assert!(socket.more().await, "no answer to the handshake"),
            }
        };
        let head: Vec<u8> = socket.read.drain(..end).collect();
        let head = String::from_utf8(head).unwrap().to_lowercase();
        assert!(head.starts_with("http/1.1 101"), "{head}");
        assert!(head.contains("sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo="), "{head}");
        socket
    }

    /// Sends bytes; a server that has closed is no error.
    pub(crate) async fn send(&mut self, bytes: &[u8]) {
        let sent = tokio::time::timeout(WATCHDOG, self.stream.write_all(bytes)).await;
        let _ = sent.expect("the server reads or closes");
    }

    /// Sends bytes in pieces, each in its own segment.
    pub(crate) async fn chop(&mut self, bytes: &[u8], size: usize) {
        for piece in bytes.chunks(size) {
            self.send(piece).await;
        }
    }

    /// The next frame; nothing when the connection is closed.
    pub(crate) async fn next(&mut self) -> Option<Frame> {
        loop {
            if let Some((frame, length)) = parse(&self.read) {
                self.read.drain(..length);
                return Some(frame);
            }
            if !self.more().await {
                return None;
            }
        }
    }

    async fn more(&mut self) -> bool {
        let mut bytes = [0; 16 << 10];
        let read = tokio::time::timeout(WATCHDOG, self.stream.read(&mut bytes)).await;
        match read.expect("the server says something or closes") {
            Ok(length @ 1..) => {
                self.read.extend_from_slice(&bytes[..length]);
                true
            }
            _ => false,
        }
    }

    /// The connection below.
    pub(crate) fn stream(&mut self) -> &mut TcpStream {
        &mut self.stream
    }
}

/// The first frame of these bytes and its length, if it is complete. A server does not mask.
fn parse(bytes: &[u8]) -> Option<(Frame, usize)> {
    let (first, second) = (*bytes.first()?, *bytes.get(1)?);
    assert_eq!(second & 0x80, 0, "a server's frames are not masked");
    let (length, begin) = match second {
        126 => (usize::from(u16::from_be_bytes(*bytes.get(2..)?.first_chunk()?)), 4),
        127 => (usize::try_from(u64::from_be_bytes(*bytes.get(2..)?.first_chunk()?)).unwrap(), 10),
        length => (usize::from(length), 2),
    };
    let payload = bytes.get(begin..begin + length)?.to_vec();
    Some((Frame { first, payload }, begin + length))
}
