//! Speech and pauses from single frames.

use std::time::Duration;

use super::observation::FRAME;

/// What a frame changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Edge {
    /// Speech began here.
    Began(Duration),
    /// It is over since then.
    Paused(Duration),
}

/// Smooths what a detector says of single frames: `n` voiced frames of the last `n + 1` begin speech; a lone voiced frame does not
/// prolong it.
#[derive(Debug, Clone, Default)]
pub(crate) struct SpeechGate {
    /// One bit a frame, the newest lowest.
    history: u32,
    speaking: bool,
    began: Duration,
    last_voice: Duration,
}

impl SpeechGate {
    pub(crate) fn push(&mut self, end: Duration, voiced: bool, begin: u32, pause: Duration) -> Option<Edge> {
        self.history = (self.history << 1) | u32::from(voiced);
        let begin = begin.clamp(1, 30);
        if self.speaking {
            if voiced && (self.history & 0b111).count_ones() >= 2 {
                self.last_voice = end;
            }
            if end.saturating_sub(self.last_voice) >= pause {
                self.speaking = false;
                self.history = 0;
                return Some(Edge::Paused(self.last_voice));
            }
            return None;
        }
        let window = self.history & ((1 << (begin + 1)) - 1);
        if voiced && window.count_ones() >= begin {
            self.speaking = true;
            self.last_voice = end;
            let frames = 32 - window.leading_zeros();
            self.began = end.saturating_sub(FRAME * frames);
            return Some(Edge::Began(self.began));
        }
        None
    }

    /// Whether somebody speaks.
    pub(crate) fn speaking(&self) -> bool {
        self.speaking
    }

    /// Where the running, or else the last, speech began.
    pub(crate) fn began(&self) -> Duration {
        self.began
    }

    /// The end of the last speech; zero before the first.
    pub(crate) fn last_voice(&self) -> Duration {
        self.last_voice
    }

    /// Forgets running speech, so that it must begin anew.
    pub(crate) fn reset(&mut self) {
        self.history = 0;
        self.speaking = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAUSE: Duration = Duration::from_millis(96);

    /// Edges of frames that are voiced where the text has an `x`, with the number of the frame.
    fn edges(text: &str, begin: u32) -> Vec<(usize, Edge)> {
        let mut gate = SpeechGate::default();
        let frames = text.chars().enumerate();
        frames
            .filter_map(|(n, c)| {
                gate.push(FRAME * (n as u32 + 1), c == 'x', begin, PAUSE).map(|edge| (n, edge))
            })
            .collect()
    }

    #[test]
    fn three_of_four_begin_where_the_first_of_them_began() {
        assert_eq!(edges("..xx.x", 3), [(5, Edge::Began(FRAME * 2))]);
        assert_eq!(edges("..x..x..x..xx..x", 3), []);
        assert_eq!(edges("xxxxx.", 6), []);
        assert_eq!(edges("xxx.xxx", 6), [(6, Edge::Began(Duration::ZERO))]);
    }

    #[test]
    fn a_lone_voiced_frame_does_not_prolong_speech() {
        let paused = (9, Edge::Paused(FRAME * 4));
        assert_eq!(edges("xxxx......", 3), [(2, Edge::Began(Duration::ZERO)), paused]);
        assert_eq!(edges("xxxx...x..", 3), [(2, Edge::Began(Duration::ZERO)), paused]);
        assert_eq!(edges("xxxx...xx..", 3).len(), 1);
    }
}
