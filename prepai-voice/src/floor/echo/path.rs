//! The way from the loudspeaker to the microphone: how late, how loud.

use super::bank::{BANDS, Energies, decibels};

/// Delays that are tried, in steps of 8 ms: 0 to 632 ms.
pub(super) const LAGS: usize = 80;
/// Quieter than this in dB is silence.
pub(super) const QUIET: f32 = -62.0;
/// Sums forget with a time constant of 1.2 s.
const KEEP: f32 = 1.0 - 1.0 / 150.0;
/// The slow part of an envelope, which says nothing about the delay, is taken off: time constant 0.3 s.
const SLOW: f32 = 1.0 / 38.0;
/// Gains are looked up in so many of the last steps.
const RECENT: usize = 96;

/// One step of both sides: envelopes in dB, and the same without their slow part.
#[derive(Debug, Clone, Copy, Default)]
struct Step {
    level: [f32; BANDS],
    fast: [f32; BANDS],
}

/// The slow part of an envelope.
#[derive(Debug, Clone, Default)]
struct Slow {
    mean: [f32; BANDS],
    begun: bool,
}

impl Slow {
    fn step(&mut self, energies: Energies) -> Step {
        let level = energies.map(|energy| decibels(energy).max(QUIET));
        if !self.begun {
            (self.mean, self.begun) = (level, true);
        }
        let mut fast = level;
        for (fast, mean) in fast.iter_mut().zip(&mut self.mean) {
            let above = *fast - *mean;
            *mean += above * SLOW;
            *fast = above;
        }
        Step { level, fast }
    }
}

/// Sums of one delay.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    xy: f32,
    xx: f32,
}

/// What is known of the way.
#[derive(Debug, Clone)]
pub(super) struct Path {
    played: Slow,
    heard: Slow,
    /// Rings of the last `LAGS + RECENT` steps.
    x: Box<[Step]>,
    y: Box<[Step]>,
    at: usize,
    sums: [Sums; LAGS],
    yy: f32,
    /// Steps in which something was played and something heard, forgetting.
    weight: f32,
    lag: Option<usize>,
    gain: [f32; BANDS],
    tail: [f32; BANDS],
    /// Mean energies of both sides, 0.3 s, and for how many steps something has been played.
    means: [f32; 2],
    playing: u32,
    /// The most that can come back of what is played, in dB: it was heard to be less.
    ceiling: f32,
}

/// Steps after which what was played must have come back, if it does.
const BACK: u32 = 112;
const RING: usize = LAGS + RECENT;

impl Path {
    pub(super) fn new() -> Path {
        Path {
            played: Slow::default(),
            heard: Slow::default(),
            x: vec![Step { level: [QUIET; BANDS], fast: [0.0; BANDS] }; RING].into(),
            y: vec![Step { level: [QUIET; BANDS], fast: [0.0; BANDS] }; RING].into(),
            at: 0,
            sums: [Sums::default(); LAGS],
            yy: 0.0,
            weight: 0.0,
            lag: None,
            gain: [0.0; BANDS],
            tail: [QUIET; BANDS],
            means: [0.0; 2],
            playing: 0,
            ceiling: 0.0,
        }
    }

    fn past(ring: &[Step], at: usize, back: usize) -> Step {
        ring.get((at + RING - back % RING) % RING).copied().unwrap_or_default()
    }

    /// Takes a step of both sides.
    pub(super) fn step(&mut self, played: Energies, heard: Energies) {
        self.at = (self.at + 1) % RING;
        self.lower_ceiling(played, heard);
        let (x, y) = (self.played.step(played), self.heard.step(heard));
        if let (Some(at_x), Some(at_y)) = (self.x.get_mut(self.at), self.y.get_mut(self.at)) {
            (*at_x, *at_y) = (x, y);
        }
        let heard = y.level.iter().any(|level| *level > QUIET + 6.0);
        let played = (0..LAGS)
            .step_by(4)
            .any(|lag| Path::past(&self.x, self.at, lag).level.iter().any(|level| *level > QUIET + 12.0));
        if !played {
            return;
        }
        if heard {
            self.weight = self.weight * KEEP + 1.0;
        }
        self.yy = self.yy * KEEP + y.fast.iter().map(|v| v * v).sum::<f32>();
        for (lag, sums) in self.sums.iter_mut().enumerate() {
            let x = Path::past(&self.x, self.at, lag).fast;
            let (mut xy, mut xx) = (0.0, 0.0);
            for (x, y) in x.iter().zip(&y.fast) {
                xy += x * y;
                xx += x * x;
            }
            *sums = Sums { xy: sums.xy * KEEP + xy, xx: sums.xx * KEEP + xx };
        }
    }

    fn lower_ceiling(&mut self, played: Energies, heard: Energies) {
        for (mean, energies) in self.means.iter_mut().zip([played, heard]) {
            *mean += (energies.iter().sum::<f32>() - *mean) * SLOW;
        }
        let [x, y] = self.means.map(decibels);
        if x < QUIET + 20.0 {
            self.playing = 0;
            return;
        }
        self.playing += 1;
        // Volumes are turned up now and then: 1 dB in two seconds.
        self.ceiling = (self.ceiling + 0.004).min(0.0);
        if self.playing > BACK {
            self.ceiling = self.ceiling.min(y - x + 6.0);
        }
    }

    /// How alike both sides are at a delay, -1.0 to 1.0.
    fn alike(&self, lag: usize) -> f32 {
        let sums = self.sums.get(lag).copied().unwrap_or_default();
        sums.xy / (sums.xx * self.yy).sqrt().max(1.0)
    }

    /// The best delay and how alike both sides are there.
    pub(super) fn best(&self) -> (usize, f32) {
        (0..LAGS)
            .map(|lag| (lag, self.alike(lag)))
            .fold((0, -1.0), |best, one| if one.1 > best.1 { one } else { best })
    }

    /// Steps that the likeness rests on.
    pub(super) fn weight(&self) -> f32 {
        self.weight
    }

    /// The delay that was found.
    pub(super) fn lag(&self) -> Option<usize> {
        self.lag
    }

    /// Settles on a delay; its gains are those that most of the last loud steps had.
    pub(super) fn settle(&mut self, lag: usize) {
        let mut gain = [0.0; BANDS];
        for (band, gain) in gain.iter_mut().enumerate() {
            let mut seen: Vec<f32> = (0..RECENT)
                .filter_map(|back| {
                    let x = self.shifted(lag + back)?.get(band).copied()?;
                    let y = Path::past(&self.y, self.at, back).level.get(band).copied()?;
                    (x > QUIET + 20.0 && y > QUIET + 3.0).then_some(y - x)
                })
                .collect();
            seen.sort_by(f32::total_cmp);
            *gain = seen.get(seen.len() / 2).copied().unwrap_or(-12.0);
        }
        (self.lag, self.gain) = (Some(lag), gain);
    }

    /// The louder of a step that was played and its neighbours: a delay is rarely a whole number of steps.
    fn shifted(&self, back: usize) -> Option<[f32; BANDS]> {
        let mut level = Path::past(&self.x, self.at, back).level;
        for back in [back.checked_sub(1)?, back + 1] {
            for (level, other) in level.iter_mut().zip(Path::past(&self.x, self.at, back).level) {
                *level = level.max(other);
            }
        }
        Some(level)
    }

    /// What the microphone should hear of the interviewer now, in dB.
    pub(super) fn expected(&mut self) -> Option<[f32; BANDS]> {
        let lag = self.lag?.max(1);
        let x = self.shifted(lag)?;
        let mut expected = [QUIET; BANDS];
        for (((expected, x), gain), tail) in expected.iter_mut().zip(x).zip(self.gain).zip(&mut self.tail) {
            let now = if x > QUIET + 1.0 { x + gain } else { QUIET };
            // A room goes on sounding: 60 dB in a third of a second.
            *tail = (*tail - 1.5).max(now).max(QUIET);
            *expected = *tail;
        }
        Some(expected)
    }

    /// The loudest that could come back if nothing of the way were known but that it does not amplify, and how little came
    /// back so far.
    pub(super) fn loudest(&self) -> [f32; BANDS] {
        let mut loudest = [QUIET; BANDS];
        for lag in 0..LAGS {
            for (loudest, x) in loudest.iter_mut().zip(Path::past(&self.x, self.at, lag).level) {
                *loudest = loudest.max(x);
            }
        }
        loudest.map(|level| (level + self.ceiling).max(QUIET))
    }

    /// Moves the gains to what is heard; slowly up, since a voice on top only ever adds.
    pub(super) fn adapt(&mut self, double_talk: bool) {
        let Some(x) = self.lag.and_then(|lag| self.shifted(lag.max(1))) else { return };
        let y = Path::past(&self.y, self.at, 0).level;
        let same = self.lag.is_some_and(|lag| self.alike(lag) > 0.8);
        let up = if double_talk && !same { 0.004 } else { 0.08 };
        for ((gain, x), y) in self.gain.iter_mut().zip(x).zip(y) {
            if x > QUIET + 20.0 {
                *gain += if y - x > *gain { up } else { -0.08 };
                *gain = gain.clamp(-60.0, 12.0);
            }
        }
    }
}
