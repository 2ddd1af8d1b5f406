//! A voice by formants, whose engine and data are part of the program: espeak-ng, which is GPL-3-or-later, and so is every
//! program that is built with this feature.
//!
//! It speaks from the first millisecond with nothing to download; it sounds like the machine that it is.

mod data;
mod engine;
mod folder;
mod names;
mod settings;
mod speaking;

use std::path::PathBuf;

use futures::StreamExt;
use futures::channel::mpsc;
use futures::stream::BoxStream;
use prepai_core::speech::{SpeechChunk, SpeechRequest, TextToSpeech};
use prepai_core::{Error, ErrorKind, Result};

pub use names::EspeakVoice;
pub use settings::{SETTINGS, register};

/// Longer texts are no unit of speech.
const LONGEST: usize = 20_000;

/// How the voice sounds and where its data go.
#[derive(Debug, Clone, PartialEq)]
pub struct EspeakOptions {
    /// The voice where a request names none, such as `en-us+f3`: a language, and perhaps a variant of the throat.
    pub voice: String,
    /// Speed, as a factor on 175 words a minute: 0.5 to 2.5.
    pub speed: f32,
    /// The folder in which the data (1.5 MB) are unpacked; by default the user's folder for caches.
    pub cache: Option<PathBuf>,
}

impl Default for EspeakOptions {
    /// American English at the usual speed.
    fn default() -> Self {
        EspeakOptions { voice: "en-us".to_owned(), speed: 1.0, cache: None }
    }
}

/// Speaks with espeak-ng, at 22,050 samples a second.
///
/// The library is one state for the whole process, so one thread owns it and speaks one request after another, a few
/// milliseconds each. The data are unpacked with the first request and checked with the first of each process.
///
/// ```
/// use futures::{StreamExt, executor::block_on};
/// use prepai_core::speech::{SpeechRequest, TextToSpeech};
/// use prepai_voice::espeak::{Espeak, EspeakOptions};
/// let voice = Espeak::new(EspeakOptions::default()).unwrap();
/// let request = SpeechRequest { text: "Take your time.".into(), ..SpeechRequest::default() };
/// let chunks: Vec<_> = block_on(voice.synthesize(request).collect());
/// let samples: u64 = chunks.iter().flatten().map(|chunk| chunk.audio.frames()).sum();
/// assert!((10_000..40_000).contains(&samples), "a good second");
/// ```
#[derive(Debug, Clone)]
pub struct Espeak {
    options: EspeakOptions,
}

impl Espeak {
    /// A voice; nothing is opened yet.
    ///
    /// # Errors
    /// `invalid_input` for a voice that is not among [`voices`](Espeak::voices), or a speed out of bounds.
    pub fn new(options: EspeakOptions) -> Result<Self> {
        names::voice(&options.voice)?;
        if !(0.5..=2.5).contains(&options.speed) {
            return Err(Error::invalid("speed", "must be 0.5 to 2.5"));
        }
        Ok(Espeak { options })
    }

    /// Everything that can be said as the base of a voice, by name.
    pub fn voices() -> &'static [EspeakVoice] {
        names::voices()
    }

    /// The variants that a voice may have behind a `+`, by name.
    pub fn variants() -> &'static [&'static str] {
        names::variants()
    }

    /// Phonemes of a text in the International Phonetic Alphabet, clause by clause, with neither punctuation nor marks of
    /// other languages.
    ///
    /// # Errors
    /// As those of a spoken request.
    pub async fn phonemes(&self, text: &str, voice: &str) -> Result<String> {
        let voice = names::voice(voice)?;
        let (give, taken) = futures::channel::oneshot::channel();
        let work = engine::Work::Phonemes { text: cleaned(text)?, voice, give };
        engine::send(engine::Job { cache: self.options.cache.clone(), work })?;
        taken.await.unwrap_or_else(|_| Err(engine::gone()))
    }

    fn work(&self, request: &SpeechRequest, give: speaking::Give) -> Result<engine::Work> {
        let voice = match &request.voice {
            Some(voice) => names::voice(voice)?,
            None => names::for_language(&self.options.voice, request.language.as_deref())?,
        };
        let words = (self.options.speed * 175.0).round() as i32;
        Ok(engine::Work::Speak { text: cleaned(&request.text)?, voice, words, give })
    }
}

impl TextToSpeech for Espeak {
    fn synthesize(&self, request: SpeechRequest) -> BoxStream<'static, Result<SpeechChunk>> {
        // Without a bound: the thread must not wait for one listener while another one speaks. A request is short.
        let (give, chunks) = mpsc::unbounded();
        let begun = self
            .work(&request, give)
            .and_then(|work| engine::send(engine::Job { cache: self.options.cache.clone(), work }));
        match begun {
            Ok(()) => chunks.boxed(),
            Err(error) => futures::stream::iter([Err(error.during("speech.synthesize"))]).boxed(),
        }
    }
}

/// The text with a space in place of each control character, so that places in it stay what they were.
fn cleaned(text: &str) -> Result<String> {
    let characters = text.chars().count();
    if characters > LONGEST {
        let message = format!("the text has {characters} characters, and {LONGEST} can be spoken at once");
        return Err(Error::new(ErrorKind::TooLarge, message));
    }
    Ok(text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect())
}
