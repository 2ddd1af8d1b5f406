//! The socket that has a room, from both sides.

use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};

use super::Sent;
use crate::socket::Close;

/// The receiving side of a socket.
#[derive(Debug)]
pub(crate) struct Mailbox {
    /// What is to be sent, in order.
    pub(crate) messages: mpsc::Receiver<Arc<Sent>>,
    /// Says why the socket has to close.
    pub(crate) close: oneshot::Receiver<Close>,
    /// What it missed, if it resumes.
    pub(crate) missed: Option<Vec<Arc<Sent>>>,
    /// The number of the last message before the first of `messages`.
    pub(crate) last_seq: u64,
    /// Names it in its room.
    pub(crate) number: u64,
}

/// The sending side.
#[derive(Debug)]
pub(super) struct Socket {
    pub(super) number: u64,
    pub(super) messages: mpsc::Sender<Arc<Sent>>,
    pub(super) close: oneshot::Sender<Close>,
}
