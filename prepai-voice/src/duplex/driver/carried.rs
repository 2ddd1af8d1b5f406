//! Spoken words that nothing has answered: overtaken by something else, waiting, or not stored.

use prepai_core::session::Said;
use prepai_core::speech::AudioSpan;
use prepai_core::turn::MAX_TEXT;

use crate::duplex::ear::{join, without_common};

/// Spoken words that nothing has answered, in order, and what the core has of them.
#[derive(Debug, Default)]
pub(super) struct Carried {
    /// Words that the core could not store, as they were: the store may have them after all, which the core knows.
    unstored: Vec<Said>,
    /// Those after them, none too long for a turn.
    kept: Vec<Said>,
    /// What is known of a turn that stands still. It may go on.
    open: Vec<Said>,
    /// What of them was stored and is to be told.
    open_is_stored: Option<String>,
    /// Pieces of them that were stored together with it, until that is told.
    with_it: Vec<Said>,
    /// What the core was given to store before anything else comes.
    pub(super) given: Vec<Said>,
}

impl Carried {
    /// Words behind those that are there.
    pub(super) fn keep(&mut self, said: Said) {
        self.kept.extend(pieces(&said));
    }

    /// These are all words of a turn that stands still, or none does.
    pub(super) fn hold(&mut self, open: Option<&Said>) {
        self.open = open.map(pieces).unwrap_or_default();
    }

    /// Words of a turn that stands or stood still that were stored since this was asked.
    pub(super) fn open_is_stored(&mut self) -> Option<String> {
        self.open_is_stored.take()
    }

    /// Everything.
    pub(super) fn all(&self) -> Vec<Said> {
        self.unstored.iter().chain(&self.kept).chain(&self.open).cloned().collect()
    }

    /// Everything that is to be stored before [`Carried::answer`].
    pub(super) fn before_answer(&self) -> Vec<Said> {
        self.unstored.iter().chain(self.kept.iter().take(self.first_answered())).cloned().collect()
    }

    /// Takes what is to be answered: all, or the end where that is too long for one turn. Nothing, where nothing is left.
    pub(super) fn answer(&mut self) -> Option<Said> {
        self.kept.drain(self.first_answered()..).reduce(|before, said| Said {
            text: join([before.text.as_str(), said.text.as_str()]),
            audio: after(before.audio, said.audio),
            confidence: said.confidence.or(before.confidence),
        })
    }

    fn first_answered(&self) -> usize {
        let mut length = 0;
        let fits = |said: &&Said| {
            length += said.text.len() + usize::from(length > 0);
            length <= MAX_TEXT
        };
        self.kept.len() - self.kept.iter().rev().take_while(fits).count()
    }

    /// What was to be answered could not be stored, and nothing that was given to be stored before it.
    pub(super) fn not_stored(&mut self, said: Said) {
        let with_it = self.kept.iter().take_while(|kept| self.given.contains(kept)).count();
        self.unstored.extend(self.kept.drain(..with_it));
        self.unstored.push(said);
    }

    /// The core could not be told that words are to be answered: they are stored as they are, behind those that it has.
    pub(super) fn are_not_answered(&mut self) {
        self.unstored.append(&mut self.kept);
    }

    /// Words were stored; whether they are some that the core was given, or that are on their way to it. Those that it could not store
    /// may be among them before they are given again.
    pub(super) fn stored(&mut self, text: &str, on_its_way: &[Said]) -> bool {
        let after = |given: &[Said]| {
            let at = given.iter().position(|said| said.text == text)?;
            Some(given.get(at + 1..).unwrap_or_default().to_vec())
        };
        let after = after(on_its_way).or_else(|| after(&self.given));
        // The core leaves out of words what it has stored of them: then these are what is open now.
        let known = after.is_some() || self.unstored.iter().chain(&self.open).any(|said| said.text == text);
        if known {
            let over = remove(&mut self.unstored, text) || remove(&mut self.kept, text);
            if !remove(&mut self.with_it, text) && !over && !self.goes_on(text) {
                // What is given goes into the log as one, and of a turn that stands still there is nothing but its pieces behind it.
                self.with_it = after.unwrap_or_default();
                let pieces = self.with_it.iter().map(|said| said.text.as_str());
                self.open_is_stored = Some(join(std::iter::once(text).chain(pieces)));
            }
            remove(&mut self.open, text);
            remove(&mut self.given, text);
        }
        known
    }

    /// Whether these words begin a turn that went on and is over; what is left of it is what follows them.
    fn goes_on(&mut self, text: &str) -> bool {
        let begins = |said: &&mut Said| without_common(&said.text, text).1.is_empty();
        let mut waiting = self.unstored.iter_mut().chain(&mut self.kept);
        let Some(said) = waiting.find(begins) else { return false };
        said.text = without_common(&said.text, text).0.to_owned();
        self.unstored.retain(|said| !said.text.is_empty());
        self.kept.retain(|said| !said.text.is_empty());
        true
    }
}

/// The sound of words that follow on others: all of it where it is in one stream, else that of the newest.
fn after(before: Option<AudioSpan>, audio: Option<AudioSpan>) -> Option<AudioSpan> {
    match (before, audio) {
        (Some(before), Some(audio))
            if (&before.stream, before.rate) == (&audio.stream, audio.rate)
                && before.end_sample <= audio.start_sample =>
        {
            Some(AudioSpan { start_sample: before.start_sample, ..audio })
        }
        (before, audio) => audio.or(before),
    }
}

/// Removes the first of these words; whether there were any.
fn remove(words: &mut Vec<Said>, text: &str) -> bool {
    let at = words.iter().position(|said| said.text == text);
    at.map(|at| words.remove(at)).is_some()
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
    fn words_that_are_answered_together_have_the_sound_of_all_where_it_is_in_one_stream() {
        let spans = |stream: &str, first: u64| {
            let audio = AudioSpan {
                stream: stream.into(),
                start_sample: first,
                end_sample: first + 10,
                rate: 16_000,
            };
            let mut carried = Carried::default();
            carried.keep(said("One.".into()));
            carried.keep(Said { text: "Two.".into(), audio: Some(audio), ..Said::default() });
            let answer = carried.answer().unwrap();
            assert_eq!((answer.text.as_str(), answer.confidence), ("One. Two.", Some(0.5)));
            let audio = answer.audio.unwrap();
            (audio.start_sample, audio.end_sample)
        };
        assert_eq!(spans("a.wav", 5_000), (1_000, 5_010));
        assert_eq!(spans("b.wav", 5_000), (5_000, 5_010));
        // Whole utterances that are not kept all begin at zero.
        assert_eq!(spans("a.wav", 0), (0, 10));
    }

    #[test]
    fn words_that_could_not_be_stored_stay_as_they_are_and_in_order() {
        let mut carried = Carried::default();
        carried.keep(said("We counted what the queue lost. ".repeat(MAX_TEXT / 20)));
        let all = carried.all();
        carried.given = carried.before_answer();
        let answer = carried.answer().unwrap();
        assert_eq!((carried.given.len(), &answer), (1, &all[1]));
        carried.keep(said("And that was all.".into()));
        carried.not_stored(answer);
        // The store may have the first two after all: nothing is joined to them.
        assert_eq!(carried.before_answer(), all);
        assert_eq!(carried.answer(), Some(said("And that was all.".into())));
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
