//! Messages that were sent.

use bytes::Bytes;

use crate::socket::Audience;

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
    pub(super) fn bytes(&self) -> usize {
        match &self.body {
            Body::Text { text, .. } => text.len(),
            Body::Sound { frame, .. } => frame.len(),
            Body::Sentence { .. } => 0,
        }
    }

    pub(super) fn is_sound_of(&self, turn: u32) -> bool {
        self.turn == turn && matches!(self.body, Body::Sound { .. })
    }
}
