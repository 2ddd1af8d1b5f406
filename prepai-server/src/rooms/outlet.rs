//! What goes out of a room: counted, kept for a while, and given to the one socket that has it.

use std::collections::VecDeque;
use std::sync::Arc;

use bytes::Bytes;
use prepai_core::speech::Audio;
use prepai_voice::audio::wav;
use prepai_voice::duplex::Form;
use tokio::sync::{mpsc, oneshot};

use crate::socket::{Audience, Close, Frame, Payload, ServerMessage};

/// Messages that a socket may be behind before it is cut off.
const BEHIND: usize = 256;

/// Bytes and messages that are kept for a client that comes back.
const KEPT_BYTES: usize = 128 << 10;
const KEPT: usize = 512;

/// The longest sentence that is put together for a client that plays whole ones, in samples: a minute at 48 kHz.
const SENTENCE: usize = 60 * 48_000;

/// A message with its number in the conversation.
#[derive(Debug)]
pub(crate) struct Sent {
    /// Counts the conversation's frames from 1; 0 for what only legacy clients get.
    pub(crate) seq: u64,
    /// The turn that it belongs to, or 0.
    pub(crate) turn: u32,
    /// What it is.
    pub(crate) body: Body,
}

/// What a message is.
#[derive(Debug)]
pub(crate) enum Body {
    /// A text frame.
    Text {
        /// The frame.
        text: String,
        /// For whom.
        audience: Audience,
        /// Whether it is a piece of the interviewer's words.
        words: bool,
    },
    /// A frame of sound of protocol 2.
    Sound {
        /// The frame with its header.
        frame: Bytes,
        /// One past its last sample in the turn.
        end: u64,
    },
    /// Legacy: a sentence is complete; its sound as a whole file, if there is any.
    Sentence {
        /// The file.
        file: Option<Bytes>,
        /// Whether it is a sentence of the reply.
        unit: bool,
    },
}

impl Sent {
    fn bytes(&self) -> usize {
        match &self.body {
            Body::Text { text, .. } => text.len(),
            Body::Sound { frame, .. } => frame.len(),
            Body::Sentence { .. } => 0,
        }
    }

    fn is_sound_of(&self, turn: u32) -> bool {
        self.turn == turn && matches!(self.body, Body::Sound { .. })
    }
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
        let payload: Vec<u8> = samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
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

#[cfg(test)]
mod tests {
    use super::*;

    fn notice(number: usize) -> ServerMessage {
        ServerMessage::Notice { code: "test", message: number.to_string() }
    }

    fn tell(outlet: &mut Outlet, number: usize) {
        outlet.send(&notice(number), Audience::Two);
    }

    fn numbers(sent: &[Arc<Sent>]) -> Vec<u64> {
        sent.iter().map(|sent| sent.seq).collect()
    }

    #[test]
    fn who_comes_back_gets_what_was_missed_once() {
        let mut outlet = Outlet::default();
        (0..5).for_each(|number| tell(&mut outlet, number));
        let mut mailbox = outlet.attach(Some(3), Form::Typed);
        assert_eq!(numbers(&mailbox.missed.unwrap()), [4, 5]);
        assert_eq!(mailbox.last_seq, 5);
        tell(&mut outlet, 6);
        assert_eq!(mailbox.messages.try_recv().unwrap().seq, 6);
        assert!(mailbox.messages.try_recv().is_err());
    }

    #[test]
    fn what_is_not_kept_or_was_never_sent_cannot_be_resumed() {
        let mut outlet = Outlet::default();
        (0..KEPT + 10).for_each(|number| tell(&mut outlet, number));
        assert!(outlet.attach(Some(3), Form::Typed).missed.is_none());
        assert!(outlet.attach(Some(10), Form::Typed).missed.is_some());
        let never = u64::try_from(KEPT).unwrap() + 11;
        assert!(outlet.attach(Some(never), Form::Typed).missed.is_none());
        assert!(outlet.attach(Some(u64::MAX), Form::Typed).missed.is_none());
    }

    #[test]
    fn a_newer_socket_takes_over() {
        let mut outlet = Outlet::default();
        let mut old = outlet.attach(None, Form::Typed);
        let new = outlet.attach(None, Form::Typed);
        assert_eq!(old.close.try_recv(), Ok(Close::TakenOver));
        assert!(!outlet.detach(old.number));
        tell(&mut outlet, 1);
        assert_eq!(new.messages.len(), 1, "the old one's end does not detach the new one");
    }

    #[test]
    fn a_socket_that_does_not_read_is_cut_off_and_the_room_goes_on() {
        let mut outlet = Outlet::default();
        let mut slow = outlet.attach(None, Form::Typed);
        (0..=BEHIND).for_each(|number| tell(&mut outlet, number));
        assert_eq!(slow.close.try_recv(), Ok(Close::TooBusy));
        let missed = outlet.attach(Some(250), Form::Typed).missed;
        assert_eq!(missed.map(|missed| missed.len()), Some(BEHIND + 1 - 250));
    }

    #[test]
    fn sound_is_resumed_only_where_it_was_not_played() {
        let mut outlet = Outlet::default();
        tell(&mut outlet, 0);
        (0..4).for_each(|n| outlet.sound(1, n * 320, 16_000, &[1; 320]));
        tell(&mut outlet, 1);
        outlet.played(1, 700);
        assert_eq!(numbers(&outlet.attach(Some(1), Form::Duplex).missed.unwrap()), [4, 5, 6]);
        outlet.flushed(1);
        assert_eq!(numbers(&outlet.attach(Some(1), Form::Duplex).missed.unwrap()), [6]);
        assert_eq!(outlet.bytes, notice(0).numbered(1).len() + notice(1).numbered(6).len());
    }

    #[test]
    fn whoever_plays_sentences_gets_each_as_one_file() {
        let mut outlet = Outlet::default();
        let mut mailbox = outlet.attach(None, Form::Sentences);
        (0..4).for_each(|n| outlet.sound(1, n * 320, 16_000, &[1; 320]));
        outlet.sentence(1, true);
        outlet.sentence(1, true);
        let Body::Sentence { file: Some(file), .. } = &mailbox.messages.try_recv().unwrap().body else {
            panic!()
        };
        assert_eq!((&file[..4], file.len()), (&b"RIFF"[..], 44 + 4 * 640));
        let silent = mailbox.messages.try_recv().unwrap();
        assert!(matches!(silent.body, Body::Sentence { file: None, .. }));
    }
}
