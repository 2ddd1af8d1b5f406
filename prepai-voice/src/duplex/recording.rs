//! Recordings: one WAV an utterance among the session's files, when consent is given.

use futures::StreamExt;
use prepai_core::Result;
use prepai_core::clock::Timestamp;
use prepai_core::ids::SessionId;
use prepai_core::session::Sessions;
use prepai_core::speech::Audio;

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
