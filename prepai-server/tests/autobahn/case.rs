//! What a case is, and how it is judged.

use std::net::SocketAddr;

use crate::raw::{BINARY, CLOSE, Frame, PING, PONG, Socket, TEXT, WATCHDOG, close};

/// What the client does.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    /// Sends bytes at once.
    Send(Vec<u8>),
    /// Sends bytes in pieces of so many octets.
    Chop(Vec<u8>, usize),
    /// Reads until so many things were seen.
    Seen(usize),
}

/// What comes back.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Seen {
    Pong(Vec<u8>),
    Text(Vec<u8>),
    Binary(Vec<u8>),
}

impl std::fmt::Debug for Seen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (name, bytes) = match self {
            Seen::Pong(bytes) => ("pong", bytes),
            Seen::Text(bytes) => ("text", bytes),
            Seen::Binary(bytes) => ("binary", bytes),
        };
        let begin = bytes.get(..20).unwrap_or(bytes).escape_ascii();
        write!(f, "{name} of {} octets `{begin}`", bytes.len())
    }
}

/// How it ends.
#[derive(Debug, Clone)]
pub(crate) enum End {
    /// The client closes with 1000, and the server answers so.
    Clean,
    /// The client's steps hold the close; the server answers with one of these codes.
    Answered(Vec<u16>),
    /// The server closes by itself, with this code.
    Failed(u16),
}

/// A case of the suite, under its number there.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) number: String,
    pub(crate) steps: Vec<Step>,
    pub(crate) seen: Vec<Seen>,
    pub(crate) end: End,
}

/// A case whose steps are only sent.
pub(crate) fn case(number: impl Into<String>, steps: Vec<Step>, seen: Vec<Seen>, end: End) -> Case {
    Case { number: number.into(), steps, seen, end }
}

/// A server's endpoint.
#[derive(Debug, Clone)]
pub(crate) struct Endpoint {
    pub(crate) address: SocketAddr,
    pub(crate) path: String,
    /// Whether messages come back; an interview has other answers, which are not judged.
    pub(crate) echo: bool,
}

impl Endpoint {
    fn seen(&self, frame: &Frame) -> Option<Seen> {
        let payload = frame.payload.clone();
        assert_eq!(frame.first & 0xf0, 0x80, "whole frames without reserved bits: {frame:?}");
        match frame.opcode() {
            PONG => Some(Seen::Pong(payload)),
            TEXT => self.echo.then_some(Seen::Text(payload)),
            BINARY => self.echo.then_some(Seen::Binary(payload)),
            PING => None,
            other => panic!("opcode {other} came"),
        }
    }

    /// What of a case's expectations this endpoint has.
    fn expects(&self, seen: &[Seen]) -> Vec<Seen> {
        seen.iter().filter(|seen| self.echo || matches!(seen, Seen::Pong(_))).cloned().collect()
    }

    /// Plays a case; says what was wrong.
    pub(crate) async fn play(&self, case: &Case) -> Result<(), String> {
        let played = tokio::time::timeout(WATCHDOG / 4, self.played(case)).await;
        played.unwrap_or_else(|_| Err(format!("{}: nothing comes any more", case.number)))
    }

    async fn played(&self, case: &Case) -> Result<(), String> {
        let mut socket = Socket::open(self.address, &self.path).await;
        let (mut seen, mut closed) = (Vec::new(), None);
        for step in &case.steps {
            match step {
                Step::Send(bytes) => socket.send(bytes).await,
                Step::Chop(bytes, size) => socket.chop(bytes, *size).await,
                Step::Seen(count) => {
                    let wanted = self.expects(case.seen.get(..*count).unwrap_or(&case.seen)).len();
                    self.read(&mut socket, &mut seen, &mut closed, wanted).await;
                }
            }
        }
        let expected = self.expects(&case.seen);
        if matches!(case.end, End::Clean) {
            self.read(&mut socket, &mut seen, &mut closed, expected.len()).await;
            socket.send(&close(1000, b"")).await;
        }
        self.read(&mut socket, &mut seen, &mut closed, usize::MAX).await;
        if seen != expected {
            return Err(format!("{}: expected {expected:?}, saw {seen:?}", case.number));
        }
        let right = match (&case.end, closed) {
            (End::Clean, Some(code)) => code == 1000,
            (End::Answered(codes), Some(code)) => codes.contains(&code),
            (End::Failed(expected), Some(code)) => code == *expected,
            (_, None) => false,
        };
        if !right {
            return Err(format!("{}: expected {:?}, closed with {closed:?}", case.number, case.end));
        }
        if matches!(case.end, End::Failed(_)) {
            socket.send(&close(1000, b"")).await;
        }
        match socket.next().await {
            None => Ok(()),
            Some(frame) => Err(format!("{}: after the close came {frame:?}", case.number)),
        }
    }

    /// Reads until so many things were seen, or the close.
    async fn read(&self, socket: &mut Socket, seen: &mut Vec<Seen>, closed: &mut Option<u16>, count: usize) {
        while closed.is_none() && seen.len() < count {
            match socket.next().await {
                Some(frame) if frame.opcode() == CLOSE => *closed = Some(frame.code()),
                Some(frame) => seen.extend(self.seen(&frame)),
                None => return,
            }
        }
    }
}
