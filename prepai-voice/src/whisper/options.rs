//! How whisper listens.

use std::thread;

use super::RATE;
use super::pool::Size;

/// Settings of a [`Whisper`](super::Whisper); the defaults suit one machine with a few candidates.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// BCP 47 where a request names none; detected when absent (and the model knows more than one).
    pub language: Option<String>,
    /// Threads of one transcription.
    pub threads: usize,
    /// Transcriptions at once; each has its own memory.
    pub workers: usize,
    /// Transcriptions that may wait; with more the answer is `busy`.
    pub queue: usize,
    /// Whether the hints' vocabulary is given to the model as a prompt.
    pub vocabulary: bool,
    /// The longest prompt, in bytes.
    pub prompt_bytes: usize,
    /// Whether to encode 30 s whatever was said, as the models were trained: slower by far, and seldom better.
    pub full_context: bool,
    /// Whether final transcriptions are tried again at higher temperatures where the words look wrong.
    pub fallback: bool,
    /// The longest piece that is transcribed at once, in seconds (5 to 29).
    pub window_seconds: f32,
    /// New sound between two partial results, in seconds.
    pub partial_seconds: f32,
}

impl Default for Options {
    fn default() -> Self {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let threads = (cores / 2).clamp(1, 4);
        Options {
            language: None,
            threads,
            workers: (cores / threads).max(1),
            queue: 16,
            vocabulary: true,
            prompt_bytes: 240,
            full_context: false,
            fallback: true,
            window_seconds: 28.0,
            partial_seconds: 0.5,
        }
    }
}

impl Options {
    pub(super) fn window_samples(&self) -> usize {
        samples(self.window_seconds.clamp(5.0, 29.0))
    }

    pub(super) fn partial_samples(&self) -> usize {
        samples(self.partial_seconds.clamp(0.1, 10.0))
    }

    pub(super) fn size(&self) -> Size {
        Size { workers: self.workers.max(1), threads: self.threads.max(1), queue: self.queue.max(1) }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to seconds above")]
fn samples(seconds: f32) -> usize {
    (seconds * RATE as f32) as usize
}
