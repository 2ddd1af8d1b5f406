//! One step of one side: its levels, and the same without what changes slowly.

use super::bank::{BANDS, Energies, decibels};
use super::path::QUIET;

/// The slow part of an envelope, which says nothing about the delay, is taken off: time constant 0.3 s.
const SLOW: f32 = 1.0 / 38.0;

/// Envelopes in dB, and the same without their slow part.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Step {
    pub(super) level: [f32; BANDS],
    pub(super) fast: [f32; BANDS],
}

/// The slow part of an envelope.
#[derive(Debug, Clone, Default)]
pub(super) struct Slow {
    mean: [f32; BANDS],
    begun: bool,
}

impl Slow {
    pub(super) fn step(&mut self, energies: Energies) -> Step {
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
