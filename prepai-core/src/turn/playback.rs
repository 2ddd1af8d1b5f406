//! What of a spoken turn was really heard.

use crate::speech::Audio;

/// The sound that was sent for a turn, with marks into its text, and how much of it was played.
#[derive(Debug, Default)]
pub(super) struct Playback {
    /// `(unit, first sample of the turn, display character, sample of the turn)` per mark, ascending.
    marks: Vec<Mark>,
    sent: u64,
    rate: u32,
    unit_start: u64,
    unit: Option<usize>,
    played: Option<u64>,
    estimated: Option<u64>,
}

#[derive(Debug, Clone, Copy)]
struct Mark {
    unit: usize,
    character: usize,
    sample: u64,
}

impl Playback {
    /// Takes in a piece that is sent; gives the number of samples before it.
    ///
    /// Without a unit it is sound that is no part of the reply: it is played, and no word of it counts as heard.
    pub(super) fn sent(&mut self, unit: Option<usize>, audio: &Audio, marks: &[(usize, u64)]) -> u64 {
        let start = self.sent;
        if let Some(unit) = unit {
            if self.unit != Some(unit) {
                self.unit = Some(unit);
                self.unit_start = start;
                self.marks.push(Mark { unit, character: 0, sample: start });
            }
            let unit_start = self.unit_start;
            let mark =
                |&(character, sample): &(usize, u64)| Mark { unit, character, sample: unit_start + sample };
            self.marks.extend(marks.iter().map(mark));
        }
        self.sent += audio.frames();
        self.rate = audio.rate;
        start
    }

    /// The client reports playback. More than was sent is taken as all that was sent.
    pub(super) fn played(&mut self, samples: u64) {
        self.played = Some(self.played.unwrap_or(0).max(samples.min(self.sent)));
    }

    /// The client does not report: it has played for `time` at most.
    pub(super) fn estimate(&mut self, time: std::time::Duration) {
        let samples = time.as_micros().saturating_mul(u128::from(self.rate)) / 1_000_000;
        self.estimated = Some(u64::try_from(samples).unwrap_or(u64::MAX).min(self.sent));
    }

    /// Whether there is any sound.
    pub(super) fn is_spoken(&self) -> bool {
        self.sent > 0
    }

    /// Whether all that was sent has been played.
    pub(super) fn is_done(&self) -> bool {
        self.played.is_some_and(|played| played >= self.sent)
    }

    /// Samples that the client reported.
    pub(super) fn reported(&self) -> Option<u64> {
        self.played
    }

    /// How long what was sent plays.
    pub(super) fn duration(&self) -> std::time::Duration {
        self.time(self.sent)
    }

    /// How long what was sent and not reported plays.
    pub(super) fn left(&self) -> std::time::Duration {
        self.time(self.sent.saturating_sub(self.played.unwrap_or(0)))
    }

    fn time(&self, samples: u64) -> std::time::Duration {
        std::time::Duration::from_micros(samples.saturating_mul(1_000_000) / u64::from(self.rate.max(1)))
    }

    /// The words that were heard: whole words whose mark lies before the last played sample. Without reports, what was
    /// sent counts as heard.
    pub(super) fn heard(&self, units: &[String]) -> String {
        let played = self.played.or(self.estimated).unwrap_or(self.sent);
        let Some(last) = self.marks.iter().rev().find(|mark| mark.sample < played) else {
            return String::new();
        };
        let complete = played >= self.sent && self.unit.is_some_and(|unit| unit + 1 >= units.len());
        if complete {
            return units.join(" ");
        }
        let next = self.marks.iter().find(|mark| (mark.unit, mark.character) > (last.unit, last.character));
        let mut words: Vec<&str> = units.iter().take(last.unit).map(String::as_str).collect();
        if let Some(unit) = units.get(last.unit) {
            let end = match next {
                Some(next) if next.unit == last.unit => next.character,
                _ => unit.chars().count(),
            };
            let cut = unit.char_indices().nth(end).map_or(unit.len(), |(index, _)| index);
            words.push(unit.get(..cut).unwrap_or(unit).trim_end());
        }
        words.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spoken() -> (Playback, Vec<String>) {
        let mut playback = Playback::default();
        let units = vec!["One two.".to_owned(), "Three four?".to_owned()];
        playback.sent(Some(0), &Audio::mono_i16(100, vec![0; 100]), &[(0, 0), (4, 50)]);
        playback.sent(Some(1), &Audio::mono_i16(100, vec![0; 100]), &[(0, 0), (6, 50)]);
        (playback, units)
    }

    #[test]
    fn words_count_from_their_first_sample_on() {
        for (played, heard) in [
            (0, ""),
            (1, "One"),
            (50, "One"),
            (51, "One two."),
            (101, "One two. Three"),
            (151, "One two. Three four?"),
            (200, "One two. Three four?"),
            (9_999, "One two. Three four?"),
        ] {
            let (mut playback, units) = spoken();
            playback.played(played);
            assert_eq!(playback.heard(&units), heard, "{played} samples");
        }
    }

    #[test]
    fn reports_never_go_back() {
        let (mut playback, units) = spoken();
        playback.played(101);
        playback.played(3);
        assert_eq!(playback.heard(&units), "One two. Three");
        assert!(!playback.is_done());
        assert_eq!(playback.duration(), std::time::Duration::from_secs(2));
    }

    #[test]
    fn an_interjection_is_played_and_no_word_of_the_reply() {
        let mut playback = Playback::default();
        let units = vec!["One two.".to_owned(), "Three four?".to_owned()];
        let sound = || Audio::mono_i16(100, vec![0; 100]);
        assert_eq!(playback.sent(None, &sound(), &[]), 0);
        assert_eq!(playback.sent(Some(0), &sound(), &[(0, 0), (4, 50)]), 100);
        playback.sent(None, &sound(), &[]);
        playback.sent(Some(1), &sound(), &[(0, 0), (6, 50)]);
        let heard: Vec<_> = [100, 101, 199, 250, 301, 400]
            .map(|played| {
                playback.played(played);
                playback.heard(&units)
            })
            .into();
        let whole = "One two. Three four?";
        assert_eq!(heard, ["", "One", "One two.", "One two.", "One two. Three", whole]);
    }

    #[test]
    fn an_estimate_counts_the_time() {
        let (mut playback, units) = spoken();
        playback.estimate(std::time::Duration::from_millis(600));
        assert_eq!(playback.heard(&units), "One two.");
        assert_eq!(playback.reported(), None);
    }

    #[test]
    fn without_reports_sent_is_heard() {
        let (playback, units) = spoken();
        assert_eq!(playback.heard(&units), "One two. Three four?");
        assert_eq!(playback.reported(), None);
    }
}
