//! The settings of the embedded voice.

use std::path::Path;
use std::sync::Arc;

use prepai_core::Result;
use prepai_core::config::{Config, Kind, Setting};
use prepai_core::registry::Registry;

use super::{Espeak, EspeakOptions};

const VOICE: &str = "text_to_speech.espeak.voice";
const SPEED: &str = "text_to_speech.espeak.speed";
const CACHE: &str = "text_to_speech.espeak.cache";

/// What can be set.
pub const SETTINGS: &[Setting] = &[
    Setting::new(
        VOICE,
        Kind::Text,
        Some("en-us"),
        "The embedded voice: a language, and perhaps a variant as in `en-us+f3`; other languages keep the variant.",
    ),
    Setting::new(SPEED, Kind::Number(0.5, 2.5), Some("1"), "Its speed, as a factor on 175 words a minute."),
    Setting::new(
        CACHE,
        Kind::Path,
        None,
        "The folder in which its data (1.5 MB) are unpacked; by default the user's folder for caches.",
    ),
];

/// Registers `espeak` as a voice.
pub fn register(registry: &mut Registry) {
    registry.add_settings(SETTINGS);
    registry.add_text_to_speech("espeak", |context| Ok(Arc::new(Espeak::configured(context.config)?)));
}

impl Espeak {
    /// The voice that the settings under `text_to_speech.espeak` describe; nothing is opened yet.
    ///
    /// # Errors
    /// As [`Espeak::new`].
    pub fn configured(config: &Config) -> Result<Espeak> {
        let usual = EspeakOptions::default();
        Espeak::new(EspeakOptions {
            voice: config.text(VOICE).map_or(usual.voice, str::to_owned),
            // The bounds are those of the setting.
            speed: config.number(SPEED).map_or(usual.speed, |speed| speed as f32),
            cache: config.path(CACHE).map(Path::to_path_buf),
        })
    }
}
