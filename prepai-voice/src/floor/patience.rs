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
            let slow = settings.slow.mul_f64(libm::sqrt(thinking) * pace);
            quick
                + slow.mul_f64(libm::pow(
                    doubt(settings, reading.completeness),
                    settings.curve / (1.0 + libm::log2(thinking)),
                ))
        }
    };
    plain.min(settings.longest.mul_f64(thinking))
}

/// 0 for words that are surely complete, 1 for words that surely go on: a straight line with a soft bend at `sure`.
fn doubt(settings: &Endpointing, completeness: f64) -> f64 {
    let x = (settings.sure - completeness.clamp(0.0, 1.0)) / settings.bend;
    // ln(1 + e^x), which is x where x is large.
    let soft = if x > 30.0 { x } else { libm::log1p(libm::exp(x)) };
    (soft * settings.bend / settings.sure).clamp(0.0, 1.0)
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
        // Nowhere does one percent of completeness decide more than a tenth of a second or so.
        assert!(all.windows(2).all(|pair| pair[0] - pair[1] < 150), "{all:?}");
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
