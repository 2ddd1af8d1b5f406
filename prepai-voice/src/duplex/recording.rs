//! Recordings: one WAV an utterance among the session's files, when consent is given.

use std::time::Duration;

use futures::StreamExt;
use prepai_core::Result;
use prepai_core::clock::Timestamp;
use prepai_core::ids::SessionId;
use prepai_core::session::Sessions;
use prepai_core::speech::Audio;

use super::microphone::{Microphone, RATE, position, to_index};
use crate::audio::wav;

/// Gives out names: `audio_YYYYMMDD_HHMMSS.wav` in UTC, and `_2`, `_3` … in the same second, or in one before it: a clock that is
/// put back names nothing twice.
#[derive(Debug, Default)]
pub(super) struct Names {
    second: String,
    count: u32,
}

impl Names {
    pub(super) fn next(&mut self, at: Timestamp) -> String {
        let digits: String =
            at.to_string().chars().take(19).filter(|letter| letter.is_ascii_digit()).collect();
        let (day, time) = digits.split_at_checked(8).unwrap_or((&digits, ""));
        let second = format!("{day}_{time}");
        // Of equal length, so that their order is that of time.
        if second > self.second {
            (self.second, self.count) = (second, 0);
        }
        self.count += 1;
        match self.count {
            1 => format!("audio_{}.wav", self.second),
            count => format!("audio_{}_{count}.wav", self.second),
        }
    }
}

/// The longest utterance that is kept whole; of a longer one the beginning is.
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// Sound is taken over in pieces of about this length, long before the microphone forgets it.
const PIECE: Duration = Duration::from_secs(30);

/// The sound of a turn while it goes on, so that its recording may be longer than what the microphone keeps.
#[derive(Debug)]
pub(super) struct Tape {
    samples: Vec<i16>,
    /// What follows is not taken over yet.
    until: Duration,
}

impl Tape {
    /// Of a turn that begins at a time.
    pub(super) fn new(from: Duration) -> Self {
        Tape { samples: Vec::new(), until: from }
    }

    /// Whether there is enough to take over.
    pub(super) fn lags(&self, now: Duration) -> bool {
        now.saturating_sub(self.until) >= PIECE
    }

    /// Takes over what there is until a time.
    pub(super) fn take(&mut self, microphone: &Microphone, until: Duration) {
        let room = to_index(position(LONGEST)).saturating_sub(self.samples.len());
        if room > 0 && until > self.until {
            let sound = microphone.cut(self.until, until).to_i16();
            self.samples.extend(sound.iter().take(room));
        }
        self.until = self.until.max(until);
    }

    /// What there is until a time is no part of it.
    pub(super) fn skip(&mut self, until: Duration) {
        self.until = self.until.max(until);
    }

    /// How much there is of it.
    pub(super) fn frames(&self) -> u64 {
        self.samples.len() as u64
    }

    /// Gives its first samples, which are no part of it any more.
    pub(super) fn give(&mut self, count: u64) -> Audio {
        let count = to_index(count).min(self.samples.len());
        Audio::mono_i16(RATE, self.samples.drain(..count).collect::<Vec<_>>())
    }

    /// All of it, of a turn that is over at a time.
    pub(super) fn end(mut self, microphone: &Microphone, until: Duration) -> Audio {
        self.take(microphone, until);
        Audio::mono_i16(RATE, self.samples)
    }
}

/// Stores a recording whole.
pub(super) async fn store(sessions: Sessions, session: SessionId, name: String, sound: Audio) -> Result<()> {
    let content = futures::stream::iter([Ok(wav::encode(&sound))]).boxed();
    sessions.store().put_file(&session, &name, content).await.map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_the_second_and_never_repeat() {
        let mut names = Names::default();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let given: Vec<_> = ["2026-11-22T09:57:07.5Z", "2026-11-22T09:57:07.9Z", "2026-11-22T09:57:08Z"]
            .map(|text| names.next(at(text)))
            .into();
        let expected =
            ["audio_20261122_095707.wav", "audio_20261122_095707_2.wav", "audio_20261122_095708.wav"];
        assert_eq!(given, expected);
        // The second of the first again: what has that name must not be overwritten.
        assert_eq!(names.next(at("2026-11-22T09:57:07Z")), "audio_20261122_095708_2.wav");
        assert_eq!(names.next(at("2026-11-22T09:57:09Z")), "audio_20261122_095709.wav");
    }
}
