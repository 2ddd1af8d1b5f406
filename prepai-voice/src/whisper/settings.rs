//! Whisper by its settings.

use std::path::PathBuf;
use std::sync::Arc;

use prepai_core::config::{Config, Kind, Setting};
use prepai_core::registry::Registry;
use prepai_core::speech::{SpeechToText, primary_language};
use prepai_core::{Error, ErrorKind, Result};

use super::{Options, Whisper};
use crate::models::{Catalogue, Folder, Job};

const MODEL: &str = "speech_to_text.whisper.model";
const LANGUAGE: &str = "speech_to_text.whisper.language";
const THREADS: &str = "speech_to_text.whisper.threads";
const WORKERS: &str = "speech_to_text.whisper.workers";
const QUEUE: &str = "speech_to_text.whisper.queue";
const VOCABULARY: &str = "speech_to_text.whisper.vocabulary";
const CONTEXT: &str = "speech_to_text.whisper.context";
const FALLBACK: &str = "speech_to_text.whisper.fallback";

const SETTINGS: [Setting; 8] = [
    Setting::new(
        MODEL,
        Kind::Text,
        None,
        "The model: a name of `prepai models list`, or the path of any whisper model in ggml format; by default the best that was pulled.",
    ),
    Setting::new(
        LANGUAGE,
        Kind::Text,
        None,
        "The language where an interview names none, as in BCP 47; by default it is detected.",
    ),
    Setting::new(
        THREADS,
        Kind::Integer(1, 64),
        None,
        "Threads of one transcription; by default half of the cores, at most 4.",
    ),
    Setting::new(
        WORKERS,
        Kind::Integer(1, 256),
        None,
        "Transcriptions at once, each with memory of its own; by default as many as the cores allow.",
    ),
    Setting::new(
        QUEUE,
        Kind::Integer(1, 10_000),
        Some("16"),
        "Transcriptions that may wait before the answer is `busy`.",
    ),
    Setting::new(
        VOCABULARY,
        Kind::Bool,
        Some("true"),
        "Whether the model is told the words that the interview is about.",
    ),
    Setting::new(
        CONTEXT,
        Kind::Choice(&["fitted", "full"]),
        Some("fitted"),
        "Whether the model listens for as long as an utterance is, or for 30 s whatever was said, which is slower by far.",
    ),
    Setting::new(
        FALLBACK,
        Kind::Bool,
        Some("true"),
        "Whether words that look wrong are transcribed again at higher temperatures.",
    ),
];

/// Registers `whisper` as ears.
pub fn register(registry: &mut Registry) {
    registry.add_settings(&SETTINGS);
    registry.add_speech_to_text("whisper", |context| {
        let ears: Arc<dyn SpeechToText> = Arc::new(Whisper::configured(context.config)?);
        Ok(ears)
    });
}

impl Whisper {
    /// Ears as the settings under `speech_to_text.whisper` say; nothing is opened yet.
    ///
    /// # Errors
    /// `invalid_input` for a model that is neither a known name nor a path.
    pub fn configured(config: &Config) -> Result<Whisper> {
        let options = options(config);
        let folder = Folder::of(config);
        let find: super::pool::Find = match config.text(MODEL) {
            None => {
                let language = options.language.clone();
                Box::new(move || best(&folder, language.as_deref()))
            }
            Some(name) => match Catalogue::embedded().find(name).filter(|item| item.job == Job::SpeechToText)
            {
                Some(item) => Box::new(move || folder.require(item)),
                None if is_path(name) => {
                    let path = PathBuf::from(name);
                    Box::new(move || Ok(path.clone()))
                }
                None => {
                    let remedy = format!(
                        "`{name}` is neither a model of `prepai models list` nor a path (a path has a slash or ends in `.bin`)"
                    );
                    return Err(Error::invalid(MODEL, remedy));
                }
            },
        };
        Ok(Whisper::finding(find, options))
    }
}

fn is_path(name: &str) -> bool {
    name.contains(['/', '\\']) || name.ends_with(".bin")
}

fn options(config: &Config) -> Options {
    let defaults = Options::default();
    let count = |key: &str| config.integer(key).and_then(|count| usize::try_from(count).ok());
    let threads = count(THREADS).unwrap_or(defaults.threads);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    Options {
        language: config.text(LANGUAGE).map(str::to_owned),
        threads,
        workers: count(WORKERS).unwrap_or((cores / threads).max(1)),
        queue: count(QUEUE).unwrap_or(defaults.queue),
        vocabulary: config.bool(VOCABULARY).unwrap_or(defaults.vocabulary),
        full_context: config.text(CONTEXT) == Some("full"),
        fallback: config.bool(FALLBACK).unwrap_or(defaults.fallback),
        ..defaults
    }
}

/// The best model that was pulled: the catalogue names the better ones later.
fn best(folder: &Folder, language: Option<&str>) -> Result<PathBuf> {
    let english = language.is_none_or(|language| primary_language(language) == "en");
    let there = Catalogue::embedded()
        .items()
        .filter(|item| item.job == Job::SpeechToText && item.speaks(language.unwrap_or("en")))
        .filter_map(|item| folder.find(item))
        .next_back();
    there.ok_or_else(|| {
        let model = if english { "base.en-q5_1" } else { "base-q5_1" };
        Error::new(
            ErrorKind::NotAvailable,
            format!("no speech model is there: fetch one with `prepai models pull {model}`"),
        )
        .with("folder", folder.path().display())
    })
}
