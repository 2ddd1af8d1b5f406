//! An open conversation with its way out.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use prepai_core::turn::{Conversation, Presence, TurnEvent};
use prepai_voice::duplex::{Form, Voice, VoiceEvent, VoiceInput};

use super::admission::Place;
use super::outlet::{Mailbox, Outlet};
use crate::metrics::Metrics;
use crate::socket::{Audience, Close, ErrorMessage, ServerMessage, Teller};

/// What the driver tells goes through here.
#[derive(Debug)]
pub(super) struct Exit {
    outlet: Mutex<Outlet>,
    metrics: Arc<Metrics>,
}

/// A room: one conversation, and the socket that has it at the moment.
#[derive(Debug)]
pub(crate) struct Room {
    voice: Voice,
    exit: Arc<Exit>,
    /// Held while a client speaks or is spoken to.
    place: Mutex<Option<Place>>,
    /// Whether it ever was: who comes back is not turned away.
    served: AtomicBool,
}

impl Exit {
    pub(super) fn new(metrics: Arc<Metrics>) -> Arc<Self> {
        Arc::new(Exit { outlet: Mutex::default(), metrics })
    }

    fn outlet(&self) -> MutexGuard<'_, Outlet> {
        self.outlet.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Passes on what happens in a conversation.
    pub(super) fn tell(&self, teller: &mut Teller, event: &VoiceEvent) {
        let mut outlet = self.outlet();
        match event {
            VoiceEvent::Sound { turn, start_sample, rate, samples } => {
                return outlet.sound(*turn, *start_sample, *rate, samples);
            }
            VoiceEvent::Turn(TurnEvent::UnitSpoken { turn, unit }) => {
                return outlet.sentence(*turn, unit.is_some());
            }
            VoiceEvent::Turn(TurnEvent::Timings { timings, .. }) => self.metrics.turn(timings),
            VoiceEvent::Listened { stages, .. } => self.metrics.listened(stages),
            VoiceEvent::Turn(TurnEvent::Failed { error, .. }) => self.metrics.error(error.kind().code()),
            VoiceEvent::Turn(TurnEvent::Ended { .. }) => drop(self.metrics.ended.inc()),
            VoiceEvent::Turn(TurnEvent::Interrupted { turn, .. }) | VoiceEvent::Flush { turn } => {
                outlet.flushed(*turn);
            }
            VoiceEvent::Failed(error) => {
                self.metrics.error(error.kind().code());
                outlet.send(&ServerMessage::Error(ErrorMessage::of(error, 0)), Audience::Both);
            }
            _ => {}
        }
        for (message, audience) in teller.tell(event) {
            outlet.send(&message, audience);
        }
        match event {
            VoiceEvent::Turn(TurnEvent::Ended { .. }) => outlet.close(Close::Ended),
            VoiceEvent::Turn(TurnEvent::TakenOver) => outlet.close(Close::TakenOver),
            VoiceEvent::Turn(TurnEvent::Erased) => outlet.close(Close::NotFound),
            _ => {}
        }
    }
}

impl Room {
    pub(super) fn new(voice: Voice, exit: Arc<Exit>) -> Self {
        Room { voice, exit, place: Mutex::default(), served: AtomicBool::new(false) }
    }

    /// The conversation.
    pub(crate) fn conversation(&self) -> &Conversation {
        self.voice.conversation()
    }

    /// Its ears and its mouth.
    pub(crate) fn voice(&self) -> &Voice {
        &self.voice
    }

    /// Gives the room to a socket: see [`Outlet::attach`]. `place` is kept for a client with sound.
    pub(crate) fn attach(self: &Arc<Self>, after: Option<u64>, form: Form, place: Option<Place>) -> Seat {
        let presence = self.conversation().attend();
        let mut outlet = self.exit.outlet();
        let mailbox = outlet.attach(after, form);
        if mailbox.missed.is_none() {
            self.voice.send(VoiceInput::Anew);
        }
        self.served.fetch_or(place.is_some(), Ordering::AcqRel);
        *self.place.lock().unwrap_or_else(PoisonError::into_inner) = place;
        drop(outlet);
        Seat { room: Arc::clone(self), number: mailbox.number, mailbox, _presence: presence }
    }

    /// Whether the room holds a place for sound, or held one for a client whose connection dropped.
    pub(crate) fn has_place(&self) -> bool {
        self.served.load(Ordering::Acquire)
    }

    /// The client has played so much of a turn.
    pub(crate) fn played(&self, turn: u32, samples: u64) {
        self.exit.outlet().played(turn, samples);
        self.voice.send(VoiceInput::Played { turn, samples });
    }

    /// Messages that wait for the socket.
    pub(super) fn queued(&self) -> usize {
        self.exit.outlet().queued()
    }

    /// Closes the socket that is there, and every one to come.
    pub(crate) fn close(&self, reason: Close) {
        self.exit.outlet().close(reason);
    }
}

/// A socket's place in a room; while it stands, the conversation counts somebody as there.
#[derive(Debug)]
pub(crate) struct Seat {
    pub(crate) room: Arc<Room>,
    pub(crate) mailbox: Mailbox,
    number: u64,
    _presence: Presence,
}

impl Drop for Seat {
    fn drop(&mut self) {
        // Held to the end: who comes next must not lose the place or its ears to this farewell.
        let mut outlet = self.room.exit.outlet();
        outlet.detach(self.number);
        if !outlet.is_taken() {
            self.room.voice.send(VoiceInput::Away(true));
            self.room.place.lock().unwrap_or_else(PoisonError::into_inner).take();
        }
    }
}
