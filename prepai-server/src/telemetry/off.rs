//! What stands in for the export in a build without it.

use http::HeaderMap;
use prepai_core::turn::Timings;

use super::Answered;

/// The span of a caller, in builds that know spans.
#[derive(Debug, Clone, Copy, Default)]
pub struct Parent;

/// Spans that go nowhere; made and cloned like those that go somewhere.
#[derive(Debug, Clone, Default)]
pub struct Spans(());

impl Spans {
    /// No caller's span is known.
    pub fn parent(&self, _: &HeaderMap) -> Parent {
        Parent
    }

    /// Does nothing.
    pub fn request(&self, _: &Parent, _: Answered<'_>) {}

    /// Does nothing.
    pub fn turn(&self, _: &Timings) {}

    /// Does nothing.
    pub async fn finish(&self) {}
}
