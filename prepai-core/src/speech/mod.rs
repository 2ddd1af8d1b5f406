//! Ears and a mouth: traits that the voice crate implements, and the types that pass through them.

mod audio;
mod language;
mod spoken;
mod synthesis;
mod transcription;

pub use audio::{Audio, AudioSpan, Samples, sample_to_f32, sample_to_i16};
pub use language::primary_language;
pub use spoken::SpokenForm;
pub use synthesis::{Mark, SpeechChunk, SpeechRequest, TextToSpeech};
pub use transcription::{
    Activity, EarLoad, Hints, Partial, SpeechToText, StreamingSpeechToText, StreamingTranscription,
    Transcript, VoiceActivity, VoiceActivityDetector, Word,
};
