//! The C++ library behind two plain types: a model in memory, and an ear that listens with it.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use prepai_core::{Error, ErrorKind, Result};
use whisper_rs::{
    FullParams, SamplingStrategy, WhisperContext, WhisperContextParameters, WhisperError, WhisperState,
};

use super::RATE;
use super::cancel::Cancel;
use super::file::ModelFile;

/// Less sound than this (in samples) the library neither wants nor reads safely: its padding looks 200 samples ahead.
pub(super) const LEAST: usize = RATE / 10;
/// Words whose mean log probability is below this are tried again at a higher temperature, or, where the model hears no speech with more
/// than this probability, left out; and so are repetitions: an entropy of the last 32 tokens below this. All as OpenAI's decoder does.
const LEAST_LOGPROB: f32 = -1.0;
const NO_SPEECH: f32 = 0.6;
const LEAST_ENTROPY: f32 = 2.4;
/// The longest text that is given as a prompt, in bytes; the decoder sees at most 224 tokens of it.
const LONGEST_PROMPT: usize = 600;

/// A model in memory; the file is not needed any more.
#[derive(Debug)]
pub(super) struct Model {
    pub(super) file: ModelFile,
    /// How often the encoder ran.
    #[cfg(test)]
    pub(super) runs: std::sync::atomic::AtomicUsize,
    context: WhisperContext,
}

impl Model {
    /// Checks a file and loads it.
    ///
    /// # Errors
    /// As [`ModelFile::check`]; `not_available` when the processor or the memory do not suffice.
    pub(super) fn load(path: &Path) -> Result<Model> {
        whisper_rs::install_logging_hooks();
        processor()?;
        let file = ModelFile::check(path)?;
        let mut parameters = WhisperContextParameters::default();
        parameters.use_gpu(false);
        let context = WhisperContext::new_with_params(path, parameters).map_err(|error| {
            Error::new(
                ErrorKind::NotAvailable,
                format!(
                    "the speech model could not be loaded: it needs about {} MB of memory",
                    file.bytes >> 20
                ),
            )
            .with("model", path.display())
            .with("reason", error)
            .during("whisper.open")
        })?;
        Ok(Model {
            file,
            #[cfg(test)]
            runs: std::sync::atomic::AtomicUsize::new(0),
            context,
        })
    }

    /// A prompt in the model's tokens.
    fn tokens(&self, prompt: &str) -> Vec<i32> {
        // A token has at least one byte, so that this is room enough; with less the library's answer is unusable.
        let mut text = prompt.replace('\0', " ");
        text.truncate(text.floor_char_boundary(LONGEST_PROMPT));
        if text.trim().is_empty() {
            return Vec::new();
        }
        self.context.tokenize(&text, text.len() + 1).unwrap_or_default()
    }
}

/// How to listen.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Ask {
    /// The library's two-letter code; detected when absent.
    pub(super) language: Option<String>,
    /// What the words may be about.
    pub(super) prompt: String,
    /// Positions of the encoder to use.
    pub(super) audio_context: usize,
    /// Whether to try again at higher temperatures when the words look wrong.
    pub(super) fallback: bool,
}

/// A piece of a word.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Piece {
    /// Bytes of UTF-8 which may end in the middle of a character; a new word begins with a space.
    pub(super) bytes: Vec<u8>,
    pub(super) probability: f32,
}

/// What a run heard.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Heard {
    pub(super) pieces: Vec<Piece>,
    /// The library's two-letter code.
    pub(super) language: Option<&'static str>,
}

/// Listens to one utterance at a time.
#[derive(Debug)]
pub(super) struct Ear {
    model: Arc<Model>,
    state: WhisperState,
    threads: i32,
    /// By language, because the library's wrapper never gives back the memory of a language that it was told.
    parameters: HashMap<Option<String>, FullParams<'static, 'static>>,
}

impl Ear {
    /// An ear with memory of its own (tens to hundreds of megabytes, by the model).
    ///
    /// # Errors
    /// `not_available` when there is not enough.
    pub(super) fn new(model: &Arc<Model>, threads: usize) -> Result<Ear> {
        let state = model.context.create_state().map_err(|error| {
            Error::new(ErrorKind::NotAvailable, "there is not enough memory to transcribe")
                .with("reason", error)
        })?;
        let threads = i32::try_from(threads).unwrap_or(1).max(1);
        Ok(Ear { model: Arc::clone(model), state, threads, parameters: HashMap::new() })
    }

    /// What the model's file said.
    pub(super) fn file(&self) -> &ModelFile {
        &self.model.file
    }

    /// Transcribes mono samples at 16 kHz, at most 30 s; `cancelled` as soon as `cancel` says so.
    pub(super) fn run(&mut self, samples: &[f32], ask: &Ask, cancel: &Cancel) -> Result<Heard> {
        if samples.len() < LEAST {
            return Ok(Heard::default());
        }
        let prompt = self.model.tokens(&ask.prompt);
        let mut parameters = self.parameters(ask.language.as_deref())?;
        let context = ask.audio_context.min(self.model.file.audio_context);
        parameters.set_audio_ctx(i32::try_from(context).unwrap_or_default());
        parameters.set_temperature_inc(if ask.fallback { 0.2 } else { 0.0 });
        if !prompt.is_empty() {
            parameters.set_tokens(&prompt);
        }
        cancel.watch(&mut parameters);
        #[cfg(test)]
        self.model.runs.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let ran = self.state.full(parameters, samples);
        if cancel.is_cancelled() {
            return Err(Error::new(ErrorKind::Cancelled, "the transcription was cancelled"));
        }
        ran.map_err(failed)?;
        Ok(self.heard())
    }

    fn parameters<'a>(&mut self, language: Option<&str>) -> Result<FullParams<'a, 'a>> {
        let key = match self.model.file.multilingual {
            true => language.map(str::to_owned),
            false => Some("en".to_owned()),
        };
        if let Some(known) = self.parameters.get(&key) {
            return Ok(known.clone());
        }
        if let Some(language) = key.as_deref()
            && (language.contains('\0') || whisper_rs::get_lang_id(language).is_none())
        {
            return Err(Error::new(
                ErrorKind::Unsupported,
                format!("the language `{language}` is none that the model knows"),
            ));
        }
        let mut parameters = FullParams::new(SamplingStrategy::Greedy { best_of: 1 });
        parameters.set_n_threads(self.threads);
        parameters.set_no_context(true);
        parameters.set_single_segment(true);
        parameters.set_suppress_blank(true);
        parameters.set_logprob_thold(LEAST_LOGPROB);
        parameters.set_no_speech_thold(NO_SPEECH);
        parameters.set_entropy_thold(LEAST_ENTROPY);
        parameters.set_print_progress(false);
        parameters.set_print_realtime(false);
        parameters.set_print_special(false);
        parameters.set_print_timestamps(false);
        if let Some(language) = key.clone() {
            // Given back never: once for each of the hundred languages at most.
            parameters.set_language(Some(Box::leak(language.into_boxed_str())));
        } else {
            parameters.set_language(None);
        }
        self.parameters.insert(key, parameters.clone());
        Ok(parameters)
    }

    fn heard(&self) -> Heard {
        let end_of_text = self.model.context.token_eot();
        let mut pieces = Vec::new();
        for segment in self.state.as_iter() {
            for index in 0..segment.n_tokens() {
                let Some(token) = segment.get_token(index) else { continue };
                if token.token_id() >= end_of_text {
                    continue;
                }
                let Ok(bytes) = token.to_bytes() else { continue };
                let probability = token.token_probability().clamp(0.0, 1.0);
                pieces.push(Piece { bytes: bytes.to_vec(), probability });
            }
        }
        let language = whisper_rs::get_lang_str(self.state.full_lang_id_from_state());
        Heard { pieces, language: language.filter(|_| self.model.file.multilingual) }
    }
}

fn failed(error: WhisperError) -> Error {
    Error::new(ErrorKind::Internal, "the speech engine gave up").with("reason", error).during("whisper.run")
}

/// What the C++ library was built for must be there: it does not look, and an unknown instruction ends the process.
fn processor() -> Result<()> {
    #[cfg(target_arch = "x86_64")]
    {
        let built = whisper_rs::print_system_info();
        let missing = [
            ("AVX2", std::arch::is_x86_feature_detected!("avx2")),
            ("FMA", std::arch::is_x86_feature_detected!("fma")),
            ("F16C", std::arch::is_x86_feature_detected!("f16c")),
        ]
        .into_iter()
        .find(|(name, there)| !there && built.contains(&format!("{name} = 1")));
        if let Some((name, _)) = missing {
            return Err(Error::new(
                ErrorKind::NotAvailable,
                format!("this processor lacks {name}: build with `GGML_{name}=OFF` in the environment"),
            ));
        }
    }
    Ok(())
}
