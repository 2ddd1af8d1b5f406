//! Why a socket is closed.

use prepai_core::{Error, ErrorKind};

/// The reason of a close, with its code on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Close {
    /// The client went; nothing is sent any more.
    Gone,
    /// The server ends.
    Shutdown,
    /// A message of a type that does not belong here.
    Unacceptable,
    /// Text that is no UTF-8.
    NotText,
    /// A frame against the rules of the protocol.
    Protocol,
    /// The session cannot be opened, however often it is tried.
    Broken,
    /// What the session needs is away for a moment.
    Away,
    /// A message over the limit.
    TooLarge,
    /// No valid token.
    Unauthenticated,
    /// No such session.
    NotFound,
    /// A version that this server does not have.
    Version,
    /// A newer socket has the conversation.
    TakenOver,
    /// The interview is over.
    Ended,
    /// Too many messages, or more than the client takes.
    TooBusy,
}

impl Close {
    /// The code of the close frame.
    pub const fn code(self) -> u16 {
        match self {
            Close::Gone => 1000,
            Close::Shutdown => 1001,
            Close::Protocol => 1002,
            Close::Unacceptable => 1003,
            Close::NotText => 1007,
            Close::TooLarge => 1009,
            Close::Broken => 1011,
            Close::Away => 1013,
            Close::Unauthenticated => 4401,
            Close::NotFound => 4404,
            Close::Version => 4406,
            Close::TakenOver => 4409,
            Close::Ended => 4410,
            Close::TooBusy => 4429,
        }
    }

    /// The error that is told before the close.
    pub fn error(self) -> Option<Error> {
        let (kind, message) = match self {
            Close::Gone => return None,
            Close::Shutdown => {
                (ErrorKind::Interrupted, "the server is shutting down; connect again in a moment")
            }
            Close::Protocol => (ErrorKind::InvalidInput, "the frame breaks the rules of WebSocket"),
            Close::Unacceptable => (ErrorKind::Unsupported, "the frame is of no kind that this server takes"),
            Close::NotText => (ErrorKind::InvalidContent, "the text is not UTF-8"),
            Close::Broken => (ErrorKind::Corrupt, "the session cannot be opened; trying again does not help"),
            Close::Away => (
                ErrorKind::Unavailable,
                "the session cannot be opened at the moment; connect again in a moment",
            ),
            Close::TooLarge => (
                ErrorKind::TooLarge,
                "the message is too large: text may have 256 KiB, audio 1 MiB; send it in pieces",
            ),
            Close::Unauthenticated => {
                (ErrorKind::Unauthenticated, "a valid token is needed: send it in `hello.token`")
            }
            Close::NotFound => (ErrorKind::NotFound, "session not found"),
            Close::Version => (ErrorKind::Unsupported, "this server has protocol 2"),
            Close::TakenOver => (ErrorKind::Conflict, "the interview goes on in a newer connection"),
            Close::Ended => (ErrorKind::Conflict, "the interview has ended; its report is ready"),
            Close::TooBusy => (ErrorKind::RateLimited, "too many messages, or too few of ours were read"),
        };
        Some(Error::new(kind, message))
    }

    /// The close for an error that ends a socket.
    pub fn for_error(error: &Error) -> Self {
        match error.kind() {
            ErrorKind::NotFound => Close::NotFound,
            ErrorKind::Conflict => Close::Ended,
            ErrorKind::Unauthenticated | ErrorKind::Forbidden => Close::Unauthenticated,
            ErrorKind::RateLimited | ErrorKind::Busy => Close::TooBusy,
            ErrorKind::Interrupted => Close::Shutdown,
            // Data that do not verify, of a newer version, or that need what this build lacks.
            ErrorKind::Corrupt | ErrorKind::Unsupported | ErrorKind::NotAvailable => Close::Broken,
            _ => Close::Away,
        }
    }
}
