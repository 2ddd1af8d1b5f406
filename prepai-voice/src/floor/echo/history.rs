//! What was played, by its place on the microphone's timeline.

use super::bank::{BANDS, Bank, Energies, HOP};

/// Steps that are kept, past and future: 8 s.
const KEPT: usize = 1_024;

#[derive(Debug, Clone)]
pub(super) struct History {
    bank: Bank,
    /// Each step with its number; an old number means silence.
    steps: Box<[(u64, Energies)]>,
    next: u64,
}

impl History {
    pub(super) fn new() -> History {
        History { bank: Bank::new(), steps: vec![(u64::MAX, [0.0; BANDS]); KEPT].into(), next: 0 }
    }

    /// Adds what is played from a sample on.
    pub(super) fn add(&mut self, at: u64, samples: &[i16]) {
        if at != self.next {
            self.bank = Bank::new();
        }
        self.next = at.saturating_add(samples.len() as u64);
        let mut at = at;
        let mut rest = samples;
        while !rest.is_empty() {
            let step = at / HOP;
            let room = (HOP - at % HOP) as usize;
            let (now, later) = rest.split_at(room.min(rest.len()));
            let index = (step % KEPT as u64) as usize;
            if let Some((number, sums)) = self.steps.get_mut(index) {
                if *number != step {
                    (*number, *sums) = (step, [0.0; BANDS]);
                }
                self.bank.add(now, sums);
            }
            at = at.saturating_add(now.len() as u64);
            rest = later;
        }
    }

    /// Forgets what was to be played from a sample on, to the step.
    pub(super) fn cut(&mut self, at: u64) {
        let first = at.div_ceil(HOP);
        for (number, _) in self.steps.iter_mut().filter(|(number, _)| *number != u64::MAX && *number >= first)
        {
            *number = u64::MAX;
        }
        self.next = self.next.min(at);
    }

    /// Mean energies of a step.
    pub(super) fn step(&self, step: u64) -> Energies {
        match self.steps.get((step % KEPT as u64) as usize) {
            Some((number, sums)) if *number == step => sums.map(|sum| sum / HOP as f32),
            _ => [0.0; BANDS],
        }
    }
}
