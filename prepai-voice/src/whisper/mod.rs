//! Speech to text with whisper.cpp, on this machine.
//!
//! Any model file in ggml format is taken. It is checked before the C++ library sees it, opened with the first transcription
//! (or [`Whisper::open`]), and not needed afterwards. Transcriptions run on a few threads of their own behind a short
//! queue; dropping a future stops its run within one step of the computation.
//!
//! The encoder is what a transcription costs, and by default it works for 30 s whatever was said. Here it works for as
//! long as the utterance is.

mod cancel;
mod doubt;
mod engine;
mod file;
mod listen;
mod options;
mod pool;
mod settings;
mod sound;
mod stream;
mod times;
mod window;
mod words;

#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use futures::channel::oneshot;
use prepai_core::speech::{
    Audio, EarLoad, Hints, SpeechToText, StreamingSpeechToText, StreamingTranscription, Transcript,
};
use prepai_core::{Error, ErrorKind, Result};

pub use file::ModelFile;
pub use options::Options;
pub use settings::register;

use cancel::Cancel;
use pool::{Done, Find, Pool, Urgency};
use stream::Stream;

/// Samples per second that the models hear.
const RATE: usize = 16_000;

/// Ears with a model of whisper.
///
/// ```no_run
/// use prepai_core::speech::{Audio, Hints, SpeechToText};
/// use prepai_voice::whisper::{Options, Whisper};
/// # async fn example() -> prepai_core::Result<()> {
/// let ears = Whisper::new("ggml-base.en.bin", Options::default());
/// let second = Audio::mono_i16(16_000, vec![0; 16_000]);
/// assert_eq!(ears.transcribe(second, Hints::default()).await?.text, "");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Whisper {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    pool: Pool,
    options: Options,
}

impl Whisper {
    /// Ears with the model in a file, which is opened on first use.
    pub fn new(model: impl Into<PathBuf>, options: Options) -> Whisper {
        let model = model.into();
        Whisper::finding(Box::new(move || Ok(model.clone())), options)
    }

    fn finding(find: Find, options: Options) -> Whisper {
        let pool = Pool::new(options.size(), find);
        Whisper { shared: Arc::new(Shared { pool, options }) }
    }

    /// Opens the model, unless it is open already, and says what it is.
    ///
    /// # Errors
    /// As [`ModelFile::check`]; `not_available` when memory or processor do not suffice.
    pub async fn open(&self) -> Result<ModelFile> {
        let cancel = Cancel::default();
        let _guard = cancel.on_drop();
        let (answer, answered) = oneshot::channel();
        let work = move |ear: Result<&mut engine::Ear>| {
            let opened = ear.map(|ear| ear.file().clone());
            Done::other(move || drop(answer.send(opened)))
        };
        self.shared.pool.submit(Urgency::Final, &cancel, Box::new(work))?;
        answered.await.map_err(|_| gone())?
    }
}

/// The pool ended before the work was done.
fn gone() -> Error {
    Error::new(ErrorKind::Interrupted, "the speech engine was closed")
}

impl Shared {
    /// Transcribes samples at 16 kHz for as long as the future lives.
    async fn transcribe(self: Arc<Self>, samples: Vec<f32>, hints: Hints) -> Result<Transcript> {
        let cancel = Cancel::default();
        let _guard = cancel.on_drop();
        let (answer, answered) = oneshot::channel();
        let (options, watched) = (self.options.clone(), cancel.clone());
        let work = move |ear: Result<&mut engine::Ear>| {
            let heard = ear.and_then(|ear| listen::listen(ear, &samples, &hints, &options, true, &watched));
            // Nobody may be there to hear it.
            Done::listening(heard, move |heard| drop(answer.send(heard)))
        };
        self.pool.submit(Urgency::Final, &cancel, Box::new(work))?;
        answered.await.map_err(|_| gone())?
    }
}

#[async_trait]
impl SpeechToText for Whisper {
    /// Sound of any rate and any number of channels; of nothing, and of silence, the text is empty.
    async fn transcribe(&self, speech: Audio, hints: Hints) -> Result<Transcript> {
        let samples = sound::at_16_khz(&speech)?;
        if samples.len() < engine::LEAST {
            return Ok(Transcript::default());
        }
        let mut transcript = Arc::clone(&self.shared).transcribe(samples, hints).await?;
        for word in &mut transcript.words {
            word.start_sample = sound::scaled(word.start_sample, speech.rate, speech.frames());
            word.end_sample = sound::scaled(word.end_sample, speech.rate, speech.frames());
        }
        Ok(transcript)
    }

    /// Opens the model, unless it is open.
    async fn ready(&self) -> Result<()> {
        match self.open().await {
            // Whoever is busy with a model that is open is ready.
            Err(error) if error.kind() == ErrorKind::Busy && self.shared.pool.is_open() => Ok(()),
            opened => opened.map(|_| ()),
        }
    }

    fn load(&self) -> Option<EarLoad> {
        Some(self.shared.pool.to_do())
    }

    fn streaming(&self) -> Option<Arc<dyn StreamingSpeechToText>> {
        Some(Arc::new(self.clone()))
    }
}

impl StreamingSpeechToText for Whisper {
    fn begin(&self, hints: Hints) -> Box<dyn StreamingTranscription> {
        Box::new(Stream::new(Arc::clone(&self.shared), hints))
    }
}
