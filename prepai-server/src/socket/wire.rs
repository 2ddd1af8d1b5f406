//! What goes wrong on the wire, and the audio that both sides agree on.

use serde_json::{Value, json};
use tungstenite::Error as Wire;

use super::Close;

/// The close for an error of the connection.
pub fn close_for(error: axum::Error) -> Close {
    match error.into_inner().downcast::<Wire>() {
        Ok(error) => match *error {
            Wire::Capacity(_) => Close::TooLarge,
            Wire::Utf8(_) => Close::NotText,
            Wire::Protocol(_) => Close::Protocol,
            _ => Close::Gone,
        },
        Err(_) => Close::Gone,
    }
}

/// Rates at which sound may be sent.
const RATES: [u32; 4] = [8_000, RATE, 24_000, 48_000];

/// The rate where none that we have was asked for.
pub(super) const RATE: u32 = 16_000;

/// The agreed audio: what the client asks for where we have it, 16 kHz PCM16 where not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Agreed {
    /// Samples per second from the client.
    pub(super) input: u32,
    /// Whether it may send Opus; PCM16 is taken too.
    opus: bool,
    /// Samples per second to the client.
    pub(super) output: u32,
}

impl Agreed {
    /// What comes of the client's wishes.
    pub(super) fn of(wanted: Option<&Value>) -> Self {
        let of = |direction: &str, field: &str| wanted.and_then(|audio| audio.get(direction)?.get(field));
        let rate = |direction: &str| {
            let rate =
                of(direction, "rate").and_then(Value::as_u64).and_then(|rate| u32::try_from(rate).ok());
            rate.filter(|rate| RATES.contains(rate)).unwrap_or(RATE)
        };
        let opus = of("in", "format").and_then(Value::as_str) == Some("opus");
        Agreed { input: rate("in"), opus, output: rate("out") }
    }

    /// As `hello_ack` tells it.
    pub(super) fn value(self) -> Value {
        let format = if self.opus { "opus" } else { "pcm16" };
        json!({
            "in": { "rate": self.input, "format": format },
            "out": { "rate": self.output, "format": "pcm16" },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn audio_is_what_was_asked_for_where_we_have_it() {
        let agreed =
            Agreed::of(Some(&json!({"in": {"rate": 48000}, "out": {"rate": 11025, "format": "mp3"}})))
                .value();
        let pcm16 = |rate: u32| json!({"rate": rate, "format": "pcm16"});
        assert_eq!(agreed, json!({"in": pcm16(48_000), "out": pcm16(16_000)}));
        assert_eq!(Agreed::of(None).value(), json!({"in": pcm16(16_000), "out": pcm16(16_000)}));
    }
}
