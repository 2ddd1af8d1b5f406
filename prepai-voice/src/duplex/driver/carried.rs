//! Spoken words that nothing has answered: overtaken by something else, or not stored.

use prepai_core::session::Said;
use prepai_core::speech::AudioSpan;
use prepai_core::turn::{MAX_TEXT, TurnInput};
use prepai_core::{Error, ErrorKind};

use super::{Machine, Sending};
use crate::duplex::ear::join;
use crate::floor::TurnEnd;

impl Machine {
    /// Keeps words: they go with the next spoken ones, or are stored before whatever else comes next.
    pub(super) fn carry(&mut self, said: Said) {
        let carried = self.with_carried(said);
        let carries = self.carries(pieces(&carried));
        self.sends.push_back(carries);
        self.carried = Some(carried);
    }

    /// Words behind those that are carried, which are carried no more.
    fn with_carried(&mut self, said: Said) -> Said {
        let Some(before) = self.carried.take() else { return said };
        Said {
            text: join([before.text.as_str(), said.text.as_str()]),
            audio: said.audio.or(before.audio),
            confidence: said.confidence.or(before.confidence),
        }
    }

    /// Has the core store words before anything else, after those that it could not store.
    fn carries(&mut self, words: Vec<Said>) -> Sending {
        self.given.clone_from(&self.unstored);
        self.given.extend(words);
        Sending { input: TurnInput::Carried(self.given.clone()), committing: None }
    }

    /// What is to be answered of words: all that is carried and they, or their end where that is too long for one turn. What
    /// goes before it is on its way then.
    pub(super) fn answered(&mut self, said: Said) -> Said {
        let carried = self.carried.is_some();
        let mut pieces = pieces(&self.with_carried(said));
        let last = pieces.pop().unwrap_or_default();
        if carried || !pieces.is_empty() {
            let carries = self.carries(pieces);
            self.sends.push_back(carries);
        }
        last
    }

    /// Spoken words could not be stored. They are not lost, unless there is no interview that they could be part of. The core knows
    /// whether the store has them after all.
    pub(super) fn not_stored(&mut self, said: Said, error: &Error) {
        let never = [ErrorKind::InvalidInput, ErrorKind::TooLarge, ErrorKind::Conflict, ErrorKind::NotFound];
        if never.contains(&error.kind()) || error.operation() == "conversation.send" {
            return;
        }
        if self.carried.is_none() {
            self.unstored.clone_from(&self.given);
        }
        self.unstored.push(said);
        let carried = self.carried.as_ref().map(pieces).unwrap_or_default();
        let carries = self.carries(carried);
        self.sends.push_front(carries);
    }

    /// A turn opened with these words: what ended them, if they are some that were carried.
    pub(super) fn was_carried(&mut self, text: &str) -> Option<&'static str> {
        let at = self.given.iter().position(|said| said.text == text)?;
        self.given.remove(at);
        if at < self.unstored.len() {
            self.unstored.remove(at);
        }
        if self.given.len() == self.unstored.len() {
            self.carried = None;
        }
        // The beginning of a long answer, or words that something else overtook.
        Some(self.committing.as_ref().map_or(TurnEnd::Overtaken.code(), |committing| committing.reason))
    }
}

/// Words in pieces that one turn can hold, each with its share of the sound by letters.
fn pieces(said: &Said) -> Vec<Said> {
    let mut pieces = Vec::new();
    let all = said.text.trim();
    let mut rest = all;
    while !rest.is_empty() {
        let (piece, later) = rest.split_at_checked(cut(rest)).unwrap_or((rest, ""));
        let from = all.len() - rest.len();
        let audio = said.audio.as_ref().map(|audio| share(audio, from..from + piece.len(), all.len()));
        pieces.push(Said { text: piece.trim_end().to_owned(), audio, confidence: said.confidence });
        rest = later.trim_start();
    }
    pieces
}

/// Where the first piece ends: behind a sentence of its second half, else between two words, else anywhere.
fn cut(text: &str) -> usize {
    if text.len() <= MAX_TEXT {
        return text.len();
    }
    let most = text.floor_char_boundary(MAX_TEXT);
    let head = text.get(..most).unwrap_or(text);
    let spaces = || head.rmatch_indices(char::is_whitespace).map(|(at, _)| at).filter(|at| *at > 0);
    let ends = |at: &usize| head.get(..*at).is_some_and(|before| before.ends_with(['.', '?', '!', '…']));
    spaces().take_while(|at| *at >= most / 2).find(ends).or_else(|| spaces().next()).unwrap_or(most)
}

/// The part of a sound that belongs to a part of its words.
fn share(audio: &AudioSpan, part: std::ops::Range<usize>, of: usize) -> AudioSpan {
    let length = audio.end_sample.saturating_sub(audio.start_sample);
    let at = |letter: usize| audio.start_sample + length.saturating_mul(letter as u64) / of.max(1) as u64;
    AudioSpan { start_sample: at(part.start), end_sample: at(part.end), ..audio.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: String) -> Said {
        let audio =
            AudioSpan { stream: "a.wav".into(), start_sample: 1_000, end_sample: 5_000, rate: 16_000 };
        Said { text, audio: Some(audio), confidence: Some(0.5) }
    }

    #[test]
    fn what_one_turn_can_hold_stays_whole() {
        let said = said("Short. And whole.".into());
        assert_eq!(pieces(&said), [said]);
    }

    #[test]
    fn long_words_are_cut_behind_sentences_between_words_and_at_last_anywhere() {
        for (unit, end) in [("Мы считали запросы в очереди. ", "."), ("слово ", "слово"), ("щ", "щ")]
        {
            let text = unit.repeat(3 * MAX_TEXT / unit.len() - 10);
            let pieces = pieces(&said(text.clone()));
            assert!(pieces.len() >= 3, "{}", pieces.len());
            assert!(pieces.iter().all(|piece| piece.text.len() <= MAX_TEXT && piece.text.ends_with(end)));
            let letters = |text: &str| text.chars().filter(|letter| *letter != ' ').collect::<String>();
            let all: String = pieces.iter().map(|piece| letters(&piece.text)).collect();
            assert!(all == letters(&text), "nothing is lost");
            let spans: Vec<_> = pieces.iter().filter_map(|piece| piece.audio.as_ref()).collect();
            assert_eq!((spans[0].start_sample, spans.len()), (1_000, pieces.len()));
            assert!(spans.is_sorted_by(|one, next| one.end_sample <= next.start_sample));
            assert!(spans[spans.len() - 1].end_sample <= 5_000);
        }
    }
}
