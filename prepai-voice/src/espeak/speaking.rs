//! What becomes of the pieces that espeak-ng hands over.

use futures::channel::mpsc::UnboundedSender;
use prepai_core::Result;
use prepai_core::speech::{Audio, Mark, SpeechChunk};

/// Where the pieces of one request go.
pub(super) type Give = UnboundedSender<Result<SpeechChunk>>;

/// The beginning of a word, as espeak-ng tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Begun {
    /// Its first character, counted from 1.
    pub(super) position: i32,
    /// How many characters it has.
    pub(super) length: i32,
    /// The sample at which it begins.
    pub(super) sample: i32,
}

/// One request that is being spoken.
#[derive(Debug)]
pub(super) struct Speaking {
    give: Give,
    rate: u32,
    /// Characters of the text.
    characters: usize,
    last: Mark,
    /// Marks whose sound is still to come.
    ahead: Vec<Mark>,
    given: u64,
}

impl Speaking {
    pub(super) fn new(give: Give, rate: u32, characters: usize) -> Self {
        let last = Mark { start: 0, end: 0, sample: 0 };
        Speaking { give, rate, characters, last, ahead: Vec::new(), given: 0 }
    }

    /// Takes sound with the words that were announced with it; whether to go on.
    pub(super) fn take(&mut self, samples: &[i16], words: impl IntoIterator<Item = Begun>) -> bool {
        for word in words {
            self.announce(word);
        }
        if samples.is_empty() {
            return !self.give.is_closed();
        }
        let end = self.given + samples.len() as u64;
        let now = self.ahead.iter().take_while(|mark| mark.sample < end).count();
        let marks = self.ahead.drain(..now).collect();
        self.given = end;
        let chunk = SpeechChunk { audio: Audio::mono_i16(self.rate, samples), marks };
        self.give.unbounded_send(Ok(chunk)).is_ok()
    }

    /// A word whose characters exist and which follows the one before; numbers and names are announced piece by piece.
    fn announce(&mut self, word: Begun) {
        let Some(start) = usize::try_from(word.position).ok().and_then(|position| position.checked_sub(1))
        else {
            return;
        };
        let end = start.saturating_add(usize::try_from(word.length).unwrap_or(0)).min(self.characters);
        let sample = u64::try_from(word.sample).unwrap_or(0).max(self.last.sample);
        if start >= end || start < self.last.end {
            return;
        }
        self.last = Mark { start, end, sample };
        self.ahead.push(self.last.clone());
    }
}

#[cfg(test)]
mod tests {
    use futures::channel::mpsc;

    use super::*;

    fn word(position: i32, length: i32, sample: i32) -> Begun {
        Begun { position, length, sample }
    }

    #[test]
    fn marks_go_with_the_sound_that_they_begin_in() {
        let (give, mut chunks) = mpsc::unbounded();
        let mut speaking = Speaking::new(give, 22_050, 9);
        assert!(speaking.take(&[1; 100], [word(1, 4, 0), word(6, 9, 150)]));
        // Said twice, outside of the text, and one that goes back: none of them is a mark.
        assert!(speaking.take(&[1; 100], [word(6, 2, 160), word(0, 3, 170), word(12, 2, 180)]));
        let marks = |chunk: SpeechChunk| chunk.marks;
        let first = marks(chunks.try_recv().unwrap().unwrap());
        assert_eq!(first, [Mark { start: 0, end: 4, sample: 0 }]);
        let second = marks(chunks.try_recv().unwrap().unwrap());
        assert_eq!(second, [Mark { start: 5, end: 9, sample: 150 }]);
    }

    #[test]
    fn nobody_who_listens_ends_it() {
        let (give, chunks) = mpsc::unbounded();
        let mut speaking = Speaking::new(give, 22_050, 9);
        assert!(speaking.take(&[], []));
        drop(chunks);
        assert!(!speaking.take(&[], []) && !speaking.take(&[1], []));
    }
}
