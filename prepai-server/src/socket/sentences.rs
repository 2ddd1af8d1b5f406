//! The order in which a legacy client is told a spoken reply: words, their sound, the next words.

use std::collections::VecDeque;

use axum::extract::ws::Message;

use super::Audience;
use crate::rooms::{Body, Sent};

/// Holds words back until the sound of those before them was sent.
#[derive(Debug, Default)]
pub(super) struct Sentences {
    /// Whether replies are spoken.
    spoken: bool,
    /// Words were sent whose sound is not there yet.
    open: bool,
    held: VecDeque<String>,
    /// Turns up to this one are over for the client.
    dead: u32,
}

impl Sentences {
    pub(super) fn new(spoken: bool) -> Self {
        Sentences { spoken, ..Sentences::default() }
    }

    /// The client speaks: nothing of turns up to this one goes out any more.
    pub(super) fn kill(&mut self, turn: u32) {
        self.dead = self.dead.max(turn);
        self.open = false;
        self.held.clear();
    }

    /// What goes out for a message of the room, in order.
    pub(super) fn take(&mut self, sent: &Sent) -> Vec<Message> {
        if sent.turn > 0 && sent.turn <= self.dead {
            return Vec::new();
        }
        match &sent.body {
            Body::Text { audience: Audience::Two, .. } | Body::Sound { .. } => Vec::new(),
            Body::Text { text, words: true, .. } if self.spoken && sent.turn > 0 => {
                if self.open {
                    self.held.push_back(text.clone());
                    return Vec::new();
                }
                self.open = true;
                vec![Message::Text(text.as_str().into())]
            }
            Body::Text { text, .. } => {
                let mut messages = self.rest();
                messages.push(Message::Text(text.as_str().into()));
                messages
            }
            Body::Sentence { file, unit } => {
                let mut messages: Vec<Message> =
                    file.iter().map(|file| Message::Binary(file.clone())).collect();
                if *unit {
                    let next = self.held.pop_front();
                    self.open = next.is_some();
                    messages.extend(next.map(|text| Message::Text(text.into())));
                }
                messages
            }
        }
    }

    /// The end of a reply does not wait for sound that does not come.
    fn rest(&mut self) -> Vec<Message> {
        self.open = false;
        self.held.drain(..).map(|text| Message::Text(text.into())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(turn: u32, text: &str, words: bool) -> Sent {
        Sent { seq: 1, turn, body: Body::Text { text: text.into(), audience: Audience::Both, words } }
    }

    fn sentence(turn: u32) -> Sent {
        Sent { seq: 0, turn, body: Body::Sentence { file: Some(vec![1].into()), unit: true } }
    }

    fn shown(messages: Vec<Message>) -> Vec<String> {
        let show = |message| match message {
            Message::Text(text) => text.to_string(),
            _ => "sound".to_owned(),
        };
        messages.into_iter().map(show).collect()
    }

    #[test]
    fn words_and_sound_take_turns() {
        let mut sentences = Sentences::new(true);
        let mut out = Vec::new();
        let sent =
            [text(1, "a", true), text(1, "b", true), sentence(1), sentence(1), text(1, "complete", false)];
        sent.iter().for_each(|sent| out.extend(shown(sentences.take(sent))));
        assert_eq!(out, ["a", "sound", "b", "sound", "complete"]);
    }

    #[test]
    fn without_a_voice_nothing_waits() {
        let mut sentences = Sentences::new(false);
        assert_eq!(shown(sentences.take(&text(1, "a", true))), ["a"]);
        assert_eq!(shown(sentences.take(&text(1, "b", true))), ["b"]);
        // A voice that fails holds nothing back for ever.
        let mut sentences = Sentences::new(true);
        sentences.take(&text(1, "a", true));
        assert!(sentences.take(&text(1, "b", true)).is_empty());
        assert_eq!(shown(sentences.take(&text(1, "complete", false))), ["b", "complete"]);
    }

    #[test]
    fn a_turn_that_is_over_says_nothing() {
        let mut sentences = Sentences::new(true);
        sentences.kill(3);
        assert!(sentences.take(&text(3, "a", true)).is_empty() && sentences.take(&sentence(3)).is_empty());
        assert_eq!(shown(sentences.take(&text(4, "b", true))), ["b"]);
        assert_eq!(shown(sentences.take(&text(0, "error", false))), ["error"]);
    }
}
