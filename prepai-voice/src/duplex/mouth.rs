//! The voice of one conversation: one format, one pace.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures::StreamExt;
use futures::channel::oneshot;
use futures::future;
use futures::stream::{self, BoxStream};
use prepai_core::Result;
use prepai_core::clock::Clock;
use prepai_core::speech::{Audio, Mark, SpeechChunk, SpeechRequest, TextToSpeech};

use super::convert::Converter;

/// The longest piece that is given out at once: each wakes both halves of the conversation and is one write to the client.
const PIECE: Duration = Duration::from_millis(200);

/// A client that reports what it plays, and has not for so long, has a connection that stands still: more would only pile up.
const SILENT: Duration = Duration::from_millis(1_500);

/// How sound is given out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pace {
    /// Samples per second.
    pub(super) rate: u32,
    /// How much sound may be ahead of what can have been played; without it sound goes out as it is made.
    pub(super) lead: Option<Duration>,
}

#[derive(Debug)]
struct State {
    pace: Pace,
    /// When everything that was given out will have been played.
    until: Duration,
    /// Whether the client ever said what it has played.
    reports: bool,
    /// When the first sound was given out of which the client has not said anything.
    owed: Option<Duration>,
    /// While nobody is there nothing is given out.
    closed: bool,
    /// Who waits because it stands still.
    waiting: Vec<oneshot::Sender<()>>,
    /// Who waits because it is too early.
    early: Vec<oneshot::Sender<()>>,
}

/// Sets the pace of a [`Mouth`].
#[derive(Debug, Clone)]
pub(super) struct Control(Arc<Mutex<State>>);

impl Control {
    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn set(&self, pace: Pace) {
        let mut state = self.state();
        state.pace = pace;
        state.goes_on();
    }

    /// The client has said what it has played.
    pub(super) fn reported(&self) {
        let mut state = self.state();
        state.reports = true;
        state.goes_on();
    }

    /// Forgets what was given out and not played: it never will be.
    pub(super) fn reset(&self) {
        let mut state = self.state();
        state.until = Duration::ZERO;
        state.early.clear();
        state.goes_on();
    }

    /// Lets nothing out, or lets it out again.
    pub(super) fn close(&self, closed: bool) {
        let mut state = self.state();
        state.closed = closed;
        if !closed {
            state.goes_on();
        }
    }
}

impl State {
    /// Whoever waits looks again.
    fn goes_on(&mut self) {
        self.owed = None;
        for waiting in self.waiting.drain(..) {
            let _ = waiting.send(());
        }
    }

    /// Whether nobody takes what is given out.
    fn stands_still(&self, now: Duration) -> bool {
        let overdue = self.owed.is_some_and(|owed| now.saturating_sub(owed) > SILENT);
        self.closed || (overdue && self.reports && self.pace.lead.is_some())
    }
}

/// A voice that gives out mono 16-bit sound at one rate, in small pieces, not far ahead of what is played.
pub(super) struct Mouth {
    voice: Arc<dyn TextToSpeech>,
    clock: Arc<dyn Clock>,
    control: Control,
}

impl fmt::Debug for Mouth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mouth").field("voice", &self.voice).finish_non_exhaustive()
    }
}

impl Mouth {
    pub(super) fn new(voice: Arc<dyn TextToSpeech>, clock: Arc<dyn Clock>, pace: Pace) -> (Self, Control) {
        let until = Duration::ZERO;
        let state = State {
            pace,
            until,
            reports: false,
            owed: None,
            closed: false,
            waiting: Vec::new(),
            early: Vec::new(),
        };
        let control = Control(Arc::new(Mutex::new(state)));
        (Mouth { voice, clock, control: control.clone() }, control)
    }
}

impl TextToSpeech for Mouth {
    fn synthesize(&self, request: SpeechRequest) -> BoxStream<'static, Result<SpeechChunk>> {
        let chunks = self.voice.synthesize(request);
        let rate = self.control.state().pace.rate;
        let mut converter = None;
        let converted = chunks.map(Some).chain(stream::iter([None])).map(move |chunk| match chunk {
            Some(Err(error)) => vec![Err(error)],
            Some(Ok(chunk)) => {
                let from = chunk.audio.rate;
                let converter = match &mut converter {
                    Some(converter) => converter,
                    None => match Converter::new(from, rate) {
                        Ok(new) => converter.insert(new),
                        Err(error) => return vec![Err(error)],
                    },
                };
                let piece = converter.push(&chunk.audio).map(|samples| (samples, chunk.marks, from, rate));
                piece.map_or_else(|error| vec![Err(error)], pieces)
            }
            None => match converter.take().map(Converter::finish) {
                Some(Ok(rest)) if !rest.is_empty() => pieces((rest, Vec::new(), rate, rate)),
                Some(Err(error)) => vec![Err(error)],
                _ => Vec::new(),
            },
        });
        let (clock, control) = (Arc::clone(&self.clock), self.control.clone());
        converted
            .flat_map(stream::iter)
            .then(move |piece| {
                let (clock, control) = (Arc::clone(&clock), control.clone());
                async move {
                    if let Ok(chunk) = &piece {
                        control.wait(clock.as_ref(), chunk.audio.duration()).await;
                    }
                    piece
                }
            })
            .boxed()
    }
}

impl Control {
    /// Waits until a piece of this length may go out, and counts it.
    async fn wait(&self, clock: &dyn Clock, length: Duration) {
        {
            let mut state = self.state();
            // All that was owed was played long ago, and whoever stopped it has said nothing.
            if state.until + SILENT < clock.monotonic() {
                state.owed = None;
            }
        }
        loop {
            let (early, again) = {
                let mut state = self.state();
                let now = clock.monotonic();
                let (sender, again) = oneshot::channel();
                let from = state.until.max(now);
                let lead = state.pace.lead.unwrap_or(Duration::MAX);
                let early = from.saturating_sub(now).saturating_sub(lead);
                if state.stands_still(now) {
                    state.waiting.push(sender);
                    (None, again)
                } else if early.is_zero() {
                    state.until = from + length;
                    state.owed.get_or_insert(now);
                    return;
                } else {
                    // Whoever gave up is forgotten.
                    state.early.retain(|waiting| !waiting.is_canceled());
                    state.early.push(sender);
                    (Some(early), again)
                }
            };
            match early {
                Some(early) => drop(future::select(clock.sleep(early), again).await),
                None => drop(again.await),
            }
        }
    }
}

/// Cuts a chunk into pieces, each with the marks that begin in it. Marks count at `from` samples a second since the
/// request's beginning, sound is at `rate`.
fn pieces((samples, marks, from, rate): (Vec<i16>, Vec<Mark>, u32, u32)) -> Vec<Result<SpeechChunk>> {
    let scale = |sample: u64| sample.saturating_mul(u64::from(rate)) / u64::from(from.max(1));
    let length = (rate as usize * PIECE.as_millis() as usize / 1000).max(1);
    let mut marks = Some(marks);
    let cut = samples.chunks(length).map(|samples| {
        // A mark is a place in the turn, not in its piece: all of them may come with the first.
        let marks = marks.take().unwrap_or_default();
        let marks = marks.into_iter().map(|mark| Mark { sample: scale(mark.sample), ..mark }).collect();
        Ok(SpeechChunk { audio: Audio::mono_i16(rate, samples.to_vec()), marks })
    });
    let mut pieces: Vec<_> = cut.collect();
    if let Some(marks) = marks.filter(|marks| !marks.is_empty()) {
        let marks = marks.into_iter().map(|mark| Mark { sample: scale(mark.sample), ..mark }).collect();
        pieces.push(Ok(SpeechChunk { audio: Audio::mono_i16(rate, Vec::new()), marks }));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use futures::executor::block_on;
    use prepai_core::testing::{ScriptedTextToSpeech, VirtualClock};

    use super::*;

    fn mouth(lead: Option<u64>) -> (Arc<VirtualClock>, Mouth, Control) {
        let clock = Arc::new(VirtualClock::new());
        let voice = Arc::new(ScriptedTextToSpeech::new(Arc::clone(&clock) as _));
        let lead = lead.map(Duration::from_millis);
        let (mouth, control) = Mouth::new(voice, Arc::clone(&clock) as _, Pace { rate: 16_000, lead });
        (clock, mouth, control)
    }

    fn request() -> SpeechRequest {
        SpeechRequest { text: "One two three four.".into(), ..SpeechRequest::default() }
    }

    #[test]
    fn the_first_piece_comes_at_once_and_the_rest_not_too_early() {
        let (clock, mouth, _) = mouth(Some(300));
        let mut played = Duration::ZERO;
        let mut chunks = mouth.synthesize(request());
        let first = block_on(chunks.next()).unwrap().unwrap();
        played += first.audio.duration();
        assert_eq!((clock.monotonic(), played <= PIECE), (Duration::ZERO, true));
        while let Some(chunk) = clock.run(chunks.next()) {
            assert!(played <= clock.monotonic() + Duration::from_millis(300), "{played:?} is too early");
            played += chunk.unwrap().audio.duration();
        }
        assert_eq!(played, Duration::from_millis(19 * 50));
    }

    #[test]
    fn nothing_is_lost_by_cutting_and_marks_stay_in_place() {
        let (clock, mouth, _) = mouth(None);
        let chunks: Vec<_> = clock.run(mouth.synthesize(request()).collect());
        let chunks: Vec<_> = chunks.into_iter().map(Result::unwrap).collect();
        let marks: Vec<_> =
            chunks.iter().flat_map(|chunk| &chunk.marks).map(|mark| (mark.start, mark.sample)).collect();
        assert_eq!(marks, [(0, 0), (4, 3_200), (8, 6_400), (14, 11_200)]);
        let frames: u64 = chunks.iter().map(|chunk| chunk.audio.frames()).sum();
        assert_eq!((frames, clock.monotonic()), (19 * 800, Duration::ZERO));
    }

    #[test]
    fn to_a_client_that_reported_and_fell_silent_little_goes_out() {
        let (clock, mouth, control) = mouth(Some(300));
        let text = "One two three four. ".repeat(10);
        let mut chunks = mouth.synthesize(SpeechRequest { text, ..request() });
        control.reported();
        let mut given = Duration::ZERO;
        for _ in 0..1_000 {
            clock.advance(Duration::from_millis(10));
            while let Some(Some(chunk)) = futures::FutureExt::now_or_never(chunks.next()) {
                given += chunk.unwrap().audio.duration();
            }
        }
        assert!(given > SILENT && given <= SILENT + Duration::from_millis(500), "{given:?}");
        control.reported();
        assert!(futures::FutureExt::now_or_never(chunks.next()).is_some());
    }

    #[test]
    fn what_is_too_early_comes_when_nothing_before_it_will_be_played() {
        let (_, mouth, control) = mouth(Some(300));
        let mut chunks = mouth.synthesize(request());
        while futures::FutureExt::now_or_never(chunks.next()).is_some() {}
        control.reset();
        assert!(futures::FutureExt::now_or_never(chunks.next()).is_some());
    }

    #[test]
    fn while_nobody_is_there_nothing_goes_out() {
        let (_, mouth, control) = mouth(None);
        control.close(true);
        let mut chunks = mouth.synthesize(request());
        assert!(futures::FutureExt::now_or_never(chunks.next()).is_none());
        control.close(false);
        assert!(futures::FutureExt::now_or_never(chunks.next()).is_some());
    }
}
