//! Transcription while somebody still speaks.
//!
//! whisper.cpp has no streaming decoder: the growing recording is transcribed again and again, one run at a time, and
//! whatever grew during a run waits for the next. A recording that outgrows a window is closed window by window, so
//! that neither a partial result nor the end of a long answer costs more than one.

mod agreement;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use futures::StreamExt;
use futures::channel::{mpsc, oneshot};
use futures::stream::{self, BoxStream};
use prepai_core::speech::{Audio, Hints, Partial, StreamingTranscription, Transcript, Word};
use prepai_core::{ErrorKind, Result};

use super::Shared;
use super::cancel::Cancel;
use super::engine::LEAST;
use super::listen::listen;
use super::pool::{Done, Urgency};
use super::sound::{self, Canal};
use super::window::{end_of_sound, windows};
use super::words::transcript;
use agreement::Agreement;

/// A partial result below this confidence is not taken for the final one.
const TRUSTED: f32 = 0.6;

/// One utterance.
pub(super) struct Stream {
    shared: Arc<Shared>,
    hints: Hints,
    state: Arc<Mutex<State>>,
}

/// What the stream and its run share; positions count samples at 16 kHz since the beginning.
#[derive(Default)]
struct State {
    /// Opened for the first piece, whose rate all must have.
    canal: Option<Canal>,
    /// Samples since `base`.
    samples: Vec<f32>,
    /// Where the windows end that are closed.
    base: usize,
    /// Words before `base`.
    closed: Vec<Word>,
    run: Option<Run>,
    /// The last result since `base`, and up to where it heard.
    last: Option<(usize, Transcript)>,
    /// Up to where the last run was asked to hear.
    asked: usize,
    agreement: Agreement,
    partials: Option<mpsc::UnboundedSender<Result<Partial>>>,
}

/// A run on the pool.
struct Run {
    cancel: Cancel,
    /// Up to where it hears.
    end: usize,
    /// Whether what it hears closes a window.
    closes: bool,
    /// Told when it is over.
    over: Option<oneshot::Sender<()>>,
}

impl Stream {
    pub(super) fn new(shared: Arc<Shared>, hints: Hints) -> Stream {
        Stream { shared, hints, state: Arc::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        locked(&self.state)
    }

    /// Begins a run if there is none, enough is new, and the pool has nothing better to do.
    fn hear_more(&self) {
        let mut state = self.state();
        let options = &self.shared.options;
        let end = state.base + state.samples.len();
        if state.partials.is_none() || state.run.is_some() || end - state.asked < options.partial_samples() {
            return;
        }
        let closes = state.samples.len() > options.window_samples();
        let first = windows(&state.samples, options.window_samples()).into_iter().next().unwrap_or_default();
        let window = state.samples.get(first).unwrap_or_default().to_vec();
        let heard_until = state.base + window.len();
        let cancel = Cancel::default();
        let (shared_state, hints) = (Arc::clone(&self.state), self.hints.clone());
        let (options, watched) = (options.clone(), cancel.clone());
        let work = Box::new(move |ear: Result<&mut super::engine::Ear>| {
            let heard = ear.and_then(|ear| listen(ear, &window, &hints, &options, closes, &watched));
            Done::listening(heard, move |heard| locked(&shared_state).heard(&watched, heard))
        });
        if self.shared.pool.submit(Urgency::Partial, &cancel, work).is_ok() {
            state.asked = if closes { heard_until } else { end };
            state.run = Some(Run { cancel, end: heard_until, closes, over: None });
        }
    }

    /// Waits for a run that has everything to hear, so that nothing is heard twice.
    async fn wait(&self, needed: usize) {
        let waiting = {
            let mut state = self.state();
            match &mut state.run {
                Some(run) if run.end >= needed && !run.closes => {
                    let (over, waiting) = oneshot::channel();
                    run.over = Some(over);
                    Some((waiting, run.cancel.on_drop()))
                }
                Some(run) => {
                    run.cancel.cancel();
                    state.run = None;
                    None
                }
                None => None,
            }
        };
        if let Some((waiting, _guard)) = waiting {
            // Also when the run was dropped: then there is no result, and one is made.
            let _ = waiting.await;
        }
    }
}

impl State {
    /// Takes the result of the run that `cancel` belongs to.
    fn heard(&mut self, cancel: &Cancel, heard: Result<Transcript>) {
        let Some(run) = self.run.take_if(|run| run.cancel.is(cancel)) else { return };
        match heard {
            Ok(mut transcript) => {
                for word in &mut transcript.words {
                    word.start_sample += self.base as u64;
                    word.end_sample += self.base as u64;
                }
                let words =
                    self.closed.iter().chain(&transcript.words).map(|word| word.text.clone()).collect();
                let partial = self.agreement.next(words);
                if run.closes {
                    self.samples.drain(..(run.end - self.base).min(self.samples.len()));
                    self.base = run.end;
                    self.closed.append(&mut transcript.words);
                    self.last = None;
                } else {
                    self.last = Some((run.end, transcript));
                }
                if let (Some(partial), Some(partials)) = (partial, &self.partials) {
                    let _ = partials.unbounded_send(Ok(partial));
                }
            }
            // Something final went first; the next piece of sound tries again.
            Err(error) if error.kind() == ErrorKind::Cancelled => {}
            // Told once: the same would come of every further run, and of the final one.
            Err(error) => {
                if let Some(partials) = self.partials.take() {
                    let _ = partials.unbounded_send(Err(error));
                }
            }
        }
        if let Some(over) = run.over {
            let _ = over.send(());
        }
    }

    /// The transcript of everything, if the last partial result has heard all that there is to hear.
    fn complete(&mut self, needed: usize) -> Option<Transcript> {
        let (_, last) = self.last.take_if(|(end, last)| *end >= needed && is_trusted(last))?;
        let words = self.closed.drain(..).chain(last.words).collect();
        Some(transcript(words, last.language))
    }
}

fn is_trusted(transcript: &Transcript) -> bool {
    transcript.confidence.is_none_or(|confidence| confidence >= TRUSTED)
}

fn locked(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

#[async_trait]
impl StreamingTranscription for Stream {
    /// Never waits: partial results that come too late are not begun.
    async fn push(&mut self, speech: Audio) -> Result<()> {
        {
            let mut state = self.state();
            let canal = match &mut state.canal {
                Some(canal) => canal,
                empty => empty.insert(Canal::new(speech.rate)?),
            };
            let samples = canal.push(&speech)?;
            state.samples.extend_from_slice(&samples);
        }
        self.hear_more();
        Ok(())
    }

    fn partials(&mut self) -> BoxStream<'static, Result<Partial>> {
        let mut state = self.state();
        if state.partials.is_some() {
            return stream::empty().boxed();
        }
        let (sender, receiver) = mpsc::unbounded();
        state.partials = Some(sender);
        receiver.boxed()
    }

    async fn finish(self: Box<Self>) -> Result<Transcript> {
        let (needed, rate) = {
            let mut state = self.state();
            let rest = state.canal.as_mut().map_or_else(|| Ok(Vec::new()), Canal::finish)?;
            state.samples.extend_from_slice(&rest);
            let rate = state.canal.as_ref().map(Canal::rate).unwrap_or_default();
            (state.base + end_of_sound(&state.samples), rate)
        };
        self.wait(needed).await;
        let (closed, samples, base) = {
            let mut state = self.state();
            state.partials = None;
            if let Some(transcript) = state.complete(needed) {
                return Ok(at_rate(transcript, rate));
            }
            let (closed, samples) = (std::mem::take(&mut state.closed), std::mem::take(&mut state.samples));
            (closed, samples, state.base)
        };
        let mut rest = match samples.len() {
            0..LEAST => Transcript::default(),
            _ => Arc::clone(&self.shared).transcribe(samples, self.hints.clone()).await?,
        };
        for word in &mut rest.words {
            word.start_sample += base as u64;
            word.end_sample += base as u64;
        }
        Ok(at_rate(transcript(closed.into_iter().chain(rest.words).collect(), rest.language), rate))
    }
}

fn at_rate(mut transcript: Transcript, rate: u32) -> Transcript {
    for word in &mut transcript.words {
        word.start_sample = sound::scaled(word.start_sample, rate, u64::MAX);
        word.end_sample = sound::scaled(word.end_sample, rate, u64::MAX);
    }
    transcript
}

impl Drop for Stream {
    fn drop(&mut self) {
        let mut state = self.state();
        state.partials = None;
        if let Some(run) = state.run.take() {
            run.cancel.cancel();
        }
    }
}
