//! An open conversation with its way out.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::StreamExt;
use futures::stream::BoxStream;
use prepai_core::turn::{Conversation, Presence, TurnEvent};

use super::outlet::{Mailbox, Outlet};
use crate::metrics::Metrics;
use crate::socket::{Close, Teller};

/// A room: one conversation, and the socket that has it at the moment.
#[derive(Debug)]
pub(crate) struct Room {
    conversation: Conversation,
    outlet: Mutex<Outlet>,
    metrics: Arc<Metrics>,
}

impl Room {
    pub(super) fn new(conversation: Conversation, metrics: Arc<Metrics>) -> Self {
        Room { conversation, outlet: Mutex::default(), metrics }
    }

    /// The conversation.
    pub(crate) fn conversation(&self) -> &Conversation {
        &self.conversation
    }

    /// Gives the room to a socket: see [`Outlet::attach`].
    pub(crate) fn attach(self: &Arc<Self>, after: Option<u64>) -> Seat {
        let presence = self.conversation.attend();
        let mailbox = self.outlet().attach(after);
        Seat { room: Arc::clone(self), number: mailbox.number, mailbox, _presence: presence }
    }

    /// Messages that wait for the socket.
    pub(super) fn queued(&self) -> usize {
        self.outlet().queued()
    }

    /// Closes the socket that is there, and every one to come.
    pub(crate) fn close(&self, reason: Close) {
        self.outlet().close(reason);
    }

    /// Passes on what happens, until the conversation is over.
    pub(super) async fn pass_on(&self, mut events: BoxStream<'static, TurnEvent>) {
        let mut teller = Teller::default();
        while let Some(event) = events.next().await {
            match &event {
                TurnEvent::Timings { timings, .. } => self.metrics.turn(timings),
                TurnEvent::Failed { error, .. } => self.metrics.error(error.kind().code()),
                TurnEvent::Ended { .. } => drop(self.metrics.ended.inc()),
                _ => {}
            }
            let mut outlet = self.outlet();
            for message in teller.tell(&event) {
                outlet.send(&message);
            }
            match event {
                TurnEvent::Ended { .. } => outlet.close(Close::Ended),
                TurnEvent::TakenOver => outlet.close(Close::TakenOver),
                TurnEvent::Erased => outlet.close(Close::NotFound),
                _ => {}
            }
        }
    }

    fn outlet(&self) -> MutexGuard<'_, Outlet> {
        self.outlet.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A socket's place in a room; while it stands, the conversation counts somebody as there.
#[derive(Debug)]
pub(crate) struct Seat {
    pub(crate) room: Arc<Room>,
    pub(crate) mailbox: Mailbox,
    number: u64,
    _presence: Presence,
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.room.outlet().detach(self.number);
    }
}
