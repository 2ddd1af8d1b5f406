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
const RATES: [u64; 4] = [8_000, 16_000, 24_000, 48_000];

/// The agreed audio: what the client asks for where we have it, 16 kHz PCM16 where not.
pub(super) fn audio(wanted: Option<&Value>) -> Value {
    let direction = |name: &str| {
        let wanted = wanted.and_then(|audio| audio.get(name));
        let rate = wanted.and_then(|wanted| wanted.get("rate")).and_then(Value::as_u64);
        let rate = rate.filter(|rate| RATES.contains(rate)).unwrap_or(16_000);
        json!({ "rate": rate, "format": "pcm16" })
    };
    json!({ "in": direction("in"), "out": direction("out") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn audio_is_what_was_asked_for_where_we_have_it() {
        let agreed = audio(Some(&json!({"in": {"rate": 48000}, "out": {"rate": 11025, "format": "mp3"}})));
        let pcm16 = |rate: u32| json!({"rate": rate, "format": "pcm16"});
        assert_eq!(agreed, json!({"in": pcm16(48_000), "out": pcm16(16_000)}));
        assert_eq!(audio(None), json!({"in": pcm16(16_000), "out": pcm16(16_000)}));
    }
}
