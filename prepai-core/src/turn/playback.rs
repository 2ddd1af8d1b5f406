//! What of a spoken turn was really heard.

use std::time::Duration;

use crate::speech::Audio;

/// Letters a second of a voice that has not spoken yet.
const USUAL: f64 = 15.0;

/// How fast a voice speaks, from the units that it has spoken to their ends.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Pace {
    letters: usize,
    time: Duration,
}

impl Pace {
    fn letters_a_second(&self) -> f64 {
        if self.letters == 0 || self.time.is_zero() {
            return USUAL;
        }
        self.letters as f64 / self.time.as_secs_f64()
    }
}

/// The sound that was sent for a turn, with marks into its text, and how much of it was played.
#[derive(Debug, Default)]
pub(super) struct Playback {
    /// The units that have sound, in the order in which it was sent.
    parts: Vec<Part>,
    sent: u64,
    rate: u32,
    played: Option<u64>,
    estimated: Option<u64>,
    pace: Pace,
    /// Whether the voice went wrong in what it speaks, and whether it ever did in a unit.
    broken: bool,
    failed: bool,
}

/// The sound of a unit.
#[derive(Debug)]
struct Part {
    unit: usize,
    /// Its first sample.
    start: u64,
    /// One past the last that was sent.
    end: u64,
    /// Whether that is all of it.
    whole: bool,
    /// `(display character, sample of the turn)`, ascending.
    marks: Vec<(usize, u64)>,
}

impl Part {
    /// The words of its unit of which something lies before a sample; `pace` is in letters a sample.
    fn heard<'a>(&self, text: &'a str, played: u64, pace: f64) -> &'a str {
        if self.whole && played >= self.end {
            return text;
        }
        let all = text.chars().count();
        let mut space = true;
        let cut = text.char_indices().enumerate().find_map(|(character, (byte, letter))| {
            let begins = std::mem::replace(&mut space, letter.is_whitespace()) && !letter.is_whitespace();
            let place = begins || self.marks.iter().any(|mark| mark.0 == character);
            (place && self.sample(character, all, pace) >= played).then_some(byte)
        });
        text.get(..cut.unwrap_or(text.len())).unwrap_or(text).trim_end()
    }

    /// The sample in which a character of `all` begins. Between two marks, and from the last one to the end, each letter takes as
    /// long as the others; while the end is not known, as long as the voice usually takes.
    fn sample(&self, character: usize, all: usize, pace: f64) -> u64 {
        let end = self.whole.then_some((all, self.end));
        let known = || std::iter::once((0, self.start)).chain(self.marks.iter().copied()).chain(end);
        if let Some((_, sample)) = known().find(|(at, _)| *at == character) {
            return sample;
        }
        let (before, from) = known().rfind(|(at, _)| *at < character).unwrap_or((0, self.start));
        let letters = (character - before) as u64;
        match known().find(|(at, _)| *at > character) {
            Some((after, to)) => {
                from + to.saturating_sub(from).saturating_mul(letters) / (after - before) as u64
            }
            None => from.saturating_add((letters as f64 / pace) as u64),
        }
    }
}

impl Playback {
    /// Nothing was sent yet, by a voice that speaks so fast.
    pub(super) fn at(pace: Pace) -> Playback {
        Playback { pace, ..Playback::default() }
    }

    /// Takes in a piece that is sent; gives the number of samples before it.
    ///
    /// Without a unit it is sound that is no part of the reply: it is played, and no word of it counts as heard.
    pub(super) fn sent(&mut self, unit: Option<usize>, audio: &Audio, marks: &[(usize, u64)]) -> u64 {
        let start = self.sent;
        self.sent += audio.frames();
        self.rate = audio.rate;
        if let Some(unit) = unit {
            if self.parts.last().is_none_or(|part| part.unit != unit) {
                self.parts.push(Part { unit, start, end: start, whole: false, marks: Vec::new() });
            }
            if let Some(part) = self.parts.last_mut() {
                part.end = self.sent;
                part.marks.extend(
                    marks.iter().map(|&(character, sample)| (character, part.start.saturating_add(sample))),
                );
            }
        }
        start
    }

    /// The voice went wrong: what it speaks has no end, and a unit that it has not spoken is only read.
    pub(super) fn broke(&mut self, unit: Option<usize>) {
        self.broken = true;
        self.failed |= unit.is_some();
    }

    /// The sound of a unit is complete, unless the voice went wrong in it; gives how fast the voice speaks.
    pub(super) fn spoken(&mut self, unit: Option<usize>, text: &str) -> Pace {
        let whole = !std::mem::take(&mut self.broken);
        if let Some(part) = self.parts.last_mut().filter(|part| whole && Some(part.unit) == unit) {
            part.whole = true;
            let samples = part.end - part.start;
            self.pace.letters += text.chars().count();
            self.pace.time += self.time(samples);
        }
        self.pace
    }

    /// Whether the voice ever went wrong in a unit.
    pub(super) fn has_failed(&self) -> bool {
        self.failed
    }

    /// The client reports playback. More than was sent is taken as all that was sent.
    pub(super) fn played(&mut self, samples: u64) {
        self.played = Some(self.played.unwrap_or(0).max(samples.min(self.sent)));
    }

    /// The client does not report: it has played for `time` at most.
    pub(super) fn estimate(&mut self, time: Duration) {
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
    pub(super) fn duration(&self) -> Duration {
        self.time(self.sent)
    }

    /// How long what was sent and not reported plays.
    pub(super) fn left(&self) -> Duration {
        self.time(self.sent.saturating_sub(self.played.unwrap_or(0)))
    }

    fn time(&self, samples: u64) -> Duration {
        Duration::from_micros(samples.saturating_mul(1_000_000) / u64::from(self.rate.max(1)))
    }

    /// The words that were heard: whole words that begin before the last played sample, by the marks of the voice and, where
    /// it gives none, by their letters. Without reports, what was sent counts as heard.
    pub(super) fn heard(&self, units: &[String]) -> String {
        let played = self.played.or(self.estimated).unwrap_or(self.sent);
        let Some(part) = self.parts.iter().rev().find(|part| part.start < played) else {
            return String::new();
        };
        let pace = self.pace.letters_a_second() / f64::from(self.rate.max(1));
        let mut words: Vec<&str> = units.iter().take(part.unit).map(String::as_str).collect();
        if let Some(unit) = units.get(part.unit) {
            words.push(part.heard(unit, played, pace));
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
        playback.spoken(Some(0), &units[0]);
        playback.sent(Some(1), &Audio::mono_i16(100, vec![0; 100]), &[(0, 0), (6, 50)]);
        playback.spoken(Some(1), &units[1]);
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
    const LONG: &str = "Tell me about a project that you are proud of.";

    /// What is heard of one unit without marks after so many of its samples, of which there are 100 a second.
    fn unmarked(playback: &mut Playback, played: u64) -> String {
        playback.played = None;
        playback.played(played);
        playback.heard(&[LONG.to_owned()])
    }

    #[test]
    fn words_without_marks_share_the_sound_of_their_unit_by_letters() {
        let mut playback = Playback::default();
        // One mark for everything, as a server's voice has it: 46 letters in 460 samples.
        playback.sent(Some(0), &Audio::mono_i16(100, vec![0; 400]), &[(0, 0)]);
        playback.sent(Some(0), &Audio::mono_i16(100, vec![0; 60]), &[]);
        playback.spoken(Some(0), LONG);
        for (played, heard) in [
            (0, ""),
            (20, "Tell"),
            (50, "Tell"),
            (51, "Tell me"),
            (160, "Tell me about a"),
            (430, "Tell me about a project that you are proud"),
            (460, LONG),
        ] {
            assert_eq!(unmarked(&mut playback, played), heard, "{played} samples");
        }
    }

    #[test]
    fn while_the_end_is_not_known_the_voice_is_as_fast_as_it_was_or_as_most_are() {
        let mut playback = Playback::default();
        playback.sent(Some(0), &Audio::mono_i16(100, vec![0; 150]), &[(0, 0)]);
        // 15 letters in a second.
        assert_eq!(unmarked(&mut playback, 100), "Tell me about a");
        assert_eq!(unmarked(&mut playback, 150), "Tell me about a project");
        let mut slow = Playback::default();
        slow.sent(Some(0), &Audio::mono_i16(100, vec![0; 100]), &[]);
        let pace = slow.spoken(Some(0), "5 letters.");
        let mut playback = Playback::at(pace);
        playback.sent(Some(0), &Audio::mono_i16(100, vec![0; 150]), &[(0, 0)]);
        assert_eq!(unmarked(&mut playback, 100), "Tell me about");
        playback.broke(Some(0));
        playback.spoken(Some(0), LONG);
        assert_eq!(unmarked(&mut playback, 150), "Tell me about a", "it ends in the middle");
        let mut playback = Playback::default();
        playback.broke(None);
        playback.spoken(None, "");
        playback.sent(Some(0), &Audio::mono_i16(100, vec![0; 150]), &[(0, 0)]);
        playback.spoken(Some(0), LONG);
        assert_eq!(unmarked(&mut playback, 150), LONG, "only a filler was broken");
        assert!(!playback.has_failed());
    }
}
