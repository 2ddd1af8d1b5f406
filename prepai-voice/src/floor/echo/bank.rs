//! Sound as energies of a few bands, 125 times a second.

use std::f32::consts::{LN_10, TAU};

/// Samples at 16 kHz in one step.
pub(super) const HOP: u64 = 128;
/// Bands.
pub(super) const BANDS: usize = 4;
/// Mean energies of one step, 1.0 being full scale.
pub(super) type Energies = [f32; BANDS];

/// Centres in Hz: the lower two carry voices, the upper two tell voices apart.
const CENTRES: [f32; BANDS] = [350.0, 900.0, 1_900.0, 3_600.0];
const QUALITY: f32 = 1.2;

/// The filters of one stream: second-order band-passes of constant peak gain (R. Bristow-Johnson's cookbook), one in each
/// lane. A filter waits for its own last sample; four that wait together take the time of one.
#[derive(Debug, Clone)]
pub(super) struct Bank {
    b: [f32; BANDS],
    a1: [f32; BANDS],
    a2: [f32; BANDS],
    s1: [f32; BANDS],
    s2: [f32; BANDS],
}

impl Bank {
    pub(super) fn new() -> Bank {
        let omega = CENTRES.map(|centre| TAU * centre / 16_000.0);
        let alpha = omega.map(|omega| omega.sin() / (2.0 * QUALITY));
        let a0 = alpha.map(|alpha| 1.0 + alpha);
        Bank {
            b: lanes(alpha, a0, |alpha, a0| alpha / a0),
            a1: lanes(omega, a0, |omega, a0| -2.0 * omega.cos() / a0),
            a2: lanes(alpha, a0, |alpha, a0| (1.0 - alpha) / a0),
            s1: [0.0; BANDS],
            s2: [0.0; BANDS],
        }
    }

    /// Adds the energies of samples to `sums`; transposed direct form II.
    pub(super) fn add(&mut self, samples: &[i16], sums: &mut Energies) {
        let Bank { b, a1, a2, .. } = *self;
        let (mut s1, mut s2, mut total) = (self.s1, self.s2, *sums);
        for sample in samples {
            let x = f32::from(*sample) / 32_768.0;
            let through = b.map(|b| b * x);
            let y = lanes(through, s1, |through, s1| through + s1);
            s1 = lanes(s2, lanes(a1, y, |a1, y| a1 * y), |s2, back| s2 - back);
            s2 = lanes(through, lanes(a2, y, |a2, y| a2 * y), |through, back| -through - back);
            total = lanes(total, y, |total, y| total + y * y);
        }
        (self.s1, self.s2, *sums) = (s1, s2, total);
        // What rings below -200 dB would become slow denormal numbers.
        for (s1, s2) in self.s1.iter_mut().zip(&mut self.s2) {
            if s1.abs() < 1e-10 {
                (*s1, *s2) = (0.0, 0.0);
            }
        }
    }
}

/// Both lane by lane.
fn lanes(a: [f32; BANDS], b: [f32; BANDS], f: impl Fn(f32, f32) -> f32) -> [f32; BANDS] {
    let ([a0, a1, a2, a3], [b0, b1, b2, b3]) = (a, b);
    [f(a0, b0), f(a1, b1), f(a2, b2), f(a3, b3)]
}

/// Decibels of an energy; silence is -90.
pub(super) fn decibels(energy: f32) -> f32 {
    (energy.max(1e-9).ln() * 10.0) / LN_10
}

/// The energy of decibels.
pub(super) fn energy(decibels: f32) -> f32 {
    (decibels * LN_10 / 10.0).exp()
}
