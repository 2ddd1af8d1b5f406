//! What goes out of a room: counted, kept for a while, and given to the one socket that has it.

mod mailbox;
mod sent;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::sync::Arc;

use prepai_core::speech::Audio;
use prepai_voice::audio::{pcm16, wav};
use prepai_voice::duplex::Form;
use tokio::sync::{mpsc, oneshot};

pub(crate) use mailbox::Mailbox;
use mailbox::Socket;
pub(crate) use sent::{Body, Sent};

use crate::socket::{Audience, Close, Frame, Payload, ServerMessage};

/// Messages that a socket may be behind before it is cut off.
const BEHIND: usize = 256;

/// Bytes and messages that are kept for a client that comes back: three seconds of sound at 48 kHz. The mouth gives out little more
/// than two to a client that does not say what it plays.
const KEPT_BYTES: usize = 320 << 10;
const KEPT: usize = 512;

/// The longest sentence that is put together for a client that plays whole ones, in samples: a minute at 48 kHz.
const SENTENCE: usize = 60 * 48_000;

/// The way out of a room.
#[derive(Debug, Default)]
pub(crate) struct Outlet {
    seq: u64,
    kept: VecDeque<Arc<Sent>>,
    bytes: usize,
    /// The highest number of what was thrown away for want of room.
    forgotten: u64,
    form: Form,
    /// Sound of the sentence that is being made.
    sentence: (u32, Vec<i16>),
    socket: Option<Socket>,
    sockets: u64,
    /// Why nothing goes out any more.
    closed: Option<Close>,
}

impl Outlet {
    /// Sends a message to whoever is there, and keeps it. A socket that is too far behind is cut off.
    pub(crate) fn send(&mut self, message: &ServerMessage, audience: Audience) {
        let words = matches!(message, ServerMessage::LlmChunk { .. });
        let (seq, text) = match audience {
            Audience::Legacy => (0, message.text()),
            Audience::Both | Audience::Two => {
                self.seq += 1;
                (self.seq, message.numbered(self.seq))
            }
        };
        self.pass(Sent { seq, turn: message.turn(), body: Body::Text { text, audience, words } });
    }

    /// Sends a frame of sound, or adds it to the sentence for a client that wants whole ones.
    pub(crate) fn sound(&mut self, turn: u32, start_sample: u64, rate: u32, samples: &[i16]) {
        if self.form == Form::Sentences {
            self.sentence.0 = rate;
            if self.sentence.1.len() + samples.len() <= SENTENCE {
                self.sentence.1.extend(samples);
            }
            return;
        }
        self.seq += 1;
        let payload = pcm16::bytes(samples);
        // The number of a frame has 32 bits; it goes round after two and a half years of sound.
        let seq = (self.seq & u64::from(u32::MAX)) as u32;
        let frame = Frame { kind: Payload::Pcm16, flags: 0, turn, seq, start_sample, payload: &payload };
        let end = start_sample + samples.len() as u64;
        self.pass(Sent { seq: self.seq, turn, body: Body::Sound { frame: frame.write().into(), end } });
    }

    /// The sound of a sentence is complete.
    pub(crate) fn sentence(&mut self, turn: u32, unit: bool) {
        let (rate, samples) = std::mem::take(&mut self.sentence);
        if self.form == Form::Sentences {
            let whole = (!samples.is_empty()).then(|| wav::encode(&Audio::mono_i16(rate, samples)).into());
            self.pass(Sent { seq: 0, turn, body: Body::Sentence { file: whole, unit } });
        }
    }

    /// The client has played so much of a turn: it will not want that again.
    pub(crate) fn played(&mut self, turn: u32, samples: u64) {
        self.forget(|sent| match sent.body {
            Body::Sound { end, .. } => sent.turn < turn || (sent.turn == turn && end <= samples),
            _ => false,
        });
    }

    /// No sound of a turn will be played any more.
    pub(crate) fn flushed(&mut self, turn: u32) {
        self.sentence.1.clear();
        self.forget(|sent| sent.is_sound_of(turn));
    }

    fn forget(&mut self, unwanted: impl Fn(&Sent) -> bool) {
        let bytes = &mut self.bytes;
        self.kept.retain(|sent| {
            let keep = !unwanted(sent);
            *bytes -= if keep { 0 } else { sent.bytes() };
            keep
        });
    }

    fn pass(&mut self, sent: Sent) {
        let sent = Arc::new(sent);
        if let Some(socket) = &self.socket
            && socket.messages.try_send(Arc::clone(&sent)).is_err()
        {
            self.drop_socket(Close::TooBusy);
        }
        if sent.seq == 0 {
            return;
        }
        self.bytes += sent.bytes();
        self.kept.push_back(sent);
        while self.kept.len() > KEPT || self.bytes > KEPT_BYTES {
            let Some(oldest) = self.kept.pop_front() else { break };
            self.bytes -= oldest.bytes();
            self.forgotten = oldest.seq;
        }
    }

    /// Gives the room to a socket; the one that had it is closed as taken over. With `after` it gets what it missed,
    /// if all of that is kept.
    pub(crate) fn attach(&mut self, after: Option<u64>, form: Form) -> Mailbox {
        self.drop_socket(Close::TakenOver);
        self.form = form;
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

    /// Forgets a socket that went; false when another has the room by now.
    pub(crate) fn detach(&mut self, number: u64) -> bool {
        self.socket.take_if(|socket| socket.number == number).is_some()
    }

    /// Whether a socket has the room.
    pub(crate) fn is_taken(&self) -> bool {
        self.socket.is_some()
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
        if seq > self.seq || seq < self.forgotten {
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
