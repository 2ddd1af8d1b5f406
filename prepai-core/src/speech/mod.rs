//! Ears and a mouth: traits that the voice crate implements, and the types that pass through them.

mod audio;
mod spoken;
mod synthesis;
mod transcription;

pub use audio::{Audio, AudioSpan, Samples};
pub use spoken::SpokenForm;
pub use synthesis::{Mark, SpeechChunk, SpeechRequest, TextToSpeech};
pub use transcription::{
    Activity, Hints, Partial, SpeechToText, StreamingSpeechToText, StreamingTranscription, Transcript,
    VoiceActivity, Word,
};
