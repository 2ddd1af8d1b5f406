//! One sender, many subscribers: a slow one loses its subscription and nobody else waits for it.

use std::sync::{Arc, Mutex, PoisonError};

use futures::channel::mpsc;
use futures::stream::{BoxStream, StreamExt};

use super::TurnEvent;

/// How many events a subscriber may be behind.
const BEHIND: usize = 1024;

#[derive(Debug)]
struct Subscriber {
    sender: mpsc::Sender<TurnEvent>,
    /// Whether it is somebody who keeps the conversation open.
    present: bool,
}

#[derive(Debug, Default)]
struct State {
    subscribers: Vec<Subscriber>,
    attending: usize,
    /// How many ever came.
    arrivals: u64,
    closed: bool,
}

/// Says that somebody is there, until it is dropped: see [`Conversation::attend`](super::Conversation::attend).
#[derive(Debug)]
pub struct Presence(Broadcast);

impl Drop for Presence {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.attending = state.attending.saturating_sub(1);
    }
}

/// The subscribers of a conversation.
#[derive(Debug, Clone, Default)]
pub(super) struct Broadcast(Arc<Mutex<State>>);

impl Broadcast {
    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Everything from now on; whether that counts as somebody who is there. The stream ends when the conversation is over.
    pub(super) fn subscribe(&self, present: bool) -> BoxStream<'static, TurnEvent> {
        let (sender, receiver) = mpsc::channel(BEHIND);
        let mut state = self.state();
        state.arrivals += u64::from(present);
        if !state.closed {
            state.subscribers.push(Subscriber { sender, present });
        }
        receiver.boxed()
    }

    /// Counts somebody who is there.
    pub(super) fn attend(&self) -> Presence {
        let mut state = self.state();
        state.attending += 1;
        state.arrivals += 1;
        drop(state);
        Presence(self.clone())
    }

    /// Tells everybody.
    pub(super) fn send(&self, event: &TurnEvent) {
        self.state().subscribers.retain_mut(|subscriber| match subscriber.sender.try_send(event.clone()) {
            Ok(()) => true,
            Err(error) if error.is_disconnected() => false,
            Err(_) => {
                // Each clone of a sender may send one item above the bound: room for the last word.
                let _ = subscriber.sender.clone().try_send(TurnEvent::Lagged);
                false
            }
        });
    }

    /// Whether anybody is there.
    pub(super) fn is_heard(&self) -> bool {
        let mut state = self.state();
        state.subscribers.retain(|subscriber| !subscriber.sender.is_closed());
        state.attending > 0 || state.subscribers.iter().any(|subscriber| subscriber.present)
    }

    /// How many ever came to be there: it tells whether somebody was away meanwhile and is back.
    pub(super) fn arrivals(&self) -> u64 {
        self.state().arrivals
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
        let (slow, mut quick) = (broadcast.subscribe(true), broadcast.subscribe(true));
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
        let listening = broadcast.subscribe(true);
        assert!(broadcast.is_heard());
        drop(listening);
        assert!(!broadcast.is_heard());
    }

    #[test]
    fn an_observer_is_nobody_and_a_guest_is_somebody() {
        let broadcast = Broadcast::default();
        let _observing = broadcast.subscribe(false);
        assert!(!broadcast.is_heard());
        let guest = broadcast.attend();
        assert!(broadcast.is_heard());
        drop(guest);
        assert!(!broadcast.is_heard());
    }
}
