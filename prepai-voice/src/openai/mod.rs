//! Servers that speak OpenAI's protocol for speech: `POST /audio/transcriptions` and `POST /audio/speech`.
//!
//! Many do besides OpenAI's own: whisper.cpp's and faster-whisper's servers, LocalAI, vLLM, Kokoro, Piper behind a proxy. Both
//! backends need a tokio runtime around them. A dropped future or stream closes the connection.

mod settings;
mod speech;
mod transcription;
mod wav;

#[cfg(test)]
mod tests;

pub use settings::register;
pub use speech::{Speech, SpeechFormat, SpeechOptions};
pub use transcription::{Transcription, TranscriptionOptions};
