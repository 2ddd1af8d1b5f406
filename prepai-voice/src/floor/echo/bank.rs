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

/// One second-order band-pass, constant peak gain (R. Bristow-Johnson's cookbook).
#[derive(Debug, Clone, Copy, Default)]
struct BandPass {
    b: f32,
    a1: f32,
    a2: f32,
    s1: f32,
    s2: f32,
}

impl BandPass {
    fn new(centre: f32) -> BandPass {
        let omega = TAU * centre / 16_000.0;
        let alpha = omega.sin() / (2.0 * QUALITY);
        let a0 = 1.0 + alpha;
        BandPass { b: alpha / a0, a1: -2.0 * omega.cos() / a0, a2: (1.0 - alpha) / a0, s1: 0.0, s2: 0.0 }
    }

    /// Transposed direct form II.
    fn run(&mut self, x: f32) -> f32 {
        let y = self.b * x + self.s1;
        self.s1 = self.s2 - self.a1 * y;
        self.s2 = -self.b * x - self.a2 * y;
        y
    }
}

/// The filters of one stream and the energies of the step under way.
#[derive(Debug, Clone)]
pub(super) struct Bank {
    filters: [BandPass; BANDS],
}

impl Bank {
    pub(super) fn new() -> Bank {
        Bank { filters: CENTRES.map(BandPass::new) }
    }

    /// Adds the energies of samples to `sums`.
    pub(super) fn add(&mut self, samples: &[i16], sums: &mut Energies) {
        for (filter, sum) in self.filters.iter_mut().zip(sums.iter_mut()) {
            for sample in samples {
                let y = filter.run(f32::from(*sample) / 32_768.0);
                *sum += y * y;
            }
            // What rings below -200 dB would become slow denormal numbers.
            if filter.s1.abs() < 1e-10 {
                filter.s1 = 0.0;
                filter.s2 = 0.0;
            }
        }
    }
}

/// Decibels of an energy; silence is -90.
pub(super) fn decibels(energy: f32) -> f32 {
    (energy.max(1e-9).ln() * 10.0) / LN_10
}

/// The energy of decibels.
pub(super) fn energy(decibels: f32) -> f32 {
    (decibels * LN_10 / 10.0).exp()
}
