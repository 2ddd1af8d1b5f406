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
        Known::Nothing => settings.blind,
        Known::Words(reading) if reading.asks_for_time => settings.asked_for_time,
        Known::Words(reading) => {
            let doubt = doubt(settings, reading.completeness);
            settings.quick + settings.slow.mul_f64(libm::pow(doubt, settings.curve))
        }
    };
    plain.mul_f64(thinking * pace).min(settings.longest.mul_f64(thinking))
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
        assert!(all[0] > 3_000 && all[100] < 300, "{all:?}");
        // Nowhere does one percent of completeness decide more than a tenth of a second or so.
        assert!(all.windows(2).all(|pair| pair[0] - pair[1] < 150), "{all:?}");
    }

    #[test]
    fn thinking_time_scales() {
        assert!(silence(0.5, 2.0).abs_diff(2 * silence(0.5, 1.0)) <= 1);
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
