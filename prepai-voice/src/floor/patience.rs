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

/// The silence that ends a turn, without regard to keys and buttons.
pub(crate) fn required(settings: &Endpointing, pace: f64, known: Known) -> Duration {
    let scale = settings.thinking_time.clamp(1.0, 4.0) * pace;
    let plain = match known {
        Known::Nothing => settings.blind.mul_f64(scale),
        Known::Words(reading) if reading.asks_for_time => settings.asked_for_time.mul_f64(scale),
        Known::Words(reading) => {
            let doubt = (1.0 - reading.completeness.clamp(0.0, 1.0)).powf(settings.curve);
            // Thinking time stretches doubt only in part for what is surely complete.
            (settings.quick + settings.slow.saturating_sub(settings.quick).mul_f64(doubt)).mul_f64(scale)
        }
    };
    plain.min(settings.longest.mul_f64(settings.thinking_time.clamp(1.0, 4.0)))
}
