//! Who is let in: a voice that cannot be served in time is refused before it begins.

use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::task::Poll;
use std::time::Duration;

use prepai_core::speech::SpeechToText;
use prepai_core::{Error, ErrorKind, Result};
use tokio::time::{Instant, sleep};

use crate::metrics::Metrics;

/// How often the server looks whether it is late.
const LOOK: Duration = Duration::from_millis(50);

/// How late it may be in the mean: half of the sound that clients have in hand. Beyond it new voices would stutter, and so
/// would the others.
const LATE: Duration = Duration::from_millis(300);

/// What one look may count for, however late it is: a machine that slept for a minute keeps nobody out.
const WORST: Duration = Duration::from_secs(1);

/// How long words may wait until their transcription begins; beyond it an answer comes so late that it is none.
const UNHEARD: Duration = Duration::from_secs(2);

/// After what time somebody who was refused may ask again.
const RETRY: Duration = Duration::from_secs(5);

/// Counts voices, and knows whether the server keeps up.
#[derive(Debug)]
pub(crate) struct Admission {
    limit: usize,
    voices: AtomicUsize,
    /// The mean of how late the last looks were, in microseconds.
    late: AtomicU64,
    ears: Option<Arc<dyn SpeechToText>>,
    metrics: Arc<Metrics>,
}

/// A voice that was let in, until it is dropped.
#[derive(Debug)]
pub(crate) struct Place(Arc<Admission>);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.voices.fetch_sub(1, Ordering::AcqRel);
        self.0.metrics.voices.dec();
    }
}

impl Admission {
    /// At most `limit` voices at once; 0 is as many as keep up.
    pub(crate) fn new(limit: usize, ears: Option<Arc<dyn SpeechToText>>, metrics: Arc<Metrics>) -> Self {
        let limit = if limit == 0 { usize::MAX } else { limit };
        Admission { limit, voices: AtomicUsize::new(0), late: AtomicU64::new(0), ears, metrics }
    }

    /// Lets a voice in.
    ///
    /// # Errors
    /// `busy`, with the time after which to ask again.
    pub(crate) fn enter(self: &Arc<Self>) -> Result<Place> {
        self.check()?;
        // Given back where it does not fit.
        let (before, place) = self.take();
        self.fits(before).map(|()| place)
    }

    /// Whether a voice would be let in now.
    ///
    /// # Errors
    /// As [`Admission::enter`].
    pub(crate) fn check_voice(&self) -> Result<()> {
        self.check()?;
        self.fits(self.voices.load(Ordering::Acquire))
    }

    /// One more, and how many there were before.
    fn take(self: &Arc<Self>) -> (usize, Place) {
        let before = self.voices.fetch_add(1, Ordering::AcqRel);
        self.metrics.voices.inc();
        (before, Place(Arc::clone(self)))
    }

    /// Whether one more than so many voices is within the limit.
    fn fits(&self, voices: usize) -> Result<()> {
        if voices < self.limit {
            return Ok(());
        }
        self.metrics.refused.inc();
        Err(full(format!("all {} places for voice are taken", self.limit)))
    }

    /// A place for who takes over from one that is served already, and is about to give its place back.
    pub(crate) fn again(self: &Arc<Self>) -> Place {
        self.take().1
    }

    /// Whether the server keeps up with those who are there: with their sound, and with their words.
    ///
    /// # Errors
    /// `busy`, with the time after which to ask again.
    pub(crate) fn check(&self) -> Result<()> {
        let late = Duration::from_micros(self.late.load(Ordering::Acquire));
        if late > LATE {
            self.metrics.refused.inc();
            return Err(full("this server is too busy to answer in time".to_owned()));
        }
        self.check_ears()
    }

    /// Whether somebody who speaks now is transcribed in time.
    fn check_ears(&self) -> Result<()> {
        let Some(load) = self.ears.as_ref().and_then(|ears| ears.load()) else { return Ok(()) };
        let wait = load.wait();
        self.metrics.transcription_wait.set(wait.as_secs_f64());
        if wait <= UNHEARD {
            return Ok(());
        }
        self.metrics.refused.inc();
        let retry = Duration::from_secs(wait.as_secs() + 1).max(RETRY);
        let message =
            format!("{} transcriptions wait already; try again in {} s", load.waiting, retry.as_secs());
        Err(Error::new(ErrorKind::Busy, message)
            .with("waiting", load.waiting)
            .with("wait_ms", u64::try_from(wait.as_millis()).unwrap_or(u64::MAX))
            .after(retry))
    }

    /// Takes in how late a look was.
    fn note(&self, late: Duration) {
        let late = u64::try_from(late.min(WORST).as_micros()).unwrap_or(u64::MAX);
        let mean = self.late.load(Ordering::Acquire);
        // A quarter of the newest: trouble that stays is noticed, a hiccup is not.
        let mean = mean - mean / 4 + late / 4;
        self.late.store(mean, Ordering::Release);
        self.metrics.late.set(mean as f64 / 1e6);
    }

    /// Looks for as long as it is polled. It has to be a task of its own: what is polled by `block_on` has a thread to itself, where
    /// nothing is ever late.
    pub(crate) async fn watch(&self) {
        loop {
            let (began, timer) = (std::time::Instant::now(), Instant::now());
            sleep(LOOK).await;
            // Who is woken goes first; sound that comes while the workers are busy stands behind everything.
            step_back().await;
            // Late by both clocks: that of timers leaps and stands still where time is virtual.
            self.note(began.elapsed().min(timer.elapsed()).saturating_sub(LOOK));
        }
    }
}

/// Goes behind all tasks that are ready on this worker. ([`tokio::task::yield_now`] waits for the driver, and then goes first.)
async fn step_back() {
    let mut went = false;
    poll_fn(|context| {
        if std::mem::replace(&mut went, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

fn full(message: String) -> Error {
    Error::new(ErrorKind::Busy, format!("{message}; try again in {} s", RETRY.as_secs())).after(RETRY)
}

#[cfg(test)]
mod tests {
    use prepai_core::speech::EarLoad;

    use super::*;

    fn admission(limit: usize) -> Arc<Admission> {
        Arc::new(Admission::new(limit, None, Arc::default()))
    }

    #[test]
    fn places_are_counted_and_given_back() {
        let admission = admission(2);
        let first = admission.enter().unwrap();
        let _second = admission.enter().unwrap();
        let error = admission.enter().unwrap_err();
        assert_eq!((error.kind(), error.retry_after()), (ErrorKind::Busy, Some(RETRY)));
        assert!(admission.check_voice().is_err());
        drop(first);
        assert!(admission.check_voice().is_ok() && admission.enter().is_ok());
        assert_eq!(admission.voices.load(Ordering::Acquire), 1);
    }

    #[test]
    fn words_that_would_wait_keep_people_out() {
        use prepai_core::testing::{ScriptedSpeechToText, VirtualClock};
        let ears = Arc::new(ScriptedSpeechToText::new(Arc::new(VirtualClock::new())));
        let admission = Arc::new(Admission::new(0, Some(Arc::clone(&ears) as _), Arc::default()));
        assert!(admission.check().is_ok(), "who does not know its load refuses nobody");
        let load = |waiting| EarLoad { places: 1, running: 1, waiting, typical: Duration::from_secs(1) };
        ears.has_to_do(load(1));
        assert!(admission.check().is_ok());
        ears.has_to_do(load(9));
        let error = admission.enter().unwrap_err();
        assert_eq!((error.kind(), error.retry_after()), (ErrorKind::Busy, Some(Duration::from_secs(11))));
        assert_eq!(admission.voices.load(Ordering::Acquire), 0);
    }

    #[test]
    fn who_is_late_lets_nobody_in_until_it_has_caught_up() {
        let admission = admission(0);
        admission.note(Duration::from_millis(800));
        assert!(admission.enter().is_ok(), "a hiccup");
        (0..8).for_each(|_| admission.note(Duration::ZERO));
        admission.note(Duration::from_secs(60));
        assert!(admission.enter().is_ok(), "a long one");
        (0..8).for_each(|_| admission.note(Duration::from_millis(800)));
        assert!(admission.enter().is_err());
        (0..8).for_each(|_| admission.note(Duration::from_millis(1)));
        assert!(admission.enter().is_ok());
    }

    #[test]
    fn workers_with_too_much_to_do_let_nobody_in() {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_time().build().unwrap();
        let admission = admission(0);
        let watched = Arc::clone(&admission);
        runtime.spawn(async move { watched.watch().await });
        // Each is quick, and whoever comes stands behind three hundred.
        for _ in 0..300 {
            runtime.spawn(async {
                loop {
                    let until = std::time::Instant::now() + Duration::from_millis(2);
                    while std::time::Instant::now() < until {
                        std::hint::spin_loop();
                    }
                    step_back().await;
                }
            });
        }
        let began = std::time::Instant::now();
        while admission.check().is_ok() {
            assert!(began.elapsed() < Duration::from_secs(60), "nobody noticed");
            std::thread::yield_now();
        }
        runtime.shutdown_background();
    }
}
