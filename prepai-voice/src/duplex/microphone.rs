//! The candidate's sound: kept as long as it is needed, and judged frame by frame.

use std::collections::VecDeque;
use std::time::Duration;

use prepai_core::speech::{Audio, VoiceActivity};
use prepai_core::{Error, Result};

use super::drift::Drift;
use crate::audio::square;
use crate::floor::Frame;
use crate::floor::echo::EchoDetector;

/// Samples per second of everything here.
pub(super) const RATE: u32 = 16_000;

/// Samples that are judged together: 16 ms.
const FRAME: usize = 256;

/// What is kept while nobody speaks: speech is noticed a little after it began.
const BEFORE: Duration = Duration::from_millis(600);

/// The longest that is kept of a turn. Of a longer one the beginning is forgotten: it is with the ears by then, and on tape.
const LONGEST: Duration = Duration::from_secs(180);

/// A stream that lags further behind the clock has stood still: what is missing counts as silence.
const STOOD_STILL: Duration = Duration::from_millis(400);

/// Sound that is further ahead of the clock was only late: the silence that was put in its place is taken back.
const AHEAD: Duration = Duration::from_millis(100);

/// So much of it at a time while nobody speaks: the floor does not look at the same time twice, and who begins to speak meanwhile
/// is heard from the beginning, because a turn is cut that much before it was noticed.
const AT_A_TIME: Duration = Duration::from_millis(160);

/// A microphone's stream. Times count since the conversation began; the first sample is placed by its arrival, the others
/// by counting, so that a jittering network does not look like a pause.
pub(super) struct Microphone {
    activity: Box<dyn VoiceActivity>,
    /// Whether it ever went wrong.
    failed: bool,
    echo: EchoDetector,
    /// When sample 0 was spoken.
    origin: Duration,
    /// Whether any sound came.
    started: bool,
    kept: VecDeque<i16>,
    /// Which sample is the first of `kept`.
    first: u64,
    /// Where the echo's timeline begins.
    echo_origin: u64,
    /// How many were judged.
    judged: u64,
    frame: Vec<i16>,
    /// From where on everything is needed.
    needed: Option<u64>,
    still: Still,
    drift: Drift,
    /// Whether the newest frame is speech.
    speaking: bool,
    /// The end of the newest frame that was given.
    told: Duration,
}

/// Silence that stands for the time in which a stream stood still, in samples.
#[derive(Debug, Clone, Copy, Default)]
struct Still {
    /// Where the last of it begins.
    at: u64,
    /// How long that is.
    length: u64,
    /// All of it.
    all: u64,
}

impl Microphone {
    /// A stream that begins at a time.
    pub(super) fn new(activity: Box<dyn VoiceActivity>, origin: Duration) -> Self {
        Microphone {
            activity,
            failed: false,
            echo: EchoDetector::new(),
            origin,
            started: false,
            kept: VecDeque::new(),
            first: 0,
            echo_origin: 0,
            judged: 0,
            frame: Vec::with_capacity(FRAME),
            needed: None,
            still: Still::default(),
            drift: Drift::default(),
            speaking: false,
            told: Duration::ZERO,
        }
    }

    /// Takes sound that arrived at `now`; gives the frames that it completes, with the time of their ends. Nobody speaks in those
    /// that the detector could not judge.
    ///
    /// # Errors
    /// What the detector says when it goes wrong for the first time; the sound is taken all the same.
    pub(super) fn push(
        &mut self,
        now: Duration,
        missing: u64,
        samples: &[i16],
    ) -> Result<Vec<(Duration, Frame)>> {
        let more = missing + samples.len() as u64;
        if let Some(ahead) = self.time(self.end() + more).checked_sub(now).filter(|ahead| *ahead > AHEAD) {
            self.take_back(position(ahead));
        }
        let end = self.time(self.end() + more);
        let patience = if self.started { STOOD_STILL } else { Duration::ZERO };
        self.started = true;
        self.drift.note(more, now.saturating_sub(end));
        let lag = now.checked_sub(end).filter(|lag| *lag >= patience).unwrap_or_default();
        // A clock that is slow is put right where that tears no word.
        let slow = if self.speaking { 0 } else { self.drift.slow() / FRAME as u64 * FRAME as u64 };
        let (at, stood_still) = (self.end(), position(lag).max(slow));
        if missing + stood_still > 0 {
            self.silence(missing + stood_still);
            // Before the first sample there was no stream.
            if stood_still > 0 && !patience.is_zero() {
                self.still = Still { at, length: stood_still, all: self.still.all + stood_still };
            }
        }
        let (mut frames, mut failure) = (Vec::new(), None);
        self.kept.extend(samples);
        let mut rest = samples;
        while !rest.is_empty() {
            let (now, later) = rest.split_at((FRAME - self.frame.len()).min(rest.len()));
            self.frame.extend_from_slice(now);
            rest = later;
            if self.frame.len() == FRAME {
                self.judged += FRAME as u64;
                let (frame, error) = self.judge();
                failure = failure.or(error);
                self.frame.clear();
                let at = self.time(self.judged);
                self.told = self.told.max(at);
                frames.push((at, frame));
            }
        }
        self.forget();
        match failure.filter(|_| !std::mem::replace(&mut self.failed, true)) {
            Some(error) => Err(error),
            None => Ok(frames),
        }
    }

    fn judge(&mut self) -> (Frame, Option<Error>) {
        let (speech, error) = match self.activity.push(&Audio::mono_i16(RATE, self.frame.as_slice())) {
            Ok(judged) => (judged.last().map_or(0.0, |activity| activity.speech), None),
            Err(error) => (0.0, Some(error)),
        };
        self.speaking = speech >= 0.5;
        // At most 2^38: exact.
        let mean = square(&self.frame) as f64 / FRAME as f64;
        let level = 10.0 * (mean / 32_768.0_f64.powi(2)).max(1e-10).log10();
        let echo = self.echo.hear(&self.frame).last().map_or(0.0, |heard| heard.echo);
        (Frame { speech, level_dbfs: level as f32, echo }, error)
    }

    /// Puts silence where nothing came, up to a whole frame: places stay right, and nothing is judged.
    fn silence(&mut self, samples: u64) {
        let samples = (self.end() + samples).next_multiple_of(FRAME as u64) - self.end();
        let keep = position(LONGEST);
        if samples <= keep {
            // The frame that was begun ends in the silence; the echo's timeline goes on.
            self.echo.hear(&self.frame);
            let zeros = [0; FRAME];
            let mut left = to_index(samples);
            while left > 0 {
                let some = left.min(FRAME);
                self.echo.hear(zeros.get(..some).unwrap_or(&zeros));
                left -= some;
            }
        } else {
            // After minutes without sound nothing is known of the room any more.
            self.echo = EchoDetector::new();
            self.echo_origin = self.end() + samples;
        }
        if self.needed.is_some() && samples <= keep {
            self.kept.extend(std::iter::repeat_n(0, to_index(samples)));
        } else {
            self.first = self.end() + samples;
            self.kept.clear();
            self.needed = self.needed.map(|_| self.first);
        }
        self.judged = self.end();
        self.frame.clear();
    }

    /// Takes back silence, up to so many samples: the sound had been late and came after all. What came since the silence, and what
    /// will come, moves that much earlier, so that delays do not add up.
    fn take_back(&mut self, ahead: u64) {
        let Still { at, length, all } = self.still;
        let most = match self.needed {
            // It tears the words of a turn apart: all of it.
            Some(needed) if needed <= at && self.first <= at => length,
            // A turn that began after it is cut by the time as it was told; until it is over.
            Some(_) => 0,
            None if self.time(self.judged) < self.told => 0,
            // Once at most after a first word began: the floor would miss more of it than a turn is cut before.
            None if self.speaking => 0,
            // Beyond that silence the client's clock is fast.
            None => position(AT_A_TIME).min(all + self.drift.fast()).min(self.first),
        };
        let back = ahead.min(most) / FRAME as u64 * FRAME as u64;
        if back == 0 || !self.echo.rewind(back) {
            return;
        }
        if self.needed.is_some() {
            let from = to_index(at - self.first).min(self.kept.len());
            let until = (from + to_index(back)).min(self.kept.len());
            self.kept.drain(from..until);
        } else {
            self.first -= back;
        }
        self.judged -= back;
        self.drift.took_back(back.saturating_sub(all));
        self.still = Still { at, length: length.saturating_sub(back), all: all.saturating_sub(back) };
    }

    /// Tells what leaves the candidate's loudspeaker at a time, as early as is known.
    pub(super) fn played(&mut self, at: Duration, samples: &[i16]) {
        let at = self.at(at).saturating_sub(self.echo_origin);
        self.echo.play(at, samples);
    }

    /// What was to be played after a time will not be.
    pub(super) fn stopped(&mut self, at: Duration) {
        let at = self.at(at).saturating_sub(self.echo_origin);
        self.echo.stop(at);
    }

    /// Keeps everything from a time on, until it is told otherwise; gives the time from which it is kept.
    pub(super) fn need(&mut self, from: Option<Duration>) {
        self.needed = from.map(|from| self.at(from).max(self.first));
        self.forget();
    }

    /// The sound between two times, as far as it is kept.
    pub(super) fn cut(&self, from: Duration, until: Duration) -> Audio {
        let from = self.at(from).clamp(self.first, self.end());
        let until = self.at(until).clamp(from, self.end());
        let range = to_index(from - self.first)..to_index(until - self.first);
        Audio::mono_i16(RATE, self.kept.range(range).copied().collect::<Vec<_>>())
    }

    /// The sample at a time.
    pub(super) fn at(&self, time: Duration) -> u64 {
        position(time.saturating_sub(self.origin))
    }

    /// The time of a sample.
    fn time(&self, sample: u64) -> Duration {
        self.origin + duration(sample)
    }

    /// How many samples there were.
    pub(super) fn end(&self) -> u64 {
        self.first + self.kept.len() as u64
    }

    fn forget(&mut self) {
        let before = self.end().saturating_sub(position(BEFORE));
        let longest = self.end().saturating_sub(position(LONGEST));
        let keep = self.needed.unwrap_or(before).min(before).max(longest);
        let old = to_index(keep.saturating_sub(self.first)).min(self.kept.len());
        self.kept.drain(..old);
        self.first += old as u64;
        // The memory of a long turn is given back.
        let room = to_index(position(BEFORE)) * 4;
        if self.needed.is_none() && self.kept.capacity() > room && self.kept.len() * 2 < room {
            self.kept.shrink_to(room);
        }
    }
}

pub(super) fn to_index(samples: u64) -> usize {
    usize::try_from(samples).unwrap_or(usize::MAX)
}

/// Samples in a time.
pub(super) fn position(time: Duration) -> u64 {
    u64::try_from(time.as_micros().saturating_mul(u128::from(RATE)) / 1_000_000).unwrap_or(u64::MAX)
}

/// The time of so many samples.
pub(super) fn duration(samples: u64) -> Duration {
    Duration::from_nanos(samples.saturating_mul(1_000_000_000 / u64::from(RATE)))
}

#[cfg(test)]
mod tests {
    use prepai_core::ErrorKind;
    use prepai_core::speech::{Activity, Samples};
    use prepai_core::testing::ScriptedVoiceActivity;

    use super::*;

    const MS: Duration = Duration::from_millis(1);

    fn microphone() -> Microphone {
        Microphone::new(Box::new(ScriptedVoiceActivity::new()), Duration::ZERO)
    }

    fn samples(audio: &Audio) -> Vec<i16> {
        let Samples::I16(samples) = &audio.samples else { panic!() };
        samples.to_vec()
    }

    #[test]
    fn a_word_that_comes_ahead_of_the_clock_has_its_beginning() {
        let mut microphone = microphone();
        microphone.push(Duration::ZERO, 0, &[0; 320]).unwrap();
        // Nothing for ten seconds, then 200 ms of silence and speech at once, as the floor sees it: no time twice.
        let (now, mut seen, mut voiced) = (MS * 10_000, Duration::ZERO, Vec::new());
        for _ in 0..10 {
            let frames = microphone.push(now, 0, &[0; 320]).unwrap();
            seen = frames.last().map_or(seen, |(at, _)| seen.max(*at));
        }
        let mut spoken = 0;
        while voiced.len() < 4 {
            spoken += 320;
            for (at, frame) in microphone.push(now, 0, &[9_000; 320]).unwrap() {
                if at > seen && frame.speech > 0.5 {
                    voiced.push(at);
                }
                seen = seen.max(at);
            }
        }
        let from = voiced[0] - MS * (16 + 240);
        let heard = samples(&microphone.cut(from, Duration::MAX));
        assert_eq!(heard.iter().filter(|sample| **sample == 9_000).count(), spoken, "{voiced:?}");
    }

    #[test]
    fn frames_are_placed_by_counting() {
        let mut microphone = microphone();
        let mut frames = Vec::new();
        // 20 ms each, which come in bursts.
        for (now, value) in [(16, 0), (36, 0), (36, 9_000), (76, 9_000), (116, 0)] {
            frames.extend(microphone.push(MS * now, 0, &[value; 320]).unwrap());
        }
        let ends: Vec<_> = frames.iter().map(|(at, _)| at.as_millis()).collect();
        assert_eq!(ends, [16, 32, 48, 64, 80, 96]);
        let loud: Vec<_> = frames.iter().map(|(_, frame)| frame.speech > 0.5).collect();
        assert_eq!(loud, [false, false, true, true, true, false]);
        assert!(frames[3].1.level_dbfs > -13.0 && frames[0].1.level_dbfs < -90.0);
    }

    /// Cannot judge its second to its fifth frame.
    #[derive(Debug)]
    struct Broken(u32);

    impl VoiceActivity for Broken {
        fn push(&mut self, _: &Audio) -> Result<Vec<Activity>> {
            self.0 += 1;
            match self.0 {
                2..=5 => Err(Error::new(ErrorKind::Internal, "the network is broken")),
                _ => Ok(vec![Activity { speech: 1.0 }]),
            }
        }

        fn reset(&mut self) {}
    }

    #[test]
    fn a_detector_that_goes_wrong_is_told_of_once_and_no_sound_is_lost() {
        let mut microphone = Microphone::new(Box::new(Broken(0)), Duration::ZERO);
        let mut push = |now: u32| microphone.push(MS * now, 0, &[1; 512]);
        assert!(push(32).is_err());
        let frames: Vec<_> = [64, 96, 128].into_iter().flat_map(|now| push(now).unwrap()).collect();
        let ends: Vec<_> = frames.iter().map(|(at, _)| at.as_millis()).collect();
        assert_eq!(ends, [48, 64, 80, 96, 112, 128]);
        let spoken: Vec<_> = frames.iter().map(|(_, frame)| frame.speech > 0.5).collect();
        assert_eq!(spoken, [false, false, false, true, true, true]);
    }

    #[test]
    fn what_is_needed_is_kept_and_nothing_else() {
        let mut microphone = microphone();
        for n in 1..=100 {
            microphone.push(MS * 20 * n, 0, &[i16::try_from(n).unwrap(); 320]).unwrap();
            if n == 50 {
                microphone.need(Some(MS * 980));
            }
        }
        let cut = samples(&microphone.cut(MS * 980, MS * 2000));
        assert_eq!((cut.len(), cut[0], cut[cut.len() - 1]), (51 * 320, 50, 100));
        microphone.need(None);
        assert_eq!(microphone.cut(Duration::ZERO, MS * 2000).duration(), BEFORE);
        assert!(microphone.kept.capacity() <= to_index(position(BEFORE)) * 4);
    }

    #[test]
    fn a_client_that_stops_sending_leaves_silence_in_its_place() {
        let mut microphone = microphone();
        microphone.push(MS * 20, 0, &[5; 320]).unwrap();
        microphone.need(Some(Duration::ZERO));
        // A second later: the 20 ms belong to the end of it.
        microphone.push(MS * 1020, 0, &[7; 320]).unwrap();
        let cut = samples(&microphone.cut(Duration::ZERO, MS * 1020));
        assert_eq!((cut.len(), cut[0], cut[8_000], cut[16_319]), (16_320, 5, 0, 7));
        // Lost samples, too.
        microphone.push(MS * 1060, 320, &[8; 320]).unwrap();
        let cut = samples(&microphone.cut(MS * 1020, MS * 1060));
        // Silence ends with a frame of 16 ms.
        assert_eq!((cut[127], cut[128], cut[575], cut[576], cut[639]), (7, 0, 0, 8, 8));
    }

    /// Sound that stands still for half a second and comes then, all at once; gives when that was the last time.
    fn delayed(microphone: &mut Microphone, times: u32) -> Duration {
        let mut now = microphone.time(microphone.end());
        for _ in 0..times {
            for _ in 0..60 {
                now += MS * 20;
                microphone.push(now, 0, &[1; 320]).unwrap();
            }
            now += MS * 500;
            for _ in 0..25 {
                microphone.push(now, 0, &[2; 320]).unwrap();
            }
        }
        now
    }

    #[test]
    fn what_was_only_late_moves_the_clock_for_a_moment() {
        let mut microphone = microphone();
        let mut now = delayed(&mut microphone, 5);
        for _ in 0..60 {
            now += MS * 20;
            microphone.push(now, 0, &[1; 320]).unwrap();
        }
        let ahead = microphone.time(microphone.end()).saturating_sub(now);
        assert!(ahead <= MS * 120, "{ahead:?} ahead after five delays of half a second");
    }

    #[test]
    fn what_was_only_late_is_no_silence_in_words() {
        let mut microphone = microphone();
        microphone.push(MS * 20, 0, &[1; 320]).unwrap();
        microphone.need(Some(Duration::ZERO));
        delayed(&mut microphone, 1);
        let cut = samples(&microphone.cut(Duration::ZERO, MS * 10_000));
        let (silent, spoken): (Vec<i16>, Vec<i16>) = cut.into_iter().partition(|sample| *sample == 0);
        assert!(silent.len() <= 120 * 16, "{} samples of silence in the words", silent.len());
        assert_eq!((spoken.len(), spoken.is_sorted()), (86 * 320, true), "and nothing is lost");
    }

    /// An hour of turns of ten seconds with five between them, from a clock that is so many millionths faster than ours. Gives how far the
    /// stream was from the clock at most, ahead and behind.
    fn an_hour(millionths: i64) -> (Duration, Duration) {
        let mut microphone = microphone();
        let (mut ahead, mut behind) = (Duration::ZERO, Duration::ZERO);
        for n in 1..=3_600 * 10_i64 {
            let now = Duration::from_nanos(u64::try_from(n * (100_000_000 - 100 * millionths)).unwrap());
            let speaks = n % 150 < 100;
            let value = if speaks { 9_000 } else { 0 };
            microphone.push(now, 0, &[value; 1_600]).unwrap();
            match n % 150 {
                0 => microphone.need(Some(now)),
                110 => microphone.need(None),
                _ => {}
            }
            let end = microphone.time(microphone.end());
            ahead = ahead.max(end.saturating_sub(now));
            behind = behind.max(now.saturating_sub(end));
        }
        assert!(microphone.kept.capacity() < to_index(position(Duration::from_secs(30))));
        (ahead, behind)
    }

    #[test]
    fn a_clock_that_drifts_for_an_hour_moves_nothing_for_long() {
        let right = an_hour(0);
        assert!(right.0.max(right.1) <= MS * 20, "{right:?}");
        // Half a percent is 18 seconds in an hour, and 55 ms in each turn.
        let (fast, slow) = (an_hour(5_000), an_hour(-5_000));
        assert!(fast.0 <= MS * 280 && fast.1 <= MS * 20, "{fast:?}");
        assert!(slow.1 <= MS * 280 && slow.0 <= MS * 120, "{slow:?}");
    }

    #[test]
    fn memory_has_an_end() {
        let mut microphone = microphone();
        microphone.push(MS, 0, &[1; 16]).unwrap();
        microphone.need(Some(Duration::ZERO));
        for second in 1..=200_u32 {
            microphone.push(MS * 1000 * second, 0, &[1; 16_000]).unwrap();
        }
        assert_eq!(microphone.cut(Duration::ZERO, MS * 300_000).duration(), LONGEST);
    }
}
