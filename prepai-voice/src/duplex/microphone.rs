//! The candidate's sound: kept as long as it is needed, and judged frame by frame.

use std::time::Duration;

use prepai_core::speech::{Audio, VoiceActivity};
use prepai_core::{Error, Result};

use super::drift::Drift;
use super::kept::{Kept, LONGEST};
use crate::audio::square;
use crate::floor::Frame;
use crate::floor::echo::EchoDetector;

/// Samples per second of everything here.
pub(super) const RATE: u32 = 16_000;

/// Samples that are judged together: 16 ms.
const FRAME: usize = 256;

/// A stream that lags further behind the clock has stood still: what is missing counts as silence.
const STOOD_STILL: Duration = Duration::from_millis(400);

/// Sound that is further ahead of the clock was only late: the silence that was put in its place is taken back.
const AHEAD: Duration = Duration::from_millis(100);

/// So much of it at a time while nobody speaks: the floor does not look at the same time twice, and who begins to speak meanwhile
/// is heard from the beginning, because a turn is cut more than that before it was noticed.
const AT_A_TIME: Duration = Duration::from_millis(96);

/// Sound that is further ahead of the clock was not recorded just now: nothing of it is the interviewer's voice that comes back.
const NOT_YET: Duration = Duration::from_millis(150);

/// Words have gaps that are shorter.
const GAP: Duration = Duration::from_millis(300);

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
    kept: Kept,
    /// Where the echo's timeline begins.
    echo_origin: u64,
    /// How many were judged.
    judged: u64,
    frame: Vec<i16>,
    still: Still,
    drift: Drift,
    /// The end of the newest frame that is speech.
    voiced: Option<u64>,
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
            kept: Kept::default(),
            echo_origin: 0,
            judged: 0,
            frame: Vec::with_capacity(FRAME),
            still: Still::default(),
            drift: Drift::default(),
            voiced: None,
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
        let slow = if self.in_word() { 0 } else { self.drift.slow() / FRAME as u64 * FRAME as u64 };
        let stood_still = position(lag).max(slow);
        // Where nothing is needed it is put before what is kept.
        let at = self.kept.needed().map_or(self.kept.first(), |_| self.end());
        if missing + stood_still > 0 {
            self.silence(missing + stood_still);
            // Before the first sample there was no stream.
            if stood_still > 0 && !patience.is_zero() {
                self.still = Still { at, length: stood_still, all: self.still.all + stood_still };
            }
        }
        let (mut frames, mut failure) = (Vec::new(), None);
        self.kept.push(samples);
        let mut rest = samples;
        while !rest.is_empty() {
            let (first, later) = rest.split_at((FRAME - self.frame.len()).min(rest.len()));
            self.frame.extend_from_slice(first);
            rest = later;
            if self.frame.len() == FRAME {
                self.judged += FRAME as u64;
                let (mut frame, error) = self.judge();
                failure = failure.or(error);
                self.frame.clear();
                let at = self.time(self.judged);
                if at > now + NOT_YET {
                    frame.echo = 0.0;
                }
                self.told = self.told.max(at);
                frames.push((at, frame));
            }
        }
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
        if speech >= 0.5 {
            self.voiced = Some(self.judged);
        }
        // At most 2^38: exact.
        let mean = square(&self.frame) as f64 / FRAME as f64;
        let level = 10.0 * (mean / 32_768.0_f64.powi(2)).max(1e-10).log10();
        let echo = self.echo.hear(&self.frame).last().map_or(0.0, |heard| heard.echo);
        (Frame { speech, level_dbfs: level as f32, echo }, error)
    }

    /// Puts silence where nothing came, up to a whole frame: places stay right, and nothing is judged.
    fn silence(&mut self, samples: u64) {
        let samples = (self.end() + samples).next_multiple_of(FRAME as u64) - self.end();
        if samples <= position(LONGEST) {
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
        self.kept.silence(samples);
        self.judged = self.end();
        self.frame.clear();
    }

    /// Takes back silence, up to so many samples: the sound had been late and came after all. What came since the silence, and what
    /// will come, moves that much earlier, so that delays do not add up.
    fn take_back(&mut self, ahead: u64) {
        let Still { at, length, all } = self.still;
        let first = self.kept.first();
        let most = match self.kept.needed() {
            // It tears the words of a turn apart: all of it.
            Some(needed) if needed <= at && first <= at => length,
            // A turn that began after it is cut by the time as it was told; until it is over.
            Some(_) => 0,
            None if self.time(self.judged) < self.told => 0,
            // Once at most after a first word began: the floor would miss more of it than a turn is cut before.
            None if self.in_word() => 0,
            // Beyond that silence the client's clock is fast.
            None => position(AT_A_TIME).min(all + self.drift.fast()).min(first),
        };
        let back = ahead.min(most) / FRAME as u64 * FRAME as u64;
        if back == 0 || !self.echo.rewind(back) {
            return;
        }
        match self.kept.needed() {
            Some(_) => self.kept.take_out(at, back),
            None => self.kept.move_back(back),
        }
        self.judged -= back;
        self.voiced = self.voiced.map(|voiced| voiced.min(self.judged));
        self.drift.took_back(back.saturating_sub(all));
        self.still = Still { at, length: length.saturating_sub(back), all: all.saturating_sub(back) };
    }

    /// Whether somebody speaks, or did a moment ago.
    fn in_word(&self) -> bool {
        self.voiced.is_some_and(|voiced| self.judged.saturating_sub(voiced) < position(GAP))
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
        self.kept.need(from.map(|from| self.at(from)));
    }

    /// The sound between two times, as far as it is kept.
    pub(super) fn cut(&self, from: Duration, until: Duration) -> Audio {
        Audio::mono_i16(RATE, self.kept.cut(self.at(from), self.at(until)))
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
        self.kept.end()
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
mod tests;
