//! What the candidate says, as words: while somebody speaks, in pauses, and at the end of a turn.

mod heard;
mod live;
mod parts;
mod words;

use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use prepai_core::speech::{Audio, Hints, SpeechToText, Transcript};
use prepai_core::{Error, Result};

pub(super) use heard::Heard;
pub(super) use words::{Words, join, mean, without_common};

use live::Live;
use parts::{Job, Part};

/// Words that were heard up to this little before the end of the speech are all its words.
const NEAR: Duration = Duration::from_millis(80);

/// A part that is longer ends at its next pause: transcribing the whole turn again and again would be quadratic.
const LONG: Duration = Duration::from_secs(20);

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
        self.live = Live::begin(self.backend.as_ref(), &self.hints);
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
            && let Some(live) = Live::begin(self.backend.as_ref(), &self.hints)
        {
            self.live = Some(live.again(sound(self.from)));
        }
    }

    /// The turn stands still: what was said so far is a part, so that its sound need not be kept.
    pub(super) fn stand_still(&mut self) {
        if let Some(end) = self.pauses().max() {
            self.end_part(end);
            self.stands = true;
        }
    }

    /// The words of a turn that stands still, as far as they are known.
    pub(super) fn standing(&self) -> Option<Words> {
        self.stands.then(|| self.words()).filter(|words| !words.text.is_empty())
    }

    /// These words of a turn that stood still are no part of it any more. What was not transcribed then still is.
    pub(super) fn forget(&mut self, stored: &str) {
        self.parts.iter_mut().fold(stored, |stored, part| part.forget(stored));
        self.shown.clear();
    }

    /// It goes on at a time, after it stood still. What the microphone heard meanwhile is no part of it.
    pub(super) fn go_on(&mut self, at: Duration) {
        if self.stands {
            self.from = self.from.max(at);
        }
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

    /// What is heard while it is spoken ends here, and has the words until then.
    fn end_live(&mut self, until: Duration) {
        let live = self.live.take();
        self.gave |= live.is_some();
        self.heard = live.and_then(Live::finish).map(|words| (until, words));
    }
}
