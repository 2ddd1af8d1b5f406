//! How much of what is played can come back, before the delay is known: at most what came back so far.

use super::bank::{Energies, decibels};
use super::past::Past;
use super::path::{LAGS, QUIET};

/// Steps that both sides are compared over: 200 ms, a syllable.
const SPAN: usize = 25;
/// A room colours: a vowel may come back this much louder than another, in dB.
const COLOUR: f32 = 6.0;
/// Volumes are turned up and microphones on: dB in a step, 6 dB a second. Where nothing comes back it is taken down again at once.
const UP: f32 = 0.048;
/// Lower is as good as nothing, and it would take longer to come up again.
const LOWEST: f32 = -50.0;
/// The quietest stretch of play that says anything, in dB.
const LOUD: f32 = QUIET + 20.0;

/// For each delay the most that can come back of what is played, in dB.
///
/// If the way took so long, then what is heard now is at least what was played so long ago, less what the way costs: the
/// quietest that was ever heard bounds it. Where nothing is played that long ago nothing can come back, and where something
/// was and nothing came, the delay is another or the way swallows it all. So somebody with headphones is told from an
/// echo as soon as the longest delay has passed, in the first reply, and at once ever after.
#[derive(Debug, Clone)]
pub(super) struct Ceiling {
    /// The last energies of what was heard.
    heard: Past<1, SPAN>,
    /// The same of what was played.
    played: Past<1, SPAN>,
    /// Means of what was played in dB; not a number where less than a whole span was.
    means: Past<1, LAGS>,
    /// For how many steps something has been played.
    playing: usize,
    ceilings: [f32; LAGS],
}

impl Ceiling {
    /// The way does not amplify; more is not known.
    pub(super) fn new() -> Ceiling {
        Ceiling {
            heard: Past::new(0.0),
            played: Past::new(0.0),
            means: Past::new(f32::NEG_INFINITY),
            playing: 0,
            ceilings: [0.0; LAGS],
        }
    }

    /// Takes a step of both sides.
    pub(super) fn step(&mut self, played: Energies, heard: Energies) {
        self.played.push([played.iter().sum()]);
        self.heard.push([heard.iter().sum()]);
        let [x, y] = [&self.played, &self.heard].map(mean);
        self.playing = if x < LOUD { 0 } else { self.playing + 1 };
        self.means.push([if self.playing >= SPAN { x } else { f32::NEG_INFINITY }]);
        if self.playing == 0 {
            return;
        }
        let [means] = self.means.rows(0, LAGS);
        for (ceiling, mean) in self.ceilings.iter_mut().zip(means) {
            // Minus infinity, where too little was played, leaves it where it is.
            *ceiling = (*ceiling + UP).min(0.0).min(y - mean + COLOUR).max(LOWEST);
        }
    }

    /// Whether enough to be heard may come back with a delay.
    pub(super) fn possible(&self, lag: usize) -> bool {
        self.ceilings.get(lag).is_some_and(|ceiling| *ceiling > LOWEST + 10.0)
    }

    /// The loudest of a row of levels, newest first, each under its ceiling.
    pub(super) fn over(&self, levels: &[f32]) -> f32 {
        let under = levels.iter().zip(&self.ceilings).map(|(level, ceiling)| level + ceiling);
        under.fold(f32::NEG_INFINITY, f32::max)
    }
}

fn mean(energies: &Past<1, SPAN>) -> f32 {
    let [row] = energies.rows(0, SPAN);
    decibels(row.iter().sum::<f32>() / SPAN as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    const VOICE: Energies = [0.01, 0.0, 0.0, 0.0];

    /// So many steps of play, of which `gain` comes back `lag` steps later.
    fn played(ceiling: &mut Ceiling, steps: std::ops::Range<usize>, lag: usize, gain: f32) {
        for step in steps {
            let back = if step >= lag { VOICE.map(|energy| energy * gain) } else { [1e-8; 4] };
            ceiling.step(VOICE, back);
        }
    }

    #[test]
    fn what_never_came_back_is_not_expected() {
        let mut ceiling = Ceiling::new();
        played(&mut ceiling, 0..SPAN, usize::MAX, 0.0);
        let levels = [-20.0; LAGS];
        assert_eq!(ceiling.over(&levels), -20.0, "the longest delays are still possible");
        played(&mut ceiling, SPAN..LAGS + SPAN, usize::MAX, 0.0);
        assert!(ceiling.over(&levels) < -60.0);
    }

    #[test]
    fn what_came_back_is_expected_again() {
        let mut ceiling = Ceiling::new();
        played(&mut ceiling, 0..2 * LAGS, 15, 0.06);
        let mut levels = [QUIET; LAGS];
        levels[15] = -20.0;
        // 12 dB less came back, and 6 dB are allowed for.
        let over = ceiling.over(&levels);
        assert!((-27.5..-25.0).contains(&over), "{over}");
    }

    #[test]
    fn a_volume_that_is_turned_up_is_followed() {
        let mut ceiling = Ceiling::new();
        played(&mut ceiling, 0..2 * LAGS, usize::MAX, 0.0);
        assert!(!ceiling.possible(0) && !ceiling.possible(LAGS - 1));
        // 0 dB after 8.4 s.
        played(&mut ceiling, 0..1_200, 0, 1.0);
        let after = ceiling.over(&[-20.0; LAGS]);
        assert!(ceiling.possible(0) && (-21.0..=-20.0).contains(&after), "{after}");
    }
}
