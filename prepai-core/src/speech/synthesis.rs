//! Text to speech.

use std::fmt;

use futures::stream::BoxStream;

use super::Audio;
use crate::error::Result;

/// What to say, and how.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SpeechRequest {
    /// The spoken form of one unit.
    pub text: String,
    /// The backend's name of a voice; its default when absent.
    pub voice: Option<String>,
    /// BCP 47, such as `en-US`; the backend's default when absent.
    pub language: Option<String>,
}

/// From which sample on a range of characters is heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// First character of [`SpeechRequest::text`], counted in Unicode scalar values.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// The first sample of this range since the start of the request's audio.
    pub sample: u64,
}

/// A piece of speech: sound, and marks for the characters that begin in it.
#[derive(Debug, Clone, PartialEq)]
pub struct SpeechChunk {
    /// The sound; every chunk of a request has the same rate and channels.
    pub audio: Audio,
    /// Ascending marks; may be empty. Words between two marks are taken to share the sound between them by their letters.
    pub marks: Vec<Mark>,
}

/// Speaks.
pub trait TextToSpeech: fmt::Debug + Send + Sync + 'static {
    /// Speaks a request in pieces; the first comes as early as the backend can. Dropping the stream stops the work.
    fn synthesize(&self, request: SpeechRequest) -> BoxStream<'static, Result<SpeechChunk>>;
}
