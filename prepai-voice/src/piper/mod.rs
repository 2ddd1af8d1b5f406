//! Neural voices in the form of Piper: any voice file with its description, run by ONNX Runtime, phonemes by espeak-ng (which
//! makes a program with this feature GPL-3-or-later).
//!
//! A text is spoken clause by clause: the first sound comes when the first clause is done.

mod clauses;
mod config;
mod library;
mod model;
mod settings;
mod worker;

use std::fmt;
use std::path::PathBuf;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, OnceLock};
use std::thread;

use futures::StreamExt;
use futures::channel::mpsc;
use futures::stream::BoxStream;
use prepai_core::speech::{SpeechChunk, SpeechRequest, TextToSpeech};
use prepai_core::{Error, ErrorKind, Result};

pub use settings::{SETTINGS, register};

use crate::espeak::{Espeak, EspeakOptions};
use worker::Job;

/// Longer texts are no unit of speech.
const LONGEST: usize = 20_000;

/// Finds a file when it is needed, or says what is missing and how to get it.
pub type Find = Box<dyn Fn() -> Result<PathBuf> + Send + Sync>;

/// How a voice sounds and what it may use.
#[derive(Debug, Clone, PartialEq)]
pub struct PiperOptions {
    /// Of a model with several speakers: one by name or number; the first when absent. A request's voice goes before it.
    pub speaker: Option<String>,
    /// Speed, as a factor on that of the voice: 0.5 to 2.0.
    pub speed: f32,
    /// Threads that compute a clause; one is enough for real time.
    pub threads: usize,
    /// Where the data of espeak-ng are unpacked; by default the user's folder for caches.
    pub cache: Option<PathBuf>,
}

impl Default for PiperOptions {
    /// The first speaker at the voice's own speed, on one thread.
    fn default() -> Self {
        PiperOptions { speaker: None, speed: 1.0, threads: 1, cache: None }
    }
}

/// Speaks with a model of Piper; the rate is the model's, mostly 22,050 samples a second.
///
/// The model is opened with the first request, on a thread of its own, which computes one clause of each request in turn.
/// What failed to open is tried again with the next request. Dropping a stream ends its work with the clause that is being
/// computed. The marks of words within a clause are estimated from the lengths of the words.
///
/// One ONNX Runtime serves the whole process: the first library that is opened. It is looked at before the binding sees
/// it, because a missing one would let that wait for ever.
pub struct Piper {
    opening: Arc<Opening>,
    queue: OnceLock<Option<Sender<Job>>>,
}

/// What is opened with the first request.
struct Opening {
    model: Find,
    library: Find,
    options: PiperOptions,
    phonemes: Espeak,
}

impl Piper {
    /// A voice of the model that `model` finds, on the library that `library` finds; nothing is opened yet.
    ///
    /// The description lies beside the model: `voice.onnx` and `voice.onnx.json`.
    ///
    /// # Errors
    /// `invalid_input` for a speed out of bounds, or no thread.
    pub fn new(model: Find, library: Find, options: PiperOptions) -> Result<Self> {
        if !(0.5..=2.0).contains(&options.speed) {
            return Err(Error::invalid("speed", "must be 0.5 to 2"));
        }
        if options.threads == 0 {
            return Err(Error::invalid("threads", "must be at least 1"));
        }
        let phonemes =
            Espeak::new(EspeakOptions { cache: options.cache.clone(), ..EspeakOptions::default() })?;
        let opening = Arc::new(Opening { model, library, options, phonemes });
        Ok(Piper { opening, queue: OnceLock::new() })
    }

    /// Gives the thread something to say, and starts it with the first. It ends with this voice.
    fn send(&self, job: Job) -> Result<()> {
        let queue = self.queue.get_or_init(|| {
            let (queue, jobs) = channel();
            let opening = Arc::clone(&self.opening);
            let run = move || worker::run(&opening, &jobs);
            thread::Builder::new().name("piper".to_owned()).spawn(run).ok().map(|_| queue)
        });
        let gone = || Error::new(ErrorKind::Internal, "the thread of the voice is gone");
        queue.as_ref().and_then(|queue| queue.send(job).ok()).ok_or_else(gone)
    }
}

impl fmt::Debug for Piper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Piper").field("options", &self.opening.options).finish_non_exhaustive()
    }
}

impl TextToSpeech for Piper {
    fn synthesize(&self, request: SpeechRequest) -> BoxStream<'static, Result<SpeechChunk>> {
        let failed = |error: Error| futures::stream::iter([Err(error.during("speech.synthesize"))]).boxed();
        let characters = request.text.chars().count();
        if characters > LONGEST {
            let message =
                format!("the text has {characters} characters, and {LONGEST} can be spoken at once");
            return failed(Error::new(ErrorKind::TooLarge, message));
        }
        // Computing is slower than listening to it only by little, and a request is short: no bound is needed.
        let (give, chunks) = mpsc::unbounded();
        match self.send(Job::new(request, give)) {
            Ok(()) => chunks.boxed(),
            Err(error) => failed(error),
        }
    }
}
