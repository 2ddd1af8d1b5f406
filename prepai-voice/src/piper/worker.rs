//! The thread that computes: a clause of each request in turn.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, TryRecvError};

use futures::channel::mpsc::UnboundedSender;
use futures::executor::block_on;
use prepai_core::speech::{Audio, Mark, SpeechChunk, SpeechRequest, primary_language};
use prepai_core::{Error, ErrorKind, Result};

use super::clauses::{Clause, clauses};
use super::config::{Config, Inference};
use super::model::Model;
use super::{Opening, library};

/// Silence behind a sentence, in milliseconds, as a speaker breathes.
const PAUSE: u64 = 150;

/// A request that is being spoken.
#[derive(Debug)]
pub(super) struct Job {
    speaker: Option<String>,
    language: Option<String>,
    left: VecDeque<Clause>,
    /// Samples that were given.
    given: u64,
    give: UnboundedSender<Result<SpeechChunk>>,
}

impl Job {
    pub(super) fn new(request: SpeechRequest, give: UnboundedSender<Result<SpeechChunk>>) -> Self {
        let left = clauses(&request.text).into();
        Job { speaker: request.voice, language: request.language, left, given: 0, give }
    }
}

/// An opened voice.
struct Voice {
    config: Config,
    model: Model,
}

/// Works until the voice is dropped.
pub(super) fn run(opening: &Opening, jobs: &Receiver<Job>) {
    let mut voice = None;
    let mut waiting: VecDeque<Job> = VecDeque::new();
    loop {
        // With nothing to do it waits; between clauses it only looks.
        let next = if waiting.is_empty() {
            jobs.recv().map_err(|_| TryRecvError::Disconnected)
        } else {
            jobs.try_recv()
        };
        match next {
            Ok(job) => {
                waiting.push_back(job);
                continue;
            }
            Err(TryRecvError::Disconnected) if waiting.is_empty() => return,
            Err(_) => {}
        }
        let Some(mut job) = waiting.pop_front() else { continue };
        if job.give.is_closed() {
            continue;
        }
        match step(opening, &mut voice, &mut job) {
            Ok(true) => waiting.push_back(job),
            Ok(false) => {}
            Err(error) => {
                let _ = job.give.unbounded_send(Err(error.during("speech.synthesize")));
            }
        }
    }
}

/// Speaks one clause of a request; whether more are left.
fn step(opening: &Opening, voice: &mut Option<Voice>, job: &mut Job) -> Result<bool> {
    let Some(clause) = job.left.pop_front() else { return Ok(false) };
    let voice = match voice {
        Some(voice) => voice,
        None => voice.insert(open(opening)?),
    };
    let speaker = voice.config.speaker(job.speaker.as_deref().or(opening.options.speaker.as_deref()))?;
    check_language(&voice.config, job.language.as_deref())?;
    let phonemes = match &voice.config.phonemes {
        Some(name) => block_on(opening.phonemes.phonemes(&clause.text, name))?,
        None => clause.text.clone(),
    };
    let usual = voice.config.inference;
    let inference = Inference { length_scale: usual.length_scale / opening.options.speed, ..usual };
    let mut samples = voice.model.speak(voice.config.ids(&phonemes, &clause), speaker, inference)?;
    let marks = marks(&clause, job.given, samples.len());
    if clause.ends_sentence() {
        let pause = PAUSE * u64::from(voice.config.rate) / 1_000;
        samples.resize(samples.len() + usize::try_from(pause).unwrap_or(0), 0.0);
    }
    let audio = Audio::mono_i16(voice.config.rate, Audio::mono_f32(voice.config.rate, samples).to_i16());
    job.given += audio.frames();
    let heard = job.give.unbounded_send(Ok(SpeechChunk { audio, marks })).is_ok();
    Ok(heard && !job.left.is_empty())
}

fn open(opening: &Opening) -> Result<Voice> {
    let path = (opening.model)()?;
    let config = Config::beside(&path)?;
    library::load(&(opening.library)()?)?;
    let model = Model::open(&path, opening.options.threads)?;
    Ok(Voice { config, model })
}

/// A model speaks one language.
fn check_language(config: &Config, language: Option<&str>) -> Result<()> {
    match (language, &config.phonemes) {
        (Some(asked), Some(own)) if primary_language(asked) != primary_language(own) => {
            let message = format!(
                "the voice speaks `{own}`, not `{asked}`; set `text_to_speech.piper.voice` to one that does"
            );
            Err(Error::new(ErrorKind::Unsupported, message).with("field", "language"))
        }
        _ => Ok(()),
    }
}

/// Marks for the words of a clause: each as far into its sound as its characters are into its text.
fn marks(clause: &Clause, given: u64, samples: usize) -> Vec<Mark> {
    let all: usize = clause.words.iter().map(|word| word.len() + 1).sum();
    let mut before = 0;
    let place = |word: &std::ops::Range<usize>| {
        let sample = given + (samples as u64 * before as u64) / all.max(1) as u64;
        before += word.len() + 1;
        Mark { start: word.start, end: word.end, sample }
    };
    clause.words.iter().map(place).collect()
}
