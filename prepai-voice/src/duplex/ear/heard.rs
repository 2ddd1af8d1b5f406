//! What is heard, as it comes.

use std::task::{Context, Poll};
use std::time::Duration;

use futures::FutureExt;
use prepai_core::Error;
use prepai_core::speech::{Partial, Transcript};

use super::parts::Job;
use super::words::{Words, join, joined, mean};
use super::{Ear, NEAR};

/// Something was heard.
#[derive(Debug)]
pub(in crate::duplex) enum Heard {
    /// Words so far of the whole turn; `until` when the backend tells.
    Partial { text: String, stable: usize, until: Option<Duration> },
    /// All words of the turn, or those that are known where some could not be transcribed.
    Final { words: Words, failed: Option<Error> },
}

impl Ear {
    pub(in crate::duplex) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Heard> {
        while let Some(job) = &mut self.job
            && let Poll::Ready(transcript) = job.work.poll_unpin(context)
            && let Some(Job { part, until, sound, .. }) = self.job.take()
        {
            match transcript {
                Ok(transcript) => {
                    match part.and_then(|part| self.parts.get_mut(part)) {
                        Some(part) => part.is_transcribed(transcript),
                        None => self.known = Some((until, transcript)),
                    }
                    self.work(false);
                    if self.over.is_none() {
                        return Poll::Ready(self.partial(None, Some(until)));
                    }
                }
                Err(error) if self.over.is_some() => {
                    // The other parts may have better luck; ears that fail twice are not waited for.
                    let gives_up = part.is_none() || self.failed.is_some();
                    self.failed.get_or_insert(error);
                    if let Some(part) = part.and_then(|part| self.parts.get_mut(part)) {
                        part.sound = None;
                    }
                    if gives_up {
                        return Poll::Ready(self.all());
                    }
                    self.work(false);
                }
                // Nothing is lost: at the end it is transcribed again. Until then it holds no other part up.
                Err(_) if part.is_some() => {
                    if let Some(part) = part.and_then(|part| self.parts.get_mut(part)) {
                        part.failed = true;
                    }
                    self.work(false);
                }
                // In a pause so, too; and a part may end there, so that the rest is not transcribed together with it.
                Err(_) if self.next.is_none() => self.next = Some((until, sound)),
                Err(_) => self.work(false),
            }
        }
        if self.complete() {
            return Poll::Ready(self.all());
        }
        self.poll_live(context)
    }

    /// Whether all words are known of a turn that is over.
    fn complete(&self) -> bool {
        let covered = self.known.as_ref().map_or(self.from, |(covered, _)| *covered);
        let all = self.job.is_none() && self.parts.iter().all(|part| part.sound.is_none());
        all && self.over.is_some_and(|until| covered + NEAR >= until)
    }

    /// The words of the turn, which is forgotten.
    fn all(&mut self) -> Heard {
        let (words, failed) = (self.words(), self.failed.take());
        self.close();
        Heard::Final { words, failed }
    }

    fn poll_live(&mut self, context: &mut Context<'_>) -> Poll<Heard> {
        let Some(live) = &mut self.live else { return Poll::Pending };
        live.poll(context).map(|partial| self.partial(Some(partial), None))
    }

    /// The words so far, and how many of them were the same before.
    fn partial(&mut self, live: Option<Partial>, until: Option<Duration>) -> Heard {
        let (text, sure) = match live {
            Some(partial) => {
                let before = joined(self.settled());
                let space = usize::from(!before.is_empty() && !partial.text.is_empty());
                let sure = before.chars().count() + space + partial.stable;
                (join([before.as_str(), partial.text.trim()]), sure)
            }
            None => (self.words().text, 0),
        };
        let same = text.chars().zip(self.shown.chars()).take_while(|(now, then)| now == then).count();
        self.shown.clone_from(&text);
        let stable = same.max(sure).min(text.chars().count());
        Heard::Partial { text, stable, until }
    }

    /// The words of parts that are over.
    fn settled(&self) -> impl Iterator<Item = &Transcript> {
        self.parts.iter().filter_map(|part| part.words.as_ref())
    }

    pub(super) fn words(&self) -> Words {
        let parts = || self.settled().chain(self.known.iter().map(|(_, transcript)| transcript));
        Words { text: joined(parts()), confidence: mean(parts().filter_map(|part| part.confidence)) }
    }
}
