//! The parts of a turn, and which of them is transcribed.

use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;
use prepai_core::Result;
use prepai_core::speech::{Audio, Transcript};

use super::Ear;
use super::words::{join, without_common};

/// Parts that may wait for ears slower than speech; of more the oldest is given up.
const PARTS: usize = 40;

/// A part of the turn that is over.
pub(super) struct Part {
    pub(super) until: Duration,
    /// Until it is transcribed.
    pub(super) sound: Option<Audio>,
    /// Until then those of an earlier pause in it.
    pub(super) words: Option<Transcript>,
    /// Words of it that were stored before it was transcribed.
    pub(super) stored: String,
    /// Whether that went wrong once: it is tried again when the turn is over, after all others.
    pub(super) failed: bool,
}

impl Part {
    /// Its words are known; those of them that are stored are no part of the turn any more.
    pub(super) fn is_transcribed(&mut self, transcript: Transcript) {
        let (text, _) = without_common(&transcript.text, &self.stored);
        (self.sound, self.words) = (None, Some(Transcript { text: text.to_owned(), ..transcript }));
    }

    /// Gives what is left of stored words without those of this part, which are not its words any more.
    pub(super) fn forget<'a>(&mut self, stored: &'a str) -> &'a str {
        let Some(words) = self.words.take_if(|words| !words.text.trim().is_empty()) else { return stored };
        let (text, rest) = without_common(&words.text, stored);
        let gone = words.text.trim().strip_suffix(text).unwrap_or_default();
        if self.sound.is_some() {
            self.stored = join([self.stored.as_str(), gone.trim()]);
        }
        if !text.is_empty() {
            self.words = Some(Transcript { text: text.to_owned(), ..words });
        }
        rest
    }
}

/// A transcription that runs.
pub(super) struct Job {
    /// Of which part; of the open one when absent.
    pub(super) part: Option<usize>,
    pub(super) until: Duration,
    pub(super) sound: Audio,
    /// Whether another one was given up for it.
    pub(super) instead: bool,
    pub(super) work: BoxFuture<'static, Result<Transcript>>,
}

impl Ear {
    /// The ends of what is known of the open part, or being found out.
    pub(super) fn pauses(&self) -> impl Iterator<Item = Duration> {
        let known = self.known.as_ref().map(|(until, _)| *until);
        let looked = self.job.as_ref().filter(|job| job.part.is_none()).map(|job| job.until);
        let next = self.next.as_ref().map(|(until, _)| *until);
        known.into_iter().chain(looked).chain(next)
    }

    /// Gives up a transcription of the open part; whether one ran.
    pub(super) fn stop_looking(&mut self) -> bool {
        self.job.take_if(|job| job.part.is_none()).is_some()
    }

    /// Ends the open part at a pause of which something is known, or being found out.
    pub(super) fn end_part(&mut self, end: Duration) {
        let (next, known) = (self.next.take(), self.known.take());
        let whole = known.as_ref().is_some_and(|(until, _)| *until == end);
        let sound = match (&mut self.job, next) {
            _ if whole => None,
            (Some(job), _) if job.part.is_none() && job.until == end => {
                job.part = Some(self.parts.len());
                Some(job.sound.clone())
            }
            (_, Some((until, sound))) if until == end => Some(sound),
            _ => return,
        };
        let words = known.map(|(_, words)| words);
        let part = Part { until: end, sound, words, stored: String::new(), failed: false };
        // A look that reaches further than this part, or less far, is of no use; and who hears on has heard this part, too.
        self.stop_looking();
        self.heard.take_if(|(heard, _)| *heard != end);
        self.gave |= self.live.take().is_some();
        self.from = end;
        self.parts.push(part);
        if self.parts.iter().filter(|part| part.sound.is_some()).count() > PARTS
            && let Some(oldest) = self.parts.iter_mut().find(|part| part.sound.is_some())
        {
            (oldest.sound, self.job) = (None, None);
        }
        self.work(false);
    }

    /// Begins what is to be transcribed next, if nothing is: parts in order, then the open one, and at the end what failed before.
    pub(super) fn work(&mut self, instead: bool) {
        if self.job.is_some() {
            return;
        }
        let part = |failed: bool| {
            let waits = |(n, part): (usize, &Part)| Some((Some(n), part.until, part.sound.clone()?));
            self.parts.iter().enumerate().filter(|(_, part)| part.failed == failed).find_map(waits)
        };
        let open = || self.next.take().map(|(until, sound)| (None, until, sound));
        let again = || self.over.and_then(|_| part(true));
        let Some((part, until, sound)) = part(false).or_else(open).or_else(again) else { return };
        let (backend, hints, speech) = (Arc::clone(&self.backend), self.hints.clone(), sound.clone());
        let heard = self.heard.take_if(|(heard, _)| *heard == until);
        let work = async move {
            // Who has heard it already does not hear it twice; where that went wrong, it is heard now.
            if let Some((_, words)) = heard
                && let Ok(words) = words.await
            {
                return Ok(words);
            }
            backend.transcribe(speech, hints).await
        };
        self.job = Some(Job { part, until, sound, instead, work: work.boxed() });
    }
}
