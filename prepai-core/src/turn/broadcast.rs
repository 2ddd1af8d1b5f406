//! One sender, many subscribers: a slow one loses its subscription and nobody else waits for it.

use std::sync::{Arc, Mutex, PoisonError};

use futures::channel::mpsc;
use futures::stream::{BoxStream, StreamExt};

use super::TurnEvent;

/// How many events a subscriber may be behind.
const BEHIND: usize = 1024;

#[derive(Debug, Default)]
struct State {
    subscribers: Vec<mpsc::Sender<TurnEvent>>,
    closed: bool,
}

/// The subscribers of a conversation.
#[derive(Debug, Clone, Default)]
pub(super) struct Broadcast(Arc<Mutex<State>>);

impl Broadcast {
    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Everything from now on. The stream ends when the conversation is over.
    pub(super) fn subscribe(&self) -> BoxStream<'static, TurnEvent> {
        let (sender, receiver) = mpsc::channel(BEHIND);
        let mut state = self.state();
        if !state.closed {
            state.subscribers.push(sender);
        }
        receiver.boxed()
    }

    /// Tells everybody.
    pub(super) fn send(&self, event: &TurnEvent) {
        self.state().subscribers.retain_mut(|subscriber| match subscriber.try_send(event.clone()) {
            Ok(()) => true,
            Err(error) if error.is_disconnected() => false,
            Err(_) => {
                // Each clone of a sender may send one item above the bound: room for the last word.
                let _ = subscriber.clone().try_send(TurnEvent::Lagged);
                false
            }
        });
    }

    /// Whether anybody listens.
    pub(super) fn is_heard(&self) -> bool {
        let mut state = self.state();
        state.subscribers.retain(|subscriber| !subscriber.is_closed());
        !state.subscribers.is_empty()
    }

    /// Ends all subscriptions, those to come too.
    pub(super) fn close(&self) {
        let mut state = self.state();
        state.closed = true;
        state.subscribers.clear();
    }
}

#[cfg(test)]
mod tests {
    use futures::executor::block_on;

    use super::*;

    fn text(number: usize) -> TurnEvent {
        TurnEvent::Again { text: number.to_string() }
    }

    #[test]
    fn a_slow_subscriber_costs_only_itself() {
        let broadcast = Broadcast::default();
        let (slow, mut quick) = (broadcast.subscribe(), broadcast.subscribe());
        for number in 0..BEHIND + 10 {
            broadcast.send(&text(number));
            let got = block_on(quick.next());
            assert!(matches!(got, Some(TurnEvent::Again { text }) if text == number.to_string()));
        }
        broadcast.close();
        let slow: Vec<_> = block_on(slow.collect());
        assert!(matches!(slow.last(), Some(TurnEvent::Lagged)), "{} events", slow.len());
        assert!(block_on(quick.next()).is_none());
    }

    #[test]
    fn a_dropped_subscription_is_noticed() {
        let broadcast = Broadcast::default();
        assert!(!broadcast.is_heard());
        let listening = broadcast.subscribe();
        assert!(broadcast.is_heard());
        drop(listening);
        assert!(!broadcast.is_heard());
    }
}
