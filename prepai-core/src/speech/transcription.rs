//! Speech to text, and whether somebody speaks at all.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures::stream::BoxStream;

use super::Audio;
use crate::error::Result;

/// What helps a transcription.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hints {
    /// BCP 47; detected when absent.
    pub language: Option<String>,
    /// Words that are likely (names, technologies).
    pub vocabulary: Vec<String>,
}

/// A word and when it was spoken.
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    /// As written in the text.
    pub text: String,
    /// First sample, at the rate of the audio that was given.
    pub start_sample: u64,
    /// One past the last sample.
    pub end_sample: u64,
    /// 0.0 to 1.0, if the backend knows.
    pub confidence: Option<f32>,
}

/// What was said.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Transcript {
    /// The words as a text; empty when nothing was said.
    pub text: String,
    /// Single words, if the backend gives them.
    pub words: Vec<Word>,
    /// BCP 47, if the backend knows.
    pub language: Option<String>,
    /// 0.0 to 1.0, if the backend knows.
    pub confidence: Option<f32>,
}

/// How much a backend has to do that computes on this machine.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EarLoad {
    /// Transcriptions that can run at once.
    pub places: usize,
    /// Those that run and somebody waits for.
    pub running: usize,
    /// Those that wait for a place.
    pub waiting: usize,
    /// How long one takes, as the last ones did.
    pub typical: Duration,
}

impl EarLoad {
    /// How long a transcription that comes now waits until it begins: what is before it, shared among the places. Nothing while a
    /// place is free.
    pub fn wait(&self) -> Duration {
        let places = self.places.max(1);
        let before = (self.running + self.waiting + 1).saturating_sub(places);
        self.typical.mul_f64(before as f64 / places as f64)
    }
}

/// Writes down whole utterances.
#[async_trait]
pub trait SpeechToText: fmt::Debug + Send + Sync + 'static {
    /// Transcribes one utterance; dropping the future stops the work.
    async fn transcribe(&self, speech: Audio, hints: Hints) -> Result<Transcript>;

    /// Opens what opens late (a model, a connection), so that the first utterance need not wait for it.
    ///
    /// # Errors
    /// What is missing, with what helps; it may come later.
    async fn ready(&self) -> Result<()> {
        Ok(())
    }

    /// What it has to do, if it knows; a server lets nobody in who would have to wait too long.
    fn load(&self) -> Option<EarLoad> {
        None
    }

    /// Transcription while somebody still speaks, if the backend can.
    fn streaming(&self) -> Option<Arc<dyn StreamingSpeechToText>> {
        None
    }
}

/// What is known of an unfinished utterance.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Partial {
    /// The words so far.
    pub text: String,
    /// How many of its characters will not change any more.
    pub stable: usize,
}

/// Begins transcriptions of running speech.
pub trait StreamingSpeechToText: fmt::Debug + Send + Sync + 'static {
    /// Begins one utterance.
    fn begin(&self, hints: Hints) -> Box<dyn StreamingTranscription>;
}

/// One utterance that is being transcribed; dropping it stops the work.
#[async_trait]
pub trait StreamingTranscription: Send {
    /// Adds speech.
    async fn push(&mut self, speech: Audio) -> Result<()>;
    /// Partial results from now on; taken once.
    fn partials(&mut self) -> BoxStream<'static, Result<Partial>>;
    /// Ends the utterance.
    async fn finish(self: Box<Self>) -> Result<Transcript>;
}

/// How likely it is that a frame of sound is speech.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Activity {
    /// 0.0 to 1.0.
    pub speech: f32,
}

/// Tells speech from other sound, frame by frame; one instance a stream.
pub trait VoiceActivity: fmt::Debug + Send + 'static {
    /// Judges the next mono samples at 16 kHz; any length, the answer is for the frames that were completed.
    ///
    /// # Errors
    /// Another rate or more channels.
    fn push(&mut self, sound: &Audio) -> Result<Vec<Activity>>;
    /// Forgets the past.
    fn reset(&mut self);
}

/// Begins to judge streams of sound: the backend behind [`VoiceActivity`].
pub trait VoiceActivityDetector: fmt::Debug + Send + Sync + 'static {
    /// Judges a new stream; cheap, and called for each conversation by voice.
    ///
    /// # Errors
    /// What is missing: a file, a library.
    fn begin(&self) -> Result<Box<dyn VoiceActivity>>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_comes_waits_for_those_before_shared_among_the_places() {
        let load = |running, waiting| {
            EarLoad { places: 2, running, waiting, typical: Duration::from_secs(1) }.wait().as_millis()
        };
        assert_eq!([load(0, 0), load(1, 0), load(2, 0), load(2, 5)], [0, 0, 500, 3_000]);
        assert_eq!(EarLoad::default().wait(), Duration::ZERO);
    }
}
