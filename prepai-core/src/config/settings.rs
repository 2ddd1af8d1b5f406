//! The table of the core's settings.

use super::{Kind, Setting};

/// The data folder.
pub const DATA: &str = "data";
/// Which agent.
pub const AGENT_BACKEND: &str = "agent.backend";
/// Which store.
pub const SESSIONS_BACKEND: &str = "sessions.backend";
/// Where the store keeps its file or folder.
pub const SESSIONS_PATH: &str = "sessions.path";
/// Which ears.
pub const SPEECH_TO_TEXT_BACKEND: &str = "speech_to_text.backend";
/// Which voice.
pub const TEXT_TO_SPEECH_BACKEND: &str = "text_to_speech.backend";
/// Which detector of speech.
pub const VOICE_ACTIVITY_BACKEND: &str = "voice_activity.backend";
/// Which executor.
pub const CODE_BACKEND: &str = "code.backend";
/// Which extractor.
pub const DOCUMENTS_BACKEND: &str = "documents.backend";
/// Packs over the built-in content.
pub const BANK_PACKS: &str = "bank.packs";
/// Planned length of new interviews.
pub const INTERVIEW_DURATION_MINUTES: &str = "interview.duration_minutes";
/// Practice or real.
pub const INTERVIEW_MODE: &str = "interview.mode";
/// Language of new interviews.
pub const INTERVIEW_LANGUAGE: &str = "interview.language";
/// Factor on pauses.
pub const INTERVIEW_THINKING_TIME: &str = "interview.thinking_time";
/// Whether backends get layers.
pub const LAYERS_ENABLED: &str = "layers.enabled";
/// Attempts in all.
pub const LAYERS_ATTEMPTS: &str = "layers.attempts";
/// How long attempts are made.
pub const LAYERS_RETRY_FOR: &str = "layers.retry_for";
/// The longest first wait.
pub const LAYERS_WAIT: &str = "layers.wait";
/// The longest wait.
pub const LAYERS_WAIT_MAX: &str = "layers.wait_max";
/// For a call.
pub const LAYERS_CALL_TIMEOUT: &str = "layers.call_timeout";
/// For an item of a stream.
pub const LAYERS_IDLE_TIMEOUT: &str = "layers.idle_timeout";
/// For a whole stream.
pub const LAYERS_TOTAL_TIMEOUT: &str = "layers.total_timeout";
/// What is logged.
pub const LOG_LEVEL: &str = "log.level";

const fn also(mut setting: Setting, env: &'static [&'static str]) -> Setting {
    setting.env = env;
    setting
}

/// Every setting of the core.
pub const SETTINGS: &[Setting] = &[
    Setting::new(
        DATA,
        Kind::Path,
        None,
        "The folder that everything is kept in; by default the platform's folder for data.",
    ),
    Setting::new(AGENT_BACKEND, Kind::Text, None, "The interviewer's mind."),
    Setting::new(SESSIONS_BACKEND, Kind::Text, None, "Where sessions are kept."),
    Setting::new(
        SESSIONS_PATH,
        Kind::Path,
        None,
        "The store's file or folder, in place of one in the data folder.",
    ),
    Setting::new(SPEECH_TO_TEXT_BACKEND, Kind::Text, None, "What listens, or `none`."),
    Setting::new(TEXT_TO_SPEECH_BACKEND, Kind::Text, None, "What speaks, or `none`."),
    Setting::new(VOICE_ACTIVITY_BACKEND, Kind::Text, None, "What tells speech from other sound."),
    Setting::new(CODE_BACKEND, Kind::Text, None, "What executes code, or `none`."),
    Setting::new(DOCUMENTS_BACKEND, Kind::Text, None, "What reads documents, or `none`."),
    Setting::new(
        BANK_PACKS,
        Kind::Paths,
        None,
        "Packs of kinds and questions over the built-in ones, files or folders.",
    ),
    Setting::new(
        INTERVIEW_DURATION_MINUTES,
        Kind::Integer(5, 240),
        None,
        "Planned minutes of a new interview; by default the length of its kind.",
    ),
    Setting::new(
        INTERVIEW_MODE,
        Kind::Choice(&["practice", "real"]),
        Some("practice"),
        "Practice gives hints, real does not.",
    ),
    Setting::new(
        INTERVIEW_LANGUAGE,
        Kind::Text,
        Some("en-US"),
        "The language of a new interview, as in BCP 47.",
    ),
    Setting::new(
        INTERVIEW_THINKING_TIME,
        Kind::Number(1.0, 4.0),
        Some("1"),
        "Factor on the pauses that are granted for thinking.",
    ),
    Setting::new(
        LAYERS_ENABLED,
        Kind::Bool,
        Some("true"),
        "Whether calls to backends are traced, limited and retried.",
    ),
    Setting::new(
        LAYERS_ATTEMPTS,
        Kind::Integer(1, 20),
        Some("3"),
        "Attempts at a call in all; 1 never retries.",
    ),
    Setting::new(
        LAYERS_RETRY_FOR,
        Kind::Duration,
        Some("30s"),
        "No attempt begins later than this after the first.",
    ),
    Setting::new(
        LAYERS_WAIT,
        Kind::Duration,
        Some("100ms"),
        "The longest wait before the second attempt; each further one doubles.",
    ),
    Setting::new(LAYERS_WAIT_MAX, Kind::Duration, Some("5s"), "The longest wait before any attempt."),
    Setting::new(
        LAYERS_CALL_TIMEOUT,
        Kind::Duration,
        Some("60s"),
        "How long a call may take; 0 is without end.",
    ),
    Setting::new(
        LAYERS_IDLE_TIMEOUT,
        Kind::Duration,
        Some("30s"),
        "How long to wait for each item of a stream; 0 is without end.",
    ),
    Setting::new(
        LAYERS_TOTAL_TIMEOUT,
        Kind::Duration,
        Some("5m"),
        "How long to wait for a whole stream; 0 is without end.",
    ),
    also(
        Setting::new(
            LOG_LEVEL,
            Kind::Text,
            Some("warn"),
            "What is logged: a level, or levels by target as in `info,prepai_core=debug`.",
        ),
        &["PREPAI_LOG"],
    ),
];
