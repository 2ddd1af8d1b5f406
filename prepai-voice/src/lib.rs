#![doc = include_str!("../README.md")]

pub mod activity;
pub mod audio;
pub mod duplex;
#[cfg(feature = "espeak")]
pub mod espeak;
pub mod floor;
pub mod models;
#[cfg(feature = "openai")]
pub mod openai;
#[cfg(feature = "piper")]
pub mod piper;
#[cfg(feature = "whisper")]
pub mod whisper;

use prepai_core::registry::Registry;

/// Registers what this build has: ears, voices and the detector of speech with their settings, and the settings of models.
pub fn register(registry: &mut Registry) {
    registry.add_settings(models::SETTINGS);
    activity::register(registry);
    #[cfg(feature = "espeak")]
    espeak::register(registry);
    #[cfg(feature = "piper")]
    piper::register(registry);
    #[cfg(feature = "whisper")]
    whisper::register(registry);
    #[cfg(feature = "openai")]
    openai::register(registry);
}
