//! Whether somebody speaks.

mod earshot;

use std::sync::Arc;

use prepai_core::Result;
use prepai_core::registry::Registry;
use prepai_core::speech::{VoiceActivity, VoiceActivityDetector};

pub use earshot::Earshot;

/// The detector `earshot`: an [`Earshot`] for each stream.
///
/// One of your own is registered beside it, and named by `voice_activity.backend`:
///
/// ```
/// use std::sync::Arc;
/// use prepai_core::registry::Registry;
/// use prepai_core::speech::{Activity, Audio, VoiceActivity, VoiceActivityDetector};
/// use prepai_core::Result;
///
/// /// Whatever is loud is speech.
/// #[derive(Debug)]
/// struct Loud;
///
/// impl VoiceActivity for Loud {
///     fn push(&mut self, sound: &Audio) -> Result<Vec<Activity>> {
///         let frames = sound.to_f32();
///         let loudest = |frame: &[f32]| frame.iter().fold(0.0_f32, |most, sample| most.max(sample.abs()));
///         Ok(frames.chunks(256).map(|frame| Activity { speech: loudest(frame).min(1.0) }).collect())
///     }
///     fn reset(&mut self) {}
/// }
///
/// #[derive(Debug)]
/// struct Loudness;
///
/// impl VoiceActivityDetector for Loudness {
///     fn begin(&self) -> Result<Box<dyn VoiceActivity>> {
///         Ok(Box::new(Loud))
///     }
/// }
///
/// let mut registry = Registry::new();
/// prepai_voice::register(&mut registry);
/// registry.add_voice_activity("loudness", |_| Ok(Arc::new(Loudness)));
/// assert_eq!(registry.voice_activity().collect::<Vec<_>>(), ["earshot", "loudness"]);
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct EarshotDetector;

impl VoiceActivityDetector for EarshotDetector {
    fn begin(&self) -> Result<Box<dyn VoiceActivity>> {
        Ok(Box::new(Earshot::new()))
    }
}

/// Registers `earshot` as a detector of speech.
pub fn register(registry: &mut Registry) {
    registry.add_voice_activity("earshot", |_| Ok(Arc::new(EarshotDetector)));
}
