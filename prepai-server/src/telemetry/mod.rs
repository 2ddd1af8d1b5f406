//! Spans of requests and turns for OpenTelemetry, with the feature `otel`; without it there are none.
//!
//! A span says what, when, how long and how it ended: route templates, methods, statuses, codes, stages. Nothing of a person and no
//! session's id is in it.

#[cfg(not(feature = "otel"))]
mod off;
#[cfg(feature = "otel")]
mod otlp;
#[cfg(feature = "otel")]
mod post;
#[cfg(feature = "otel")]
mod settings;

use std::time::Duration;

#[cfg(not(feature = "otel"))]
pub use off::{Parent, Spans};
#[cfg(feature = "otel")]
pub use otlp::{Parent, Spans};
#[cfg(feature = "otel")]
pub use settings::Settings;

use prepai_core::config::Setting;
use prepai_core::turn::Timings;

/// The settings of the export; there are none without the feature `otel`.
#[cfg(feature = "otel")]
pub const SETTINGS: &[Setting] = settings::SETTINGS;
/// The settings of the export; there are none without the feature `otel`.
#[cfg(not(feature = "otel"))]
pub const SETTINGS: &[Setting] = &[];

/// A request that was answered.
#[derive(Debug, Clone, Copy)]
pub struct Answered<'a> {
    /// One of the methods of HTTP, or `other`.
    pub method: &'static str,
    /// The template of its path.
    pub route: &'a str,
    /// The status.
    pub status: u16,
    /// The word of its error; empty when there is none.
    pub code: &'static str,
    /// The request's id, as in logs.
    pub request: &'a str,
    /// From its head to the head of the answer.
    pub took: Duration,
}

/// The stages of a turn that were reached, with the time from the stored opening to each.
pub(crate) fn stages(timings: &Timings) -> impl Iterator<Item = (&'static str, Duration)> {
    let stages = [
        ("agent", timings.agent),
        ("first_text", timings.first_text),
        ("first_audio", timings.first_audio),
        ("generated", timings.generated),
    ];
    stages.into_iter().filter_map(|(stage, took)| Some((stage, took?)))
}
