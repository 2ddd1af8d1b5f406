//! The settings of Piper's voices.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use prepai_core::config::{Config, Kind, Setting};
use prepai_core::registry::Registry;
use prepai_core::{Error, Result};

use super::{Find, Piper, PiperOptions};
use crate::models::{Catalogue, Folder, Job};

const VOICE: &str = "text_to_speech.piper.voice";
const SPEAKER: &str = "text_to_speech.piper.speaker";
const SPEED: &str = "text_to_speech.piper.speed";
const THREADS: &str = "text_to_speech.piper.threads";
const LIBRARY: &str = "text_to_speech.piper.library";
/// The data of espeak-ng, which writes the phonemes, are the same as that voice's own.
const CACHE: &str = "text_to_speech.espeak.cache";
/// The library in the catalogue of models.
const RUNTIME: &str = "onnxruntime";

/// What can be set.
pub const SETTINGS: &[Setting] = &[
    Setting::new(
        VOICE,
        Kind::Text,
        Some("en_US-ryan-medium"),
        "A voice of `prepai models list`, or the path of an .onnx file with its .onnx.json beside it.",
    ),
    Setting::new(SPEAKER, Kind::Text, None, "Of a voice with several speakers: one by name or number."),
    Setting::new(SPEED, Kind::Number(0.5, 2.0), Some("1"), "The voice's speed, as a factor on its own."),
    Setting::new(THREADS, Kind::Integer(1, 64), Some("1"), "Threads that compute a clause."),
    Setting {
        key: LIBRARY,
        kind: Kind::Path,
        default: None,
        doc: "A libonnxruntime; by default the one that `prepai models pull onnxruntime` fetched, else the system's.",
        env: &["ORT_DYLIB_PATH"],
    },
];

/// Registers `piper` as a voice.
pub fn register(registry: &mut Registry) {
    registry.add_settings(SETTINGS);
    registry.add_text_to_speech("piper", |context| Ok(Arc::new(Piper::configured(context.config)?)));
}

impl Piper {
    /// The voice that the settings under `text_to_speech.piper` describe; nothing is opened yet.
    ///
    /// # Errors
    /// `invalid_input` for a voice that is neither in the catalogue nor a path, and as [`Piper::new`].
    pub fn configured(config: &Config) -> Result<Piper> {
        let usual = PiperOptions::default();
        let options = PiperOptions {
            speaker: config.text(SPEAKER).map(str::to_owned),
            // The bounds are those of the setting.
            speed: config.number(SPEED).map_or(usual.speed, |speed| speed as f32),
            threads: config
                .integer(THREADS)
                .and_then(|count| usize::try_from(count).ok())
                .unwrap_or(usual.threads),
            cache: config.path(CACHE).map(Path::to_path_buf),
        };
        Piper::new(model(config)?, runtime(config), options)
    }
}

fn model(config: &Config) -> Result<Find> {
    let name = config.text(VOICE).unwrap_or("en_US-ryan-medium").to_owned();
    if let Some(item) = Catalogue::embedded().find(&name).filter(|item| item.job == Job::TextToSpeech) {
        let folder = Folder::of(config);
        return Ok(Box::new(move || folder.require(item)));
    }
    if name.contains(['/', '\\']) || name.ends_with(".onnx") {
        let path = PathBuf::from(name);
        return Ok(Box::new(move || Ok(path.clone())));
    }
    let remedy = format!("`{name}` is neither a voice of `prepai models list` nor the path of an .onnx file");
    Err(Error::invalid(VOICE, remedy))
}

/// The library: the one that is set, the one that was fetched, or what the system finds under the usual name.
fn runtime(config: &Config) -> Find {
    if let Some(path) = config.path(LIBRARY) {
        let path = path.to_path_buf();
        return Box::new(move || Ok(path.clone()));
    }
    let folder = Folder::of(config);
    Box::new(move || {
        let fetched = Catalogue::embedded().find(RUNTIME).and_then(|item| folder.find(item));
        let usual = if cfg!(target_os = "macos") { "libonnxruntime.dylib" } else { "libonnxruntime.so" };
        Ok(fetched.unwrap_or_else(|| PathBuf::from(usual)))
    })
}
