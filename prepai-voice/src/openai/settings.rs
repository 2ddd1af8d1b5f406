//! Both by their settings.

use std::sync::Arc;
use std::time::Duration;

use prepai_core::Result;
use prepai_core::config::{Config, Kind, Setting};
use prepai_core::net::{HttpOptions, Server};
use prepai_core::registry::Registry;

use super::{Speech, SpeechFormat, SpeechOptions, Transcription, TranscriptionOptions};

/// Where OpenAI's own servers are.
const OPENAI: &str = "https://api.openai.com/v1";

macro_rules! settings {
    ($($name:ident: $key:literal, $kind:expr, $default:expr, $doc:literal, $env:expr;)+) => {
        $(const $name: &str = $key;)+
        const SETTINGS: &[Setting] =
            &[$(Setting { key: $key, kind: $kind, default: $default, doc: $doc, env: $env }),+];
    };
}

settings! {
    EARS_URL: "speech_to_text.openai.url", Kind::Text, Some(OPENAI),
        "The server that transcribes: what stands before `/audio/transcriptions`.", &["OPENAI_BASE_URL"];
    EARS_KEY: "speech_to_text.openai.key", Kind::Secret, None, "Its key, if it wants one.", &["OPENAI_API_KEY"];
    EARS_MODEL: "speech_to_text.openai.model", Kind::Text, Some("whisper-1"), "The server's name of the model.", &[];
    EARS_LANGUAGE: "speech_to_text.openai.language", Kind::Text, None,
        "The language where an interview names none; by default the server detects it.", &[];
    EARS_VOCABULARY: "speech_to_text.openai.vocabulary", Kind::Bool, Some("true"),
        "Whether the server is told the words that the interview is about.", &[];
    EARS_CONNECT: "speech_to_text.openai.connect_timeout", Kind::Duration, Some("10s"),
        "How long to wait for a connection.", &[];
    EARS_IDLE: "speech_to_text.openai.idle_timeout", Kind::Duration, Some("30s"),
        "How long to wait for the next bytes of an answer.", &[];
    VOICE_URL: "text_to_speech.openai.url", Kind::Text, Some(OPENAI),
        "The server that speaks: what stands before `/audio/speech`.", &["OPENAI_BASE_URL"];
    VOICE_KEY: "text_to_speech.openai.key", Kind::Secret, None, "Its key, if it wants one.", &["OPENAI_API_KEY"];
    VOICE_MODEL: "text_to_speech.openai.model", Kind::Text, Some("tts-1"), "The server's name of the model.", &[];
    VOICE_VOICE: "text_to_speech.openai.voice", Kind::Text, Some("alloy"), "The server's name of a voice.", &[];
    VOICE_FORMAT: "text_to_speech.openai.format", Kind::Choice(&["pcm", "wav"]), Some("pcm"),
        "How the sound comes: `pcm` (16-bit mono at `rate`) begins soonest, `wav` says its own rate.", &[];
    VOICE_RATE: "text_to_speech.openai.rate", Kind::Integer(8_000, 192_000), Some("24000"),
        "Samples per second of the server's `pcm`.", &[];
    VOICE_SPEED: "text_to_speech.openai.speed", Kind::Number(0.25, 4.0), Some("1"), "How fast it speaks.", &[];
    VOICE_CONNECT: "text_to_speech.openai.connect_timeout", Kind::Duration, Some("10s"),
        "How long to wait for a connection.", &[];
    VOICE_IDLE: "text_to_speech.openai.idle_timeout", Kind::Duration, Some("30s"),
        "How long to wait for the next piece of sound.", &[];
}

/// Registers `openai` as ears and as a voice, which are there only when they are named: what is said leaves the machine.
pub fn register(registry: &mut Registry) {
    registry.add_settings(SETTINGS);
    registry.only_when_named("openai");
    registry.add_speech_to_text("openai", |context| Ok(Arc::new(ears(context.config)?)));
    registry.add_text_to_speech("openai", |context| Ok(Arc::new(voice(context.config)?)));
}

fn ears(config: &Config) -> Result<Transcription> {
    let options = TranscriptionOptions {
        model: text(config, EARS_MODEL),
        language: config.text(EARS_LANGUAGE).map(str::to_owned),
        vocabulary: config.bool(EARS_VOCABULARY).unwrap_or(true),
    };
    let server = server(config, [EARS_URL, EARS_KEY, EARS_CONNECT, EARS_IDLE])?;
    Ok(Transcription::new(server, options))
}

fn voice(config: &Config) -> Result<Speech> {
    let rate = config.integer(VOICE_RATE).and_then(|rate| u32::try_from(rate).ok()).unwrap_or(24_000);
    let format = match config.text(VOICE_FORMAT) {
        Some("wav") => SpeechFormat::Wav,
        _ => SpeechFormat::Pcm(rate),
    };
    let options = SpeechOptions {
        model: text(config, VOICE_MODEL),
        voice: text(config, VOICE_VOICE),
        format,
        speed: config.number(VOICE_SPEED).unwrap_or(1.0),
    };
    Ok(Speech::new(server(config, [VOICE_URL, VOICE_KEY, VOICE_CONNECT, VOICE_IDLE])?, options))
}

fn server(config: &Config, [url, key, connect, idle]: [&str; 4]) -> Result<Server> {
    let defaults = HttpOptions::default();
    let time = |key: &str, default: Duration| match config.duration(key) {
        None | Some(Duration::ZERO) => default,
        Some(time) => time,
    };
    let options = HttpOptions { connect: time(connect, defaults.connect), idle: time(idle, defaults.idle) };
    Server::new(&text(config, url), config.secret(key).cloned(), &options)
        .map_err(|error| error.with("setting", url))
}

fn text(config: &Config, key: &str) -> String {
    config.text(key).unwrap_or_default().to_owned()
}
