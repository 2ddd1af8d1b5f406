//! Ears and mouths in a layer.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures::stream::BoxStream;

use super::Layered;
use crate::error::Result;
use crate::layers::{Layer, operation};
use crate::speech::{
    Audio, EarLoad, Hints, Partial, SpeechChunk, SpeechRequest, SpeechToText, StreamingSpeechToText,
    StreamingTranscription, TextToSpeech, Transcript,
};

/// Nobody should transcribe slower than this many times as long as the speech is.
const SLOW: u32 = 2;

#[deny(clippy::missing_trait_methods)]
#[async_trait]
impl<L: Layer> SpeechToText for Layered<L, dyn SpeechToText> {
    async fn transcribe(&self, speech: Audio, hints: Hints) -> Result<Transcript> {
        let layer = self.layer.allow(speech.duration() * SLOW);
        let attempt = move || self.inner.transcribe(speech.clone(), hints.clone());
        layer.call(&operation::TRANSCRIBE, Box::new(attempt)).await
    }

    /// As long as it takes: a model is read from a disk.
    async fn ready(&self) -> Result<()> {
        self.inner.ready().await
    }

    fn load(&self) -> Option<EarLoad> {
        self.inner.load()
    }

    fn streaming(&self) -> Option<Arc<dyn StreamingSpeechToText>> {
        let streaming = self.inner.streaming()?;
        Some(Layered::over(streaming, &self.layer))
    }
}

#[deny(clippy::missing_trait_methods)]
impl<L: Layer> StreamingSpeechToText for Layered<L, dyn StreamingSpeechToText> {
    fn begin(&self, hints: Hints) -> Box<dyn StreamingTranscription> {
        Box::new(Running { inner: self.inner.begin(hints), layer: self.layer.clone(), given: Duration::ZERO })
    }
}

/// A running transcription in a layer: what it was given is gone, so nothing is repeated.
struct Running<L> {
    inner: Box<dyn StreamingTranscription>,
    layer: L,
    /// The length of the speech so far.
    given: Duration,
}

#[deny(clippy::missing_trait_methods)]
#[async_trait]
impl<L: Layer> StreamingTranscription for Running<L> {
    async fn push(&mut self, speech: Audio) -> Result<()> {
        self.given += speech.duration();
        self.layer.call_once(&operation::PUSH, self.inner.push(speech)).await
    }

    fn partials(&mut self) -> BoxStream<'static, Result<Partial>> {
        self.inner.partials()
    }

    async fn finish(self: Box<Self>) -> Result<Transcript> {
        let layer = self.layer.allow(self.given * SLOW);
        layer.call_once(&operation::FINISH, self.inner.finish()).await
    }
}

#[deny(clippy::missing_trait_methods)]
impl<L: Layer> TextToSpeech for Layered<L, dyn TextToSpeech> {
    fn synthesize(&self, request: SpeechRequest) -> BoxStream<'static, Result<SpeechChunk>> {
        let inner = Arc::clone(&self.inner);
        self.layer.stream(&operation::SYNTHESIZE, Box::new(move || inner.synthesize(request.clone())))
    }
}
