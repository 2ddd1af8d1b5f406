//! What is transcribed while it is spoken.

use std::task::{Context, Poll};

use futures::channel::mpsc;
use futures::future::BoxFuture;
use futures::stream::BoxStream;
use futures::{FutureExt, StreamExt};
use prepai_core::Result;
use prepai_core::speech::{Audio, Hints, Partial, SpeechToText, Transcript};

use crate::duplex::microphone::RATE;

/// Pieces that may wait for a backend that transcribes while somebody speaks; then they are left out.
const WAITING: usize = 256;

/// So much more has to be said before what was transcribed already is heard again together with it.
const MORE: u64 = RATE as u64 / 2;

/// A transcription of what is being spoken.
pub(super) struct Live {
    sound: mpsc::Sender<Audio>,
    /// Passes the sound on, and gives the words when no more comes; ends with the first error.
    work: Option<BoxFuture<'static, Result<Transcript>>>,
    partials: Option<BoxStream<'static, Result<Partial>>>,
    /// Whether all sound of the open part was passed on.
    whole: bool,
    /// What was said before a pause and after it, until it is worth hearing again, and how much of it is new.
    again: Option<(Vec<Audio>, u64)>,
}

impl Live {
    /// Begins one, if the backend can.
    pub(super) fn begin(backend: &dyn SpeechToText, hints: &Hints) -> Option<Self> {
        let mut transcription = backend.streaming()?.begin(hints.clone());
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

    /// This one, which gets what was said already when it is worth hearing again together with what follows.
    pub(super) fn again(self, before: Audio) -> Self {
        Live { again: Some((vec![before], 0)), ..self }
    }

    /// More sound, which waits while it is little and comes after what was transcribed already.
    pub(super) fn hear(&mut self, sound: &Audio) {
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
    pub(super) fn finish(mut self) -> Option<BoxFuture<'static, Result<Transcript>>> {
        self.pass_before();
        self.work.filter(|_| self.whole)
    }

    /// The next words so far.
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Partial> {
        if let Some(work) = &mut self.work
            && work.poll_unpin(context).is_ready()
        {
            // It does not end by itself: something went wrong.
            self.work = None;
        }
        while let Some(partials) = &mut self.partials {
            match partials.poll_next_unpin(context) {
                Poll::Ready(Some(Ok(partial))) => return Poll::Ready(partial),
                Poll::Ready(Some(Err(_))) => {}
                Poll::Ready(None) => self.partials = None,
                Poll::Pending => break,
            }
        }
        Poll::Pending
    }
}
