//! What the driver waits for.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures::{FutureExt, StreamExt};
use prepai_core::Result;
use prepai_core::session::Session;
use prepai_core::turn::TurnEvent;

use super::Machine;
use crate::duplex::VoiceInput;
use crate::duplex::ear::{Heard, Words};
use crate::duplex::hints::hints;

/// Something that happened.
pub(super) enum Wake {
    Event(Option<TurnEvent>),
    Sent(Result<()>),
    Read(Result<Arc<Session>>),
    Heard(Heard),
    Utterance(Result<Words>),
    Recorded(Result<()>),
    Input(Option<VoiceInput>),
    Timer,
}

impl Machine {
    /// Begins what can be begun, and waits for the next thing that happens.
    pub(super) async fn wake(&mut self) -> Wake {
        let standing = self.standing();
        self.sends.hold(standing.as_ref());
        let waits = self.paused || self.utterances.are_awaited();
        self.sends.go(&self.conversation, waits);
        if let Some(backend) = &self.backend {
            let hints = || self.session.as_ref().map(|session| hints(session)).unwrap_or_default();
            self.utterances.go(backend, hints);
        }
        self.set_timer();
        poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Wake> {
        if let Poll::Ready(event) = self.events.poll_next_unpin(context) {
            return Poll::Ready(Wake::Event(event));
        }
        if let Poll::Ready(taken) = self.sends.poll(context) {
            return Poll::Ready(Wake::Sent(taken));
        }
        if let Some(reading) = &mut self.reading
            && let Poll::Ready(session) = reading.poll_unpin(context)
        {
            self.reading = None;
            return Poll::Ready(Wake::Read(session));
        }
        if let Some(ear) = &mut self.ear
            && let Poll::Ready(heard) = ear.poll(context)
        {
            return Poll::Ready(Wake::Heard(heard));
        }
        if let Poll::Ready(words) = self.utterances.poll(context) {
            return Poll::Ready(Wake::Utterance(words));
        }
        if !self.recordings.is_empty()
            && let Poll::Ready(Some(recorded)) = self.recordings.poll_next_unpin(context)
        {
            return Poll::Ready(Wake::Recorded(recorded));
        }
        if self.handles
            && let Poll::Ready(input) = self.inputs.poll_next_unpin(context)
        {
            return Poll::Ready(Wake::Input(input));
        }
        if let Some((_, timer)) = &mut self.timer
            && timer.poll_unpin(context).is_ready()
        {
            self.timer = None;
            return Poll::Ready(Wake::Timer);
        }
        Poll::Pending
    }

    /// A timer that rings too early costs a look; it is made anew only when it would ring too late.
    fn set_timer(&mut self) {
        let filled = self.filling.then(|| self.player.played_at()).flatten();
        let Some(at) = self.floor.next_deadline().into_iter().chain(filled).min() else { return };
        if self.timer.as_ref().is_none_or(|(set, _)| at < *set) {
            self.timer = Some((at, self.clock.sleep(at.saturating_sub(self.now()))));
        }
    }
}
