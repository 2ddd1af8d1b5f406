//! The way from the loudspeaker to the microphone: how late, how loud.

use super::bank::{BANDS, Energies};
use super::ceiling::Ceiling;
use super::past::Past;
use super::steps::{Slow, Step};

/// Delays that are tried, in steps of 8 ms: 0 to 632 ms.
pub(super) const LAGS: usize = 80;
/// Quieter than this in dB is silence.
pub(super) const QUIET: f32 = -62.0;
/// Sums forget with a time constant of 1.2 s.
const KEEP: f32 = 1.0 - 1.0 / 150.0;
/// Gains are looked up in so many of the last steps.
const RECENT: usize = 96;
/// Steps that are kept: the longest delay of the oldest of those, and a neighbour.
const KEPT: usize = LAGS + RECENT + 1;

/// What is known of the way.
#[derive(Debug, Clone)]
pub(super) struct Path {
    played: Slow,
    heard: Slow,
    /// Levels of what was played and of what was heard, and what was played without its slow part.
    x: Past<BANDS, KEPT>,
    y: Past<BANDS, RECENT>,
    fast: Past<BANDS, LAGS>,
    /// The sum of its squares.
    squares: Past<1, LAGS>,
    /// Sums of each delay: of products, and of squares of what was played.
    xy: [f32; LAGS],
    xx: [f32; LAGS],
    yy: f32,
    /// Steps in which something was played and something heard, forgetting.
    weight: f32,
    lag: Option<usize>,
    gain: [f32; BANDS],
    tail: [f32; BANDS],
    ceiling: Ceiling,
}

impl Path {
    pub(super) fn new() -> Path {
        Path {
            played: Slow::default(),
            heard: Slow::default(),
            x: Past::new(QUIET),
            y: Past::new(QUIET),
            fast: Past::new(0.0),
            squares: Past::new(0.0),
            xy: [0.0; LAGS],
            xx: [0.0; LAGS],
            yy: 0.0,
            weight: 0.0,
            lag: None,
            gain: [0.0; BANDS],
            tail: [QUIET; BANDS],
            ceiling: Ceiling::new(),
        }
    }

    /// Takes a step of both sides.
    pub(super) fn step(&mut self, played: Energies, heard: Energies) {
        self.ceiling.step(played, heard);
        let (x, y): (Step, Step) = (self.played.step(played), self.heard.step(heard));
        self.x.push(x.level);
        self.y.push(y.level);
        self.fast.push(x.fast);
        self.squares.push([square(x.fast)]);
        let loud = |row: &[f32]| row.iter().step_by(4).any(|level| *level > QUIET + 12.0);
        if !self.x.rows(0, LAGS).into_iter().any(loud) {
            return;
        }
        if y.level.iter().any(|level| *level > QUIET + 6.0) {
            self.weight = self.weight * KEEP + 1.0;
        }
        self.yy = self.yy * KEEP + square(y.fast);
        let [lowest, low, high, highest] = self.fast.rows(0, LAGS);
        let rows = lowest.iter().zip(low).zip(high).zip(highest);
        let [y0, y1, y2, y3] = y.fast;
        // All of a delay at once: each sum is read and written once.
        for (xy, (((x0, x1), x2), x3)) in self.xy.iter_mut().zip(rows) {
            *xy = *xy * KEEP + (x0 * y0 + x1 * y1 + x2 * y2 + x3 * y3);
        }
        let [squares] = self.squares.rows(0, LAGS);
        for (xx, square) in self.xx.iter_mut().zip(squares) {
            *xx = *xx * KEEP + square;
        }
    }

    /// How alike both sides are at a delay, -1.0 to 1.0.
    fn alike(&self, lag: usize) -> f32 {
        let sum = |sums: &[f32; LAGS]| sums.get(lag).copied().unwrap_or_default();
        sum(&self.xy) / (sum(&self.xx) * self.yy).sqrt().max(1.0)
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

    /// Whether what is played can come back with a delay: a likeness by chance says so where nothing ever did.
    pub(super) fn possible(&self, lag: usize) -> bool {
        self.ceiling.possible(lag)
    }

    /// The delay that was found is none: nothing came back with it.
    pub(super) fn unsettle(&mut self) {
        self.lag = None;
        self.tail = [QUIET; BANDS];
    }

    /// Settles on a delay; its gains are those that most of the last loud steps had.
    pub(super) fn settle(&mut self, lag: usize) {
        let mut gain = [0.0; BANDS];
        for (band, gain) in gain.iter_mut().enumerate() {
            let mut seen: Vec<f32> = (0..RECENT)
                .filter_map(|back| {
                    let x = self.shifted(lag + back)?.get(band).copied()?;
                    let y = self.y.step(back).get(band).copied()?;
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
        let around = self.x.rows(back.checked_sub(1)?, 3);
        Some(around.map(|row| row.iter().copied().fold(QUIET, f32::max)))
    }

    /// What the microphone should hear of the interviewer now, in dB.
    pub(super) fn expected(&mut self) -> Option<[f32; BANDS]> {
        let lag = self.lag?.max(1);
        let x = self.shifted(lag)?;
        let mut expected = [QUIET; BANDS];
        for (((expected, x), gain), tail) in expected.iter_mut().zip(x).zip(self.gain).zip(&mut self.tail) {
            let now = if x > QUIET + 1.0 { x + gain } else { QUIET };
            // A room goes on sounding: 60 dB in half a second.
            *tail = (*tail - 1.0).max(now).max(QUIET);
            *expected = *tail;
        }
        Some(expected)
    }

    /// The loudest that could come back while the way is not known: what was played at each delay, and how little of it
    /// came back so far.
    pub(super) fn loudest(&self) -> [f32; BANDS] {
        self.x.rows(0, LAGS).map(|row| self.ceiling.over(row).max(QUIET))
    }

    /// Moves the gains to what is heard; slowly up, since a voice on top only ever adds.
    pub(super) fn adapt(&mut self, double_talk: bool) {
        let Some(x) = self.lag.and_then(|lag| self.shifted(lag.max(1))) else { return };
        let y = self.y.step(0);
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

fn square(fast: [f32; BANDS]) -> f32 {
    fast.iter().map(|value| value * value).sum()
}
