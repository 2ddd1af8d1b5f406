//! Whole utterances, of clients that say themselves where one begins and ends.

use std::collections::VecDeque;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;
use prepai_core::session::Said;
use prepai_core::speech::{Audio, Hints, SpeechToText};
use prepai_core::{Error, ErrorKind, Result};

use super::sends::Spoken;
use super::{Machine, deaf, not_understood};
use crate::duplex::ear::{Words, join, mean};
use crate::duplex::event::Listened;
use crate::duplex::microphone::RATE;
use crate::duplex::{Utterance, VoiceEvent};

/// Utterances that may wait to be transcribed.
const MOST: usize = 16;

/// Sound that they may have together with the one that is being transcribed. An utterance that nobody is before may be as
/// long as it likes.
const LONGEST: Duration = Duration::from_secs(900);

/// Utterances that wait to be transcribed, and those that wait to be answered.
#[derive(Default)]
pub(super) struct Utterances {
    waiting: VecDeque<Utterance>,
    transcribing: Option<(Utterance, BoxFuture<'static, Result<Words>>)>,
    /// Whether the client says that somebody speaks whose utterance is still to come.
    speaks: bool,
    /// How many of those that are not transcribed yet are waited for, before any of them is answered.
    awaited: usize,
    /// Those that were transcribed meanwhile, with their words.
    unanswered: Vec<(Utterance, Words)>,
}

impl Utterances {
    /// Whether an answer would go out while somebody speaks, or before the words of what they said.
    pub(super) fn are_awaited(&self) -> bool {
        self.speaks || self.awaited > 0
    }

    /// Has one transcribed after those that wait; one that somebody was heard to begin is waited for.
    ///
    /// # Errors
    /// `busy`: too many wait.
    fn push(&mut self, utterance: Utterance) -> Result<()> {
        let awaited = std::mem::take(&mut self.speaks);
        let before = self.waiting.iter().chain(self.transcribing.as_ref().map(|(before, _)| before));
        let before = before.chain(self.unanswered.iter().map(|(before, _)| before));
        let before: Duration = before.map(|before| before.sound.duration()).sum();
        let full = before > Duration::ZERO && before + utterance.sound.duration() > LONGEST;
        if full || self.waiting.len() >= MOST {
            let message = "too many utterances wait to be transcribed: wait for the answer to the last one";
            return Err(Error::new(ErrorKind::Busy, message));
        }
        self.waiting.push_back(utterance);
        if awaited {
            self.awaited = self.waiting.len() + usize::from(self.transcribing.is_some());
        }
        Ok(())
    }

    /// Has the next one transcribed, unless one is.
    pub(super) fn go(&mut self, backend: &Arc<dyn SpeechToText>, hints: impl FnOnce() -> Hints) {
        if self.transcribing.is_none()
            && let Some(utterance) = self.waiting.pop_front()
        {
            let (backend, speech, hints) = (Arc::clone(backend), utterance.sound.clone(), hints());
            let work = async move {
                let transcript = backend.transcribe(speech, hints).await?;
                Ok(Words { text: transcript.text.trim().to_owned(), confidence: transcript.confidence })
            };
            self.transcribing = Some((utterance, work.boxed()));
        }
    }

    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Result<Words>> {
        let Some((_, work)) = &mut self.transcribing else { return Poll::Pending };
        work.poll_unpin(context)
    }

    /// One was transcribed; gives it back where that failed. One without words is no answer.
    fn heard(&mut self, words: Result<Words>) -> Option<(Utterance, Error)> {
        let (utterance, _) = self.transcribing.take()?;
        self.awaited = self.awaited.saturating_sub(1);
        match words {
            Ok(words) if words.text.is_empty() => {}
            Ok(words) => self.unanswered.push((utterance, words)),
            Err(error) => return Some((utterance, error)),
        }
        None
    }

    /// Takes what is to be answered now: what was said while an earlier utterance was transcribed goes with it.
    fn take(&mut self) -> Option<(Audio, Words)> {
        if self.are_awaited() || self.unanswered.is_empty() {
            return None;
        }
        let heard = std::mem::take(&mut self.unanswered);
        let text = join(heard.iter().map(|(_, words)| words.text.as_str()));
        let confidence = mean(heard.iter().filter_map(|(_, words)| words.confidence));
        let sound = match &heard[..] {
            [(one, _)] => one.sound.clone(),
            more => {
                let samples = more.iter().flat_map(|(one, _)| one.sound.to_i16().to_vec());
                Audio::mono_i16(RATE, samples.collect::<Vec<_>>())
            }
        };
        Some((sound, Words { text, confidence }))
    }
}

impl Machine {
    /// Somebody speaks and says so: nothing is said until their utterance is there and its words are known.
    pub(super) fn utterance_begins(&mut self) {
        self.utterances.speaks = true;
        self.break_off();
        self.hush |= self.running.is_none() && self.sends.speaks();
    }

    /// Nobody speaks any more, and no utterance comes of it.
    pub(super) fn no_utterance(&mut self) {
        self.utterances.speaks = false;
        self.answer_utterances();
    }

    pub(super) fn utterance(&mut self, utterance: Utterance) {
        if utterance.sound.frames() == 0 {
            return self.no_utterance();
        }
        let taken = if self.backend.is_some() { self.utterances.push(utterance) } else { Err(deaf()) };
        match taken {
            Ok(()) => self.answer_utterances(),
            Err(error) => {
                self.tell(VoiceEvent::Failed(error));
                self.no_utterance();
            }
        }
    }

    /// An utterance was transcribed. Nothing is said to one without words.
    pub(super) fn utterance_heard(&mut self, words: Result<Words>) {
        if let Some((utterance, error)) = self.utterances.heard(words) {
            self.tell(VoiceEvent::Failed(not_understood(&error, "")));
            if self.consents() {
                let from = self.now().saturating_sub(utterance.sound.duration());
                self.record(utterance.sound, from);
            }
        }
        self.answer_utterances();
    }

    fn answer_utterances(&mut self) {
        let Some((sound, Words { text, confidence })) = self.utterances.take() else { return };
        let from = self.now().saturating_sub(sound.duration());
        let length = sound.frames();
        let audio = Some(if self.consents() { self.record(sound, from) } else { self.passed(0, length) });
        let spoken = Spoken { reason: "utterance", stages: Listened::default(), cut_in: None };
        self.sends.answer(Said { text, audio, confidence }, spoken);
    }
}
