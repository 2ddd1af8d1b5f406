//! What the candidate says, as words: while somebody speaks, in pauses, and at the end of a turn.

use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures::channel::mpsc;
use futures::future::BoxFuture;
use futures::stream::BoxStream;
use futures::{FutureExt, StreamExt};
use prepai_core::speech::{Audio, Hints, Partial, SpeechToText, Transcript};
use prepai_core::{Error, Result};

use super::microphone::RATE;

/// Words that were heard up to this little before the end of the speech are all its words.
const NEAR: Duration = Duration::from_millis(80);

/// A part that is longer ends at its next pause: transcribing the whole turn again and again would be quadratic.
const LONG: Duration = Duration::from_secs(20);

/// Parts that may wait for ears slower than speech; of more the oldest is given up.
const PARTS: usize = 40;

/// Pieces that may wait for a backend that transcribes while somebody speaks; then they are left out.
const WAITING: usize = 256;

/// So much more has to be said before what was transcribed already is heard again together with it.
const MORE: u64 = RATE as u64 / 2;

/// Something was heard.
#[derive(Debug)]
pub(super) enum Heard {
    /// Words so far of the whole turn; `until` when the backend tells.
    Partial { text: String, stable: usize, until: Option<Duration> },
    /// All words of the turn, or those that are known where some could not be transcribed.
    Final { words: Words, failed: Option<Error> },
}

/// The words of a turn.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Words {
    pub(super) text: String,
    pub(super) confidence: Option<f32>,
}

/// A part of the turn that is over.
struct Part {
    until: Duration,
    /// Until it is transcribed.
    sound: Option<Audio>,
    words: Option<Transcript>,
}

/// A transcription that runs.
struct Job {
    /// Of which part; of the open one when absent.
    part: Option<usize>,
    until: Duration,
    sound: Audio,
    /// Whether another one was given up for it.
    instead: bool,
    work: BoxFuture<'static, Result<Transcript>>,
}

struct Live {
    sound: mpsc::Sender<Audio>,
    /// Passes the sound on, and gives the words when no more comes; ends with the first error.
    work: Option<BoxFuture<'static, Result<Transcript>>>,
    partials: Option<BoxStream<'static, Result<Partial>>>,
    /// Whether all sound of the open part was passed on.
    whole: bool,
    /// What was said before a pause and after it, until it is worth hearing again, and how much of it is new.
    again: Option<(Vec<Audio>, u64)>,
}

/// Transcribes one turn after another.
pub(super) struct Ear {
    backend: Arc<dyn SpeechToText>,
    pub(super) hints: Hints,
    /// Parts before the open one.
    parts: Vec<Part>,
    /// Where the open part begins.
    from: Duration,
    job: Option<Job>,
    /// The open part until its newest pause, while that waits for the job that runs.
    next: Option<(Duration, Audio)>,
    /// Whether the turn stood still since its last pause: all of it is in parts.
    stands: bool,
    /// The newest transcription of the open part, and until when it reaches.
    known: Option<(Duration, Transcript)>,
    live: Option<Live>,
    /// The words until a pause, by who has heard them while they were spoken.
    heard: Option<(Duration, BoxFuture<'static, Result<Transcript>>)>,
    /// Whether somebody heard until that pause: when speech goes on, it is listened to again.
    gave: bool,
    /// What was shown last.
    shown: String,
    /// Until when the turn's speech went, once it is over.
    over: Option<Duration>,
    /// Why some of its words will not be known.
    failed: Option<Error>,
}

impl Ear {
    pub(super) fn new(backend: Arc<dyn SpeechToText>) -> Self {
        Ear {
            backend,
            hints: Hints::default(),
            parts: Vec::new(),
            from: Duration::ZERO,
            job: None,
            next: None,
            stands: false,
            known: None,
            live: None,
            heard: None,
            gave: false,
            shown: String::new(),
            over: None,
            failed: None,
        }
    }

    /// A turn begins at a time.
    pub(super) fn open(&mut self, from: Duration) {
        self.close();
        self.from = from;
        self.live = self.begin_live();
    }

    /// Begins to transcribe while somebody speaks, if the backend can.
    fn begin_live(&self) -> Option<Live> {
        let mut transcription = self.backend.streaming()?.begin(self.hints.clone());
        let partials = transcription.partials();
        let (sound, mut pieces) = mpsc::channel::<Audio>(WAITING);
        let work = async move {
            while let Some(piece) = pieces.next().await {
                transcription.push(piece).await?;
            }
            transcription.finish().await
        };
        Some(Live { sound, work: Some(work.boxed()), partials: Some(partials), whole: true, again: None })
    }

    /// What is heard while it is spoken ends here, and has the words until then.
    fn end_live(&mut self, until: Duration) {
        let live = self.live.take();
        self.gave |= live.is_some();
        self.heard = live.and_then(Live::finish).map(|words| (until, words));
    }

    /// Forgets the turn; work that runs stops.
    pub(super) fn close(&mut self) {
        (self.job, self.next, self.known, self.live, self.over) = (None, None, None, None, None);
        (self.heard, self.gave, self.failed) = (None, false, None);
        self.parts.clear();
        self.stands = false;
        self.shown.clear();
    }

    /// What was heard so far may yet be words; what comes from now on is not.
    pub(super) fn rest(&mut self) {
        (self.live, self.gave) = (None, false);
    }

    /// Where the part begins that [`Ear::pause`] and [`Ear::finish`] want the sound of.
    pub(super) fn from(&self) -> Duration {
        self.from
    }

    /// More sound of the open turn, for a backend that transcribes while somebody speaks.
    pub(super) fn hear(&mut self, sound: &Audio) {
        if let Some(live) = &mut self.live {
            live.hear(sound);
        }
    }

    /// The speech pauses: its sound until `since` is worth a look. The words of the newest pause are wanted most; but where ears are
    /// slower than pauses come, every second look is completed.
    pub(super) fn pause(&mut self, since: Duration, sound: Audio) {
        self.stands = false;
        self.end_live(since);
        self.next = Some((since, sound));
        let instead = self.job.as_ref().is_some_and(|job| !job.instead) && self.stop_looking();
        self.work(instead);
    }

    /// The speech goes on. A part that is long by now ended at the earliest pause that made it so. `sound` gives what comes after a
    /// time.
    pub(super) fn resume(&mut self, sound: impl FnOnce(Duration) -> Audio) {
        self.over = None;
        if let Some(end) = self.pauses().filter(|until| until.saturating_sub(self.from) >= LONG).min() {
            self.end_part(end);
        }
        if std::mem::take(&mut self.gave)
            && let Some(mut live) = self.begin_live()
        {
            live.again = Some((vec![sound(self.from)], 0));
            self.live = Some(live);
        }
    }

    /// The turn stands still: what was said so far is a part, so that its sound need not be kept.
    pub(super) fn stand_still(&mut self) {
        if let Some(end) = self.pauses().max() {
            self.end_part(end);
            self.stands = true;
        }
    }

    /// It goes on at a time, after it stood still. What the microphone heard meanwhile is no part of it.
    pub(super) fn go_on(&mut self, at: Duration) {
        if self.stands {
            self.from = self.from.max(at);
        }
    }

    /// The ends of what is known of the open part, or being found out.
    fn pauses(&self) -> impl Iterator<Item = Duration> {
        let known = self.known.as_ref().map(|(until, _)| *until);
        let looked = self.job.as_ref().filter(|job| job.part.is_none()).map(|job| job.until);
        let next = self.next.as_ref().map(|(until, _)| *until);
        known.into_iter().chain(looked).chain(next)
    }

    /// Gives up a transcription of the open part; whether one ran.
    fn stop_looking(&mut self) -> bool {
        self.job.take_if(|job| job.part.is_none()).is_some()
    }

    /// Ends the open part at a pause of which something is known, or being found out.
    fn end_part(&mut self, end: Duration) {
        let (next, known) = (self.next.take(), self.known.take());
        let part = match (&mut self.job, known, next) {
            (_, Some((until, words)), _) if until == end => Part { until, sound: None, words: Some(words) },
            (Some(job), ..) if job.part.is_none() && job.until == end => {
                job.part = Some(self.parts.len());
                Part { until: end, sound: Some(job.sound.clone()), words: None }
            }
            (_, _, Some((until, sound))) if until == end => Part { until, sound: Some(sound), words: None },
            _ => return,
        };
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

    /// The turn is over and its last speech was at `until`; `sound` gives the open part.
    pub(super) fn finish(&mut self, until: Duration, sound: impl FnOnce() -> Audio) {
        self.over = Some(until);
        let reaches = |covered: Duration| covered + NEAR >= until;
        if reaches(self.from) || self.known.as_ref().is_some_and(|(covered, _)| reaches(*covered)) {
            self.next = None;
            self.stop_looking();
        } else if self.job.as_ref().is_some_and(|job| job.part.is_none() && reaches(job.until)) {
            self.next = None;
        } else {
            // Nobody waits for words that are not all.
            self.stop_looking();
            if !self.next.as_ref().is_some_and(|(covered, _)| reaches(*covered)) {
                self.end_live(until);
                self.next = Some((until, sound()));
            }
        }
        self.live = None;
        self.work(false);
    }

    /// Begins what is to be transcribed next, if nothing is: parts in order, then the open one.
    fn work(&mut self, instead: bool) {
        if self.job.is_some() {
            return;
        }
        let waits = |(n, part): (usize, &Part)| Some((Some(n), part.until, part.sound.clone()?));
        let open = || self.next.take().map(|(until, sound)| (None, until, sound));
        let Some((part, until, sound)) = self.parts.iter().enumerate().find_map(waits).or_else(open) else {
            return;
        };
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

    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Heard> {
        while let Some(job) = &mut self.job
            && let Poll::Ready(transcript) = job.work.poll_unpin(context)
            && let Some(Job { part, until, .. }) = self.job.take()
        {
            match transcript {
                Ok(transcript) => {
                    match part.and_then(|part| self.parts.get_mut(part)) {
                        Some(part) => (part.sound, part.words) = (None, Some(transcript)),
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
                // In a pause nothing is lost: at the next one, or at the end, it is transcribed again.
                Err(_) if part.is_some() => {}
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
        if let Some(work) = &mut live.work
            && work.poll_unpin(context).is_ready()
        {
            // It does not end by itself: something went wrong.
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

    fn words(&self) -> Words {
        let parts = || self.settled().chain(self.known.iter().map(|(_, transcript)| transcript));
        Words { text: joined(parts()), confidence: mean(parts().filter_map(|part| part.confidence)) }
    }
}

impl Live {
    /// More sound, which waits while it is little and comes after what was transcribed already.
    fn hear(&mut self, sound: &Audio) {
        let Some((before, new)) = &mut self.again else { return self.pass(sound.clone()) };
        before.push(sound.clone());
        *new += sound.frames();
        if *new >= MORE {
            self.pass_before();
        }
    }

    fn pass_before(&mut self) {
        if let Some((before, _)) = self.again.take() {
            let samples: Vec<i16> = before.iter().flat_map(|sound| sound.to_i16().to_vec()).collect();
            self.pass(Audio::mono_i16(RATE, samples));
        }
    }

    /// One that is far behind shows fewer words in between; then the end is transcribed whole.
    fn pass(&mut self, sound: Audio) {
        self.whole &= self.sound.try_send(sound).is_ok();
    }

    /// The words of everything, without hearing twice what was heard already; nothing where some sound was left out.
    fn finish(mut self) -> Option<BoxFuture<'static, Result<Transcript>>> {
        self.pass_before();
        self.work.filter(|_| self.whole)
    }
}

fn joined<'a>(parts: impl Iterator<Item = &'a Transcript>) -> String {
    join(parts.map(|part| part.text.trim()))
}

/// The mean of what there is.
pub(super) fn mean(numbers: impl Iterator<Item = f32>) -> Option<f32> {
    let numbers: Vec<f32> = numbers.collect();
    (!numbers.is_empty()).then(|| numbers.iter().sum::<f32>() / numbers.len() as f32)
}

/// Joins what is not empty by one space.
pub(super) fn join<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}
