//! The interviewer's sound on its way to the client: paused, resumed, forgotten.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use prepai_core::speech::{Audio, Samples};

use super::VoiceEvent;
use super::microphone::{Microphone, RATE};

/// A frame that was sent and may not have been played yet: when it begins, at 16 kHz.
type Ahead = (Duration, Arc<[i16]>);

/// What is being said.
#[derive(Debug, Default)]
pub(super) struct Player {
    /// The turn of the sound.
    pub(super) turn: u32,
    /// Whether any of its sound went out.
    pub(super) began: bool,
    /// Since when playback is paused.
    paused: Option<Duration>,
    /// Frames that wait for the end of the pause.
    held: VecDeque<VoiceEvent>,
    /// No sound of turns up to this one goes out any more.
    dead: u32,
    /// When what went out will have been played.
    until: Duration,
    ahead: VecDeque<Ahead>,
}

impl Player {
    /// A turn begins.
    pub(super) fn open(&mut self, turn: u32) {
        let dead = self.dead;
        *self = Player { turn, dead, until: self.until, ..Player::default() };
    }

    /// When what went out will have been played; not while playback is paused.
    pub(super) fn played_at(&self) -> Option<Duration> {
        self.paused.is_none().then_some(self.until)
    }

    /// Whether sound of a turn may go out.
    pub(super) fn is_live(&self, turn: u32) -> bool {
        turn > self.dead
    }

    /// Cuts a piece into frames of 20 ms; gives what goes out now.
    pub(super) fn play(
        &mut self,
        now: Duration,
        turn: u32,
        start_sample: u64,
        audio: &Audio,
        microphone: Option<&mut Microphone>,
    ) -> Vec<VoiceEvent> {
        let Samples::I16(samples) = &audio.samples else { return Vec::new() };
        if !self.is_live(turn) || samples.is_empty() {
            return Vec::new();
        }
        self.began = true;
        let rate = audio.rate;
        let length = (rate as usize / 50).max(1);
        let mut start = start_sample;
        let mut frames = Vec::new();
        for frame in samples.chunks(length) {
            let event = VoiceEvent::Sound { turn, start_sample: start, rate, samples: frame.into() };
            start += frame.len() as u64;
            match self.paused {
                Some(_) => self.held.push_back(event),
                None => frames.push(event),
            }
        }
        if self.paused.is_none() {
            self.goes_out(now, audio, samples, microphone);
        }
        frames
    }

    /// Remembers what the microphone will hear of it.
    fn goes_out(
        &mut self,
        now: Duration,
        audio: &Audio,
        samples: &Arc<[i16]>,
        microphone: Option<&mut Microphone>,
    ) {
        self.until = self.until.max(now);
        let at = self.until;
        self.until += audio.duration();
        let Some(microphone) = microphone else { return };
        let samples = at_16_khz(samples, audio.rate);
        microphone.played(at, &samples);
        self.ahead.push_back((at, samples));
        while self.ahead.front().is_some_and(|(at, samples)| *at + length(samples) < now) {
            self.ahead.pop_front();
        }
    }

    /// Somebody speaks: the client stops playing.
    pub(super) fn pause(&mut self, now: Duration, microphone: Option<&mut Microphone>) {
        self.paused.get_or_insert(now);
        if let Some(microphone) = microphone {
            microphone.stopped(now);
        }
    }

    /// It was nothing: the client plays on; gives what was held back.
    pub(super) fn resume(
        &mut self,
        now: Duration,
        mut microphone: Option<&mut Microphone>,
    ) -> Vec<VoiceEvent> {
        let Some(paused) = self.paused.take() else { return Vec::new() };
        let pause = now.saturating_sub(paused);
        self.ahead.retain(|(at, samples)| *at + length(samples) > paused);
        for (at, samples) in &mut self.ahead {
            *at += pause;
            if let Some(microphone) = &mut microphone {
                microphone.played(*at, samples);
            }
        }
        self.until = self.until.max(paused) + pause;
        let held: Vec<_> = self.held.drain(..).collect();
        for event in &held {
            if let VoiceEvent::Sound { rate, samples, .. } = event {
                let audio = Audio::mono_i16(*rate, Arc::clone(samples));
                self.goes_out(now, &audio, samples, microphone.as_deref_mut());
            }
        }
        held
    }

    /// No sound of the turn goes out any more; whether any did.
    pub(super) fn kill(&mut self, now: Duration, microphone: Option<&mut Microphone>) -> bool {
        let began = self.began && self.is_live(self.turn);
        self.dead = self.dead.max(self.turn);
        self.paused = None;
        self.held.clear();
        self.ahead.clear();
        self.until = now;
        if let Some(microphone) = microphone {
            microphone.stopped(now);
        }
        began
    }
}

fn length(samples: &[i16]) -> Duration {
    super::microphone::duration(samples.len() as u64)
}

/// Good enough to compare envelopes with: means or repeats, no filter.
fn at_16_khz(samples: &Arc<[i16]>, rate: u32) -> Arc<[i16]> {
    if rate == RATE || rate == 0 {
        return Arc::clone(samples);
    }
    let count = samples.len() as u64 * u64::from(RATE) / u64::from(rate);
    let step = u64::from(rate);
    let index = |n: u64| usize::try_from(n * step / u64::from(RATE)).unwrap_or(usize::MAX);
    (0..count)
        .map(|n| {
            let from = index(n).min(samples.len());
            let until = index(n + 1).clamp((from + 1).min(samples.len()), samples.len());
            let range = samples.get(from..until).unwrap_or_default();
            let sum: i64 = range.iter().copied().map(i64::from).sum();
            i16::try_from(sum / (range.len().max(1) as i64)).unwrap_or_default()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    fn starts(events: &[VoiceEvent]) -> Vec<u64> {
        let start = |event: &VoiceEvent| match event {
            VoiceEvent::Sound { start_sample, .. } => *start_sample,
            _ => panic!(),
        };
        events.iter().map(start).collect()
    }

    #[test]
    fn a_pause_holds_sound_back_and_loses_none() {
        let mut player = Player::default();
        player.open(1);
        let piece = || Audio::mono_i16(16_000, vec![1; 640]);
        assert_eq!(starts(&player.play(MS, 1, 0, &piece(), None)), [0, 320]);
        player.pause(MS * 2, None);
        assert!(player.play(MS * 3, 1, 640, &piece(), None).is_empty());
        assert_eq!(starts(&player.resume(MS * 9, None)), [640, 960]);
        assert!(player.resume(MS * 9, None).is_empty());
        assert_eq!(starts(&player.play(MS * 10, 1, 1280, &piece(), None)), [1280, 1600]);
    }

    #[test]
    fn after_an_interruption_nothing_of_the_turn_goes_out() {
        let mut player = Player::default();
        player.open(1);
        let piece = Audio::mono_i16(16_000, vec![1; 640]);
        player.play(MS, 1, 0, &piece, None);
        player.pause(MS, None);
        player.play(MS, 1, 640, &piece, None);
        assert!(player.kill(MS, None));
        assert!(!player.kill(MS, None), "it is dead already");
        assert!(player.play(MS, 1, 1280, &piece, None).is_empty());
        player.open(2);
        assert_eq!(player.play(MS, 2, 0, &piece, None).len(), 2);
    }

    #[test]
    fn other_rates_keep_their_length() {
        for rate in [8_000, 22_050, 24_000, 48_000] {
            let samples: Arc<[i16]> = vec![7; rate as usize].into();
            let resampled = at_16_khz(&samples, rate);
            assert_eq!((resampled.len(), resampled[8_000]), (16_000, 7), "{rate}");
        }
    }
}
