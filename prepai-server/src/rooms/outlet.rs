//! What goes out of a room: counted, kept for a while, and given to the one socket that has it.

use std::collections::VecDeque;
use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};

use crate::socket::{Close, ServerMessage};

/// Messages that a socket may be behind before it is cut off.
const BEHIND: usize = 256;

/// Bytes and messages that are kept for a client that comes back.
const KEPT_BYTES: usize = 128 << 10;
const KEPT: usize = 512;

/// A message with its number in the conversation.
#[derive(Debug)]
pub(crate) struct Sent {
    /// Counts the conversation's frames from 1.
    pub(crate) seq: u64,
    /// The text frame.
    pub(crate) text: String,
    /// Whether clients of the legacy form know it.
    pub(crate) legacy: bool,
}

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

#[derive(Debug)]
struct Socket {
    number: u64,
    messages: mpsc::Sender<Arc<Sent>>,
    close: oneshot::Sender<Close>,
}

/// The way out of a room.
#[derive(Debug, Default)]
pub(crate) struct Outlet {
    seq: u64,
    kept: VecDeque<Arc<Sent>>,
    bytes: usize,
    socket: Option<Socket>,
    sockets: u64,
    /// Why nothing goes out any more.
    closed: Option<Close>,
}

impl Outlet {
    /// Sends a message to whoever is there, and keeps it. A socket that is too far behind is cut off.
    pub(crate) fn send(&mut self, message: &ServerMessage) {
        self.seq += 1;
        let text = message.numbered(self.seq);
        let sent = Arc::new(Sent { seq: self.seq, text, legacy: message.is_legacy() });
        if let Some(socket) = &self.socket
            && socket.messages.try_send(Arc::clone(&sent)).is_err()
        {
            self.drop_socket(Close::TooBusy);
        }
        self.bytes += sent.text.len();
        self.kept.push_back(sent);
        while self.kept.len() > KEPT || self.bytes > KEPT_BYTES {
            let Some(oldest) = self.kept.pop_front() else { break };
            self.bytes -= oldest.text.len();
        }
    }

    /// Gives the room to a socket; the one that had it is closed as taken over. With `after` it gets what it missed,
    /// if all of that is kept.
    pub(crate) fn attach(&mut self, after: Option<u64>) -> Mailbox {
        self.drop_socket(Close::TakenOver);
        let (messages, receiver) = mpsc::channel(BEHIND);
        let (close, closed) = oneshot::channel();
        self.sockets += 1;
        let missed = after.and_then(|after| self.after(after));
        let mailbox =
            Mailbox { messages: receiver, close: closed, missed, last_seq: self.seq, number: self.sockets };
        let socket = Socket { number: self.sockets, messages, close };
        match self.closed {
            Some(reason) => drop(socket.close.send(reason)),
            None => self.socket = Some(socket),
        }
        mailbox
    }

    /// Forgets a socket that went, unless another has the room by now.
    pub(crate) fn detach(&mut self, number: u64) {
        self.socket.take_if(|socket| socket.number == number);
    }

    /// Messages that wait for the socket.
    pub(crate) fn queued(&self) -> usize {
        self.socket.as_ref().map_or(0, |socket| socket.messages.max_capacity() - socket.messages.capacity())
    }

    /// Closes the socket that is there, and every one to come.
    pub(crate) fn close(&mut self, reason: Close) {
        self.drop_socket(reason);
        self.closed.get_or_insert(reason);
    }

    /// What was sent after a number; nothing when some of it is not kept any more, or was never sent.
    fn after(&self, seq: u64) -> Option<Vec<Arc<Sent>>> {
        let oldest = self.kept.front().map_or(self.seq + 1, |sent| sent.seq);
        if seq > self.seq || seq + 1 < oldest {
            return None;
        }
        Some(self.kept.iter().filter(|sent| sent.seq > seq).map(Arc::clone).collect())
    }

    fn drop_socket(&mut self, reason: Close) {
        if let Some(socket) = self.socket.take() {
            let _ = socket.close.send(reason);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notice(number: usize) -> ServerMessage {
        ServerMessage::Notice { code: "test", message: number.to_string() }
    }

    fn numbers(sent: &[Arc<Sent>]) -> Vec<u64> {
        sent.iter().map(|sent| sent.seq).collect()
    }

    #[test]
    fn who_comes_back_gets_what_was_missed_once() {
        let mut outlet = Outlet::default();
        (0..5).for_each(|number| outlet.send(&notice(number)));
        let mut mailbox = outlet.attach(Some(3));
        assert_eq!(numbers(&mailbox.missed.unwrap()), [4, 5]);
        assert_eq!(mailbox.last_seq, 5);
        outlet.send(&notice(6));
        assert_eq!(mailbox.messages.try_recv().unwrap().seq, 6);
        assert!(mailbox.messages.try_recv().is_err());
    }

    #[test]
    fn what_is_not_kept_or_was_never_sent_cannot_be_resumed() {
        let mut outlet = Outlet::default();
        (0..KEPT + 10).for_each(|number| outlet.send(&notice(number)));
        assert!(outlet.attach(Some(3)).missed.is_none());
        assert!(outlet.attach(Some(10)).missed.is_some());
        assert!(outlet.attach(Some(u64::try_from(KEPT).unwrap() + 11)).missed.is_none());
        assert!(outlet.attach(Some(u64::MAX)).missed.is_none());
    }

    #[test]
    fn a_newer_socket_takes_over() {
        let mut outlet = Outlet::default();
        let mut old = outlet.attach(None);
        let new = outlet.attach(None);
        assert_eq!(old.close.try_recv(), Ok(Close::TakenOver));
        outlet.detach(old.number);
        outlet.send(&notice(1));
        assert_eq!(new.messages.len(), 1, "the old one's end does not detach the new one");
    }

    #[test]
    fn a_socket_that_does_not_read_is_cut_off_and_the_room_goes_on() {
        let mut outlet = Outlet::default();
        let mut slow = outlet.attach(None);
        (0..=BEHIND).for_each(|number| outlet.send(&notice(number)));
        assert_eq!(slow.close.try_recv(), Ok(Close::TooBusy));
        assert_eq!(outlet.attach(Some(250)).missed.map(|missed| missed.len()), Some(BEHIND + 1 - 250));
    }
}
