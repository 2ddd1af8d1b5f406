//! Ears that hear what they were told to hear.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use futures::StreamExt;
use futures::stream::{self, BoxStream};

use super::{Script, Step};
use crate::clock::Clock;
use crate::error::Result;
use crate::speech::{
    Audio, EarLoad, Hints, Partial, SpeechToText, StreamingSpeechToText, StreamingTranscription, Transcript,
};

/// What a [`ScriptedSpeechToText`] was given to transcribe.
#[derive(Debug, Clone, PartialEq)]
pub struct Utterance {
    /// The sound: one piece, or the pieces that were pushed.
    pub speech: Vec<Audio>,
    /// The hints.
    pub hints: Hints,
}

/// Answers each utterance, whole or streamed, with the next answer of its script.
#[derive(Debug)]
pub struct ScriptedSpeechToText {
    clock: Arc<dyn Clock>,
    script: Arc<Script<Utterance, Transcript>>,
    streaming: Option<Arc<Streaming>>,
    load: Mutex<Option<EarLoad>>,
}

impl ScriptedSpeechToText {
    /// Ears without answers, that cannot stream, and whose waits pass on `clock`.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        ScriptedSpeechToText {
            script: Arc::new(Script::new(Arc::clone(&clock))),
            clock,
            streaming: None,
            load: Mutex::default(),
        }
    }

    /// Adds the text that the next utterance says.
    #[must_use]
    pub fn hears(self, text: &str) -> Self {
        self.answers([Step::Give(Transcript { text: text.to_owned(), ..Transcript::default() })])
    }

    /// Sets the text of utterances for which there is no answer; no sound has none.
    #[must_use]
    pub fn otherwise(self, text: &'static str) -> Self {
        self.script.otherwise(move |utterance| {
            let silent = utterance.speech.iter().all(|piece| piece.frames() == 0);
            let text = if silent { String::new() } else { text.to_owned() };
            vec![Step::Give(Transcript { text, ..Transcript::default() })]
        });
        self
    }

    /// Adds an answer to an utterance; its first item or error counts.
    #[must_use]
    pub fn answers(self, steps: impl IntoIterator<Item = Step<Transcript>>) -> Self {
        self.script.push(steps);
        self
    }

    /// Lets it stream, and adds the partial results of the next streamed utterance.
    #[must_use]
    pub fn partials(mut self, steps: impl IntoIterator<Item = Step<Partial>>) -> Self {
        self.streams().partials.push(steps);
        self
    }

    /// Lets it stream, and adds what the next push of sound does.
    #[must_use]
    pub fn pushes(mut self, steps: impl IntoIterator<Item = Step<()>>) -> Self {
        self.streams().pushes.push(steps);
        self
    }

    /// From now on it says that it has so much to do.
    pub fn has_to_do(&self, load: EarLoad) {
        *self.load.lock().unwrap_or_else(PoisonError::into_inner) = Some(load);
    }

    /// The utterances so far, in order of their ends.
    pub fn utterances(&self) -> Vec<Utterance> {
        self.script.calls()
    }

    /// How many transcriptions were dropped before their end.
    pub fn dropped(&self) -> usize {
        self.script.dropped()
    }

    fn streams(&mut self) -> &Streaming {
        self.streaming.get_or_insert_with(|| {
            let partials = Script::new(Arc::clone(&self.clock));
            partials.otherwise(|_: &Hints| Vec::new());
            let pushes = Script::new(Arc::clone(&self.clock));
            pushes.otherwise(|_: &Audio| vec![Step::Give(())]);
            Arc::new(Streaming { whole: Arc::clone(&self.script), partials, pushes: Arc::new(pushes) })
        })
    }
}

#[async_trait]
impl SpeechToText for ScriptedSpeechToText {
    async fn transcribe(&self, speech: Audio, hints: Hints) -> Result<Transcript> {
        self.script.one(Utterance { speech: vec![speech], hints }).await
    }

    fn load(&self) -> Option<EarLoad> {
        *self.load.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn streaming(&self) -> Option<Arc<dyn StreamingSpeechToText>> {
        let streaming = self.streaming.clone()?;
        Some(streaming)
    }
}

#[derive(Debug)]
struct Streaming {
    whole: Arc<Script<Utterance, Transcript>>,
    partials: Script<Hints, Partial>,
    pushes: Arc<Script<Audio, ()>>,
}

impl StreamingSpeechToText for Streaming {
    fn begin(&self, hints: Hints) -> Box<dyn StreamingTranscription> {
        Box::new(Running {
            whole: Arc::clone(&self.whole),
            partials: Some(self.partials.play(hints.clone())),
            pushes: Arc::clone(&self.pushes),
            utterance: Utterance { speech: Vec::new(), hints },
        })
    }
}

struct Running {
    whole: Arc<Script<Utterance, Transcript>>,
    partials: Option<BoxStream<'static, Result<Partial>>>,
    pushes: Arc<Script<Audio, ()>>,
    utterance: Utterance,
}

#[async_trait]
impl StreamingTranscription for Running {
    async fn push(&mut self, speech: Audio) -> Result<()> {
        self.pushes.one(speech.clone()).await?;
        self.utterance.speech.push(speech);
        Ok(())
    }

    fn partials(&mut self) -> BoxStream<'static, Result<Partial>> {
        self.partials.take().unwrap_or_else(|| stream::empty().boxed())
    }

    async fn finish(self: Box<Self>) -> Result<Transcript> {
        self.whole.one(self.utterance).await
    }
}
