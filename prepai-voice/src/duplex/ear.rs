//! What the candidate says, as words: while somebody speaks, in pauses, and at the end of a turn.

use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures::channel::mpsc;
use futures::future::BoxFuture;
use futures::stream::BoxStream;
use futures::{FutureExt, StreamExt};
use prepai_core::Result;
use prepai_core::speech::{Audio, Hints, Partial, SpeechToText, Transcript};

/// Words that were heard up to this little before the end of the speech are all its words.
const NEAR: Duration = Duration::from_millis(80);

/// A part that is longer is settled at its next pause: transcribing the whole turn again and again would be quadratic.
const LONG: Duration = Duration::from_secs(20);

/// Pieces that may wait for a backend that transcribes while somebody speaks; then they are left out.
const WAITING: usize = 256;

/// Something was heard.
#[derive(Debug)]
pub(super) enum Heard {
    /// Words so far of the whole turn; `until` when the backend tells.
    Partial { text: String, stable: usize, until: Option<Duration> },
    /// All words of the turn.
    Final(Result<Words>),
}

/// The words of a turn.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Words {
    pub(super) text: String,
    pub(super) confidence: Option<f32>,
}

struct Job {
    until: Duration,
    work: BoxFuture<'static, Result<Transcript>>,
}

struct Live {
    sound: mpsc::Sender<Audio>,
    /// Passes the sound on; ends with the first error.
    work: Option<BoxFuture<'static, ()>>,
    partials: Option<BoxStream<'static, Result<Partial>>>,
}

/// Transcribes one turn after another.
pub(super) struct Ear {
    backend: Arc<dyn SpeechToText>,
    pub(super) hints: Hints,
    /// Parts before the open one.
    settled: Vec<Transcript>,
    /// Where the open part begins.
    from: Duration,
    job: Option<Job>,
    /// The newest transcription of the open part, and until when it reaches.
    known: Option<(Duration, Transcript)>,
    live: Option<Live>,
    /// What was shown last.
    shown: String,
    /// Until when the turn's speech went, once it is over.
    over: Option<Duration>,
}

impl Ear {
    pub(super) fn new(backend: Arc<dyn SpeechToText>) -> Self {
        Ear {
            backend,
            hints: Hints::default(),
            settled: Vec::new(),
            from: Duration::ZERO,
            job: None,
            known: None,
            live: None,
            shown: String::new(),
            over: None,
        }
    }

    /// A turn begins at a time.
    pub(super) fn open(&mut self, from: Duration) {
        self.close();
        self.from = from;
        self.live = self.backend.streaming().map(|streaming| {
            let mut transcription = streaming.begin(self.hints.clone());
            let partials = transcription.partials();
            let (sound, mut pieces) = mpsc::channel::<Audio>(WAITING);
            let work = async move {
                while let Some(piece) = pieces.next().await {
                    if transcription.push(piece).await.is_err() {
                        return;
                    }
                }
            };
            Live { sound, work: Some(work.boxed()), partials: Some(partials) }
        });
    }

    /// Forgets the turn; work that runs stops.
    pub(super) fn close(&mut self) {
        (self.job, self.known, self.live, self.over) = (None, None, None, None);
        self.settled.clear();
        self.shown.clear();
    }

    /// What was heard so far may yet be words; what comes from now on is not.
    pub(super) fn rest(&mut self) {
        self.live = None;
    }

    /// Where the part begins that [`Ear::pause`] and [`Ear::finish`] want the sound of.
    pub(super) fn from(&self) -> Duration {
        self.from
    }

    /// More sound of the open turn, for a backend that transcribes while somebody speaks.
    pub(super) fn hear(&mut self, sound: &Audio) {
        if let Some(live) = &mut self.live {
            // One that is far behind shows fewer words in between; the end is transcribed whole.
            let _ = live.sound.try_send(sound.clone());
        }
    }

    /// The speech pauses: its sound until `since` is worth a look.
    pub(super) fn pause(&mut self, since: Duration, sound: Audio) {
        self.job = Some(self.begin(since, sound));
    }

    /// The speech goes on.
    pub(super) fn resume(&mut self) {
        self.over = None;
        if let Some((until, _)) = &self.known
            && until.saturating_sub(self.from) >= LONG
            && let Some((until, transcript)) = self.known.take()
        {
            self.settled.push(transcript);
            self.from = until;
            self.job = None;
        }
    }

    /// The turn is over and its last speech was at `until`; `sound` gives the open part.
    pub(super) fn finish(&mut self, until: Duration, sound: impl FnOnce() -> Audio) {
        self.over = Some(until);
        self.live = None;
        let reaches = |covered: Duration| covered + NEAR >= until;
        let known = self.known.as_ref().is_some_and(|(covered, _)| reaches(*covered));
        let running = self.job.as_ref().is_some_and(|job| reaches(job.until));
        if !known && !running {
            self.job = Some(self.begin(until, sound()));
        }
    }

    fn begin(&self, until: Duration, sound: Audio) -> Job {
        let (backend, hints) = (Arc::clone(&self.backend), self.hints.clone());
        Job { until, work: async move { backend.transcribe(sound, hints).await }.boxed() }
    }

    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Heard> {
        if let Some(job) = &mut self.job
            && let Poll::Ready(transcript) = job.work.poll_unpin(context)
        {
            let until = job.until;
            self.job = None;
            match transcript {
                Ok(transcript) => {
                    self.known = Some((until, transcript));
                    if self.over.is_none() {
                        return Poll::Ready(self.partial(None, Some(until)));
                    }
                }
                Err(error) if self.over.is_some() => {
                    self.close();
                    return Poll::Ready(Heard::Final(Err(error)));
                }
                // In a pause nothing is lost: the end is transcribed again.
                Err(_) => {}
            }
        }
        if self.job.is_none()
            && let Some(until) = self.over
            && self.known.as_ref().is_some_and(|(covered, _)| *covered + NEAR >= until)
        {
            let words = self.words();
            self.close();
            return Poll::Ready(Heard::Final(Ok(words)));
        }
        self.poll_live(context)
    }

    fn poll_live(&mut self, context: &mut Context<'_>) -> Poll<Heard> {
        let Some(live) = &mut self.live else { return Poll::Pending };
        if let Some(work) = &mut live.work
            && work.poll_unpin(context).is_ready()
        {
            live.work = None;
        }
        while let Some(partials) = &mut live.partials {
            match partials.poll_next_unpin(context) {
                Poll::Ready(Some(Ok(partial))) => return Poll::Ready(self.partial(Some(partial), None)),
                Poll::Ready(Some(Err(_))) => {}
                Poll::Ready(None) => live.partials = None,
                Poll::Pending => break,
            }
        }
        Poll::Pending
    }

    /// The words so far, and how many of them were the same before.
    fn partial(&mut self, live: Option<Partial>, until: Option<Duration>) -> Heard {
        let (text, sure) = match live {
            Some(partial) => {
                let before = joined(self.settled.iter());
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

    fn words(&self) -> Words {
        let parts = || self.settled.iter().chain(self.known.iter().map(|(_, transcript)| transcript));
        let known: Vec<f32> = parts().filter_map(|part| part.confidence).collect();
        let confidence = (!known.is_empty()).then(|| known.iter().sum::<f32>() / known.len() as f32);
        Words { text: joined(parts()), confidence }
    }
}

fn joined<'a>(parts: impl Iterator<Item = &'a Transcript>) -> String {
    join(parts.map(|part| part.text.trim()))
}

/// Joins what is not empty by one space.
pub(super) fn join<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}
