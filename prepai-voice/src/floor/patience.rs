//! How much silence ends a turn.

use std::time::Duration;

use super::Endpointing;
use super::words::Reading;

/// What is known when a silence is judged.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Known {
    /// Words up to the silence.
    Words(Reading),
    /// No words, or only old ones.
    Nothing,
}

/// The silence that ends a turn, without regard to keys and buttons. `pace` is this person's, 1.0 for everybody's.
pub(crate) fn required(settings: &Endpointing, pace: f64, known: Known) -> Duration {
    let thinking = settings.thinking_time.clamp(1.0, 4.0);
    let plain = match known {
        Known::Nothing => settings.blind.mul_f64(thinking * pace),
        Known::Words(reading) if reading.asks_for_time => settings.asked_for_time.mul_f64(thinking),
        Known::Words(reading) => {
            // Who thinks longer also pauses where a clause could end: whole clauses gain the most time, open ones, which are
            // waited for anyway, the least.
            let quick = settings.quick + settings.more.mul_f64(thinking - 1.0);
            let stretch = libm::sqrt(thinking) * pace;
            let caution = settings.caution + settings.more_caution * libm::log2(thinking);
            let patience =
                settings.pause.mul_f64(stretch * patience(settings.spread, caution, reading.completeness));
            patience.min(settings.slow.mul_f64(stretch)).max(quick)
        }
    };
    plain.min(settings.longest.mul_f64(thinking))
}

/// Log-odds over which patience comes in.
const BEND: f64 = 0.3;

/// How long to wait, in medians of pauses, when the logarithm of pauses is normal with this deviation.
///
/// Waiting a moment longer costs that moment if the turn is over, and saves a cut-off if it goes on in that moment. So the wait is over
/// where the density of pauses falls below the odds of the end divided by the weight of a cut-off: at `t` (in medians) with
/// `-ln t - ln² t / 2σ² = s - c`, for log-odds `s` and caution `c`. Before the mode of the density nobody waits at all; a straight line
/// over [`BEND`] makes that step a slope, so that no hair decides.
fn patience(spread: f64, caution: f64, completeness: f64) -> f64 {
    let completeness = completeness.clamp(1e-6, 1.0 - 1e-6);
    let doubt = caution - libm::log(completeness / (1.0 - completeness));
    let square = spread * spread;
    let wait = libm::exp(spread * libm::sqrt(square + 2.0 * doubt.max(0.0)) - square);
    wait * (1.0 + doubt / BEND).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn silence(completeness: f64, thinking_time: f64) -> u128 {
        let settings = Endpointing { thinking_time, ..Endpointing::default() };
        required(&settings, 1.0, Known::Words(Reading { completeness, asks_for_time: false })).as_millis()
    }

    #[test]
    fn more_complete_words_need_less_silence() {
        let all: Vec<u128> = (0..=100).map(|percent| silence(f64::from(percent) / 100.0, 1.0)).collect();
        assert!(all.windows(2).all(|pair| pair[0] >= pair[1]), "{all:?}");
        assert!(all[0] > 2_500 && all[100] < 300, "{all:?}");
        // Nowhere does one percent of completeness decide more than a tenth of a second or so, or a tenth of seconds.
        assert!(all.windows(2).all(|pair| pair[0] - pair[1] < 150.max(pair[0] / 12)), "{all:?}");
    }

    #[test]
    fn thinking_time_scales() {
        for completeness in [0.0, 0.3, 0.7, 0.95] {
            let all = [1.0, 1.5, 2.0, 3.0, 4.0].map(|thinking| silence(completeness, thinking));
            assert!(all.is_sorted() && all[4] >= 2 * all[0], "{completeness}: {all:?}");
        }
        assert_eq!(silence(0.5, 100.0), silence(0.5, 4.0));
    }

    #[test]
    fn who_asked_for_time_gets_it() {
        let settings = Endpointing::default();
        let asked = Known::Words(Reading { completeness: 0.9, asks_for_time: true });
        assert_eq!(required(&settings, 1.0, asked), settings.asked_for_time);
        assert_eq!(required(&settings, 1.0, Known::Nothing), settings.blind);
    }
}
