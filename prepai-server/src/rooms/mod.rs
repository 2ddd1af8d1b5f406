//! The conversations that are open in this process: sockets and requests share them.

mod admission;
mod demo;
mod hearing;
mod outlet;
mod room;

use std::collections::HashMap;
use std::fmt;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::FutureExt;
use prepai_core::ids::SessionId;
use prepai_core::session::{EndReason, Entry, Event, Session};
use prepai_core::turn::{Conversation, Interview, OpenOptions};
use prepai_core::{Error, ErrorKind, Result};
use prepai_voice::duplex::{Setup, Voice, VoiceEvent};
use serde_json::Value;
use tokio::sync::{Mutex as Gate, MutexGuard as GateGuard, watch};

pub(crate) use admission::{Admission, Place as VoicePlace};
pub use demo::Purpose;
use hearing::Hearing;
pub(crate) use outlet::{Body, Sent};
use room::Exit;
pub(crate) use room::{Room, Seat};

use crate::metrics::Metrics;
use crate::socket::{Close, Teller};

/// The place of a session: whoever opens its conversation holds the gate, so that there is one.
type Place = Arc<Gate<Option<Arc<Room>>>>;

/// The open conversations of a process, at most one a session. They outlive their sockets.
#[derive(Clone)]
pub struct Rooms {
    interview: Interview,
    server: Arc<str>,
    metrics: Arc<Metrics>,
    places: Arc<Mutex<Places>>,
    closing: Arc<watch::Sender<bool>>,
    setup: Setup,
    admission: Arc<Admission>,
    hearing: Arc<Hearing>,
}

#[derive(Default)]
struct Places {
    open: HashMap<SessionId, Place>,
    /// Set at shutdown: nothing is opened any more.
    closed: bool,
}

impl fmt::Debug for Rooms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rooms").field("open", &self.len()).finish_non_exhaustive()
    }
}

impl Rooms {
    /// No conversation is open yet; `server` names this process in the logs.
    pub fn new(interview: Interview, server: impl Into<Arc<str>>, metrics: Arc<Metrics>) -> Self {
        let closing = Arc::new(watch::Sender::new(false));
        let ears = interview.backends().speech_to_text.clone();
        let hearing = Arc::new(Hearing::new(ears.clone()));
        let admission = Arc::new(Admission::new(0, ears, Arc::clone(&metrics)));
        let (places, setup) = (Arc::default(), Setup::default());
        Rooms { interview, server: server.into(), metrics, places, closing, setup, admission, hearing }
    }

    /// With this setup of voices, of which at most `limit` are served at once; 0 is as many as keep up.
    #[must_use]
    pub fn with_voices(mut self, setup: Setup, limit: usize) -> Self {
        self.setup = setup;
        let ears = self.interview.backends().speech_to_text.clone();
        self.admission = Arc::new(Admission::new(limit, ears, Arc::clone(&self.metrics)));
        self
    }

    /// Who is let in.
    pub(crate) fn admission(&self) -> &Arc<Admission> {
        &self.admission
    }

    /// Whether speech is understood.
    pub(crate) fn hearing(&self) -> &Arc<Hearing> {
        &self.hearing
    }

    /// Waits until the server shuts down.
    pub(crate) fn closing(&self) -> impl Future<Output = ()> + use<> {
        let mut closing = self.closing.subscribe();
        async move {
            // The sender lives as long as these rooms, which the waiter has.
            let _ = closing.wait_for(|closing| *closing).await;
        }
    }

    /// How many conversations are open.
    pub fn len(&self) -> usize {
        self.places().open.len()
    }

    /// Whether the conversation that a client means by `asked` (as in [`Rooms::resolve`]) is open, with somebody in it or not.
    pub(crate) async fn is_open(&self, asked: &str, owner: Option<&str>) -> bool {
        let meant = self.meant(asked, owner).await;
        meant.is_ok_and(|id| self.places().open.contains_key(&id))
    }

    /// Whether none is open.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Messages that wait to be sent to clients.
    pub(crate) fn queued(&self) -> usize {
        let places = self.places();
        let rooms = places
            .open
            .values()
            .filter_map(|place| place.try_lock().ok()?.as_ref().map(|room| room.queued()));
        rooms.sum()
    }

    /// The open conversation of a session, or a new one whose driver runs as a task until it ends by itself.
    ///
    /// # Errors
    /// As [`Conversation::open`]; `interrupted` while the server shuts down.
    pub async fn enter(&self, session: &SessionId) -> Result<Conversation> {
        Ok(self.room(session).await?.conversation().clone())
    }

    /// As [`Rooms::enter`], with the way out of the conversation.
    pub(crate) async fn room(&self, session: &SessionId) -> Result<Arc<Room>> {
        loop {
            let place = {
                let mut places = self.places();
                if places.closed {
                    return Err(Error::new(ErrorKind::Interrupted, "the server is shutting down"));
                }
                Arc::clone(places.open.entry(session.clone()).or_default())
            };
            let inside = place.lock().await;
            if let Some(room) = inside.as_ref() {
                return Ok(Arc::clone(room));
            }
            // Whoever had the gate before may have given the place up; a room in it would be found by nobody.
            let stands = self.places().open.get(session).is_some_and(|found| Arc::ptr_eq(found, &place));
            if stands {
                return self.open(session, &place, inside).await;
            }
        }
    }

    async fn open(
        &self,
        session: &SessionId,
        place: &Place,
        mut inside: GateGuard<'_, Option<Arc<Room>>>,
    ) -> Result<Arc<Room>> {
        let options = OpenOptions { server: self.server.to_string(), ..OpenOptions::default() };
        let exit = Exit::new(Arc::clone(&self.metrics));
        let (telling, mut teller) = (Arc::clone(&exit), Teller::default());
        let tell = Box::new(move |event: VoiceEvent| telling.tell(&mut teller, &event));
        let (voice, driver) = match Voice::open(&self.interview, session, options, &self.setup, tell).await {
            Ok(opened) => opened,
            Err(error) => {
                self.leave(session, place);
                return Err(error);
            }
        };
        let room = Arc::new(Room::new(voice, exit));
        *inside = Some(Arc::clone(&room));
        let (rooms, session, kept) = (self.clone(), session.clone(), Arc::clone(place));
        self.metrics.conversations.inc();
        let closing = Arc::clone(&room);
        tokio::spawn(async move {
            if AssertUnwindSafe(driver).catch_unwind().await.is_err() {
                // What it said stands in the log already; the session can be opened again.
                let conversation = closing.conversation().id();
                tracing::error!(conversation, "a backend broke a conversation off");
            }
            rooms.metrics.conversations.dec();
            // Who holds the place still must not take the room for an open one.
            kept.lock().await.take();
            rooms.leave(&session, &kept);
            // Whoever has the room, or has just been given it, would speak to nobody. A reason that was told stays.
            closing.close(Close::Shutdown);
        });
        Ok(room)
    }

    /// The open conversation of a session, if there is one.
    pub async fn find(&self, session: &SessionId) -> Option<Conversation> {
        let place = self.places().open.get(session).map(Arc::clone)?;
        let inside = place.lock().await;
        inside.as_ref().map(|room| room.conversation().clone())
    }

    /// Commits what `decide` makes of the session: through its open conversation, else through the repository.
    ///
    /// # Errors
    /// What `decide` says; `not_found`; what the store says.
    pub async fn commit(
        &self,
        session: &SessionId,
        decide: impl FnMut(&Session) -> Result<Vec<Entry>> + Clone + Send + 'static,
    ) -> Result<Vec<Event>> {
        if let Some(conversation) = self.find(session).await {
            match conversation.commit(decide.clone()).await {
                Err(error) if is_over(&error) => {}
                answer => return answer,
            }
        }
        let sessions = self.interview.sessions();
        let mut log = sessions.load(session).await?;
        let mut decide = decide;
        sessions.update(&mut log, sessions.moment(0), |log| decide(log.session())).await
    }

    /// Ends the interview and gives the report; after the end the report again.
    ///
    /// # Errors
    /// `not_found`; what the store says.
    pub async fn end(&self, session: &SessionId, reason: EndReason) -> Result<Arc<Value>> {
        if let Some(conversation) = self.find(session).await {
            match conversation.end(reason.clone()).await {
                Err(error) if is_over(&error) => {}
                answer => return answer,
            }
        }
        self.interview.end(session, reason).await
    }

    /// Deletes a session; who is in its conversation is told at once.
    ///
    /// # Errors
    /// `not_found`; what the store says.
    pub async fn erase(&self, session: &SessionId) -> Result<()> {
        let erased = self.interview.sessions().erase(session).await;
        let place = self.places().open.get(session).map(Arc::clone);
        if let (Ok(()), Some(place)) = (&erased, place)
            && let Some(room) = place.lock().await.as_ref()
        {
            room.close(Close::NotFound);
        }
        erased
    }

    /// Opens nothing more, waits until no turn runs (at most `grace`), and closes every socket with 1001. Turns that
    /// still run then are closed as interrupted when they are next opened.
    pub async fn shutdown(&self, grace: Duration) {
        let places: Vec<Place> = {
            let mut places = self.places();
            places.closed = true;
            places.open.values().map(Arc::clone).collect()
        };
        let quiet = async {
            for place in &places {
                let room = place.lock().await.as_ref().map(Arc::clone);
                if let Some(room) = room {
                    finish_turn(room.conversation()).await;
                    room.close(Close::Shutdown);
                }
            }
        };
        let _ = tokio::time::timeout(grace, quiet).await;
        self.closing.send_replace(true);
        for place in &places {
            if let Ok(inside) = place.try_lock()
                && let Some(room) = inside.as_ref()
            {
                room.close(Close::Shutdown);
            }
        }
    }

    fn leave(&self, session: &SessionId, own: &Place) {
        let mut places = self.places();
        if places.open.get(session).is_some_and(|place| Arc::ptr_eq(place, own)) {
            places.open.remove(session);
        }
    }

    fn places(&self) -> MutexGuard<'_, Places> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Waits until no turn is open.
async fn finish_turn(conversation: &Conversation) {
    const LOOK: Duration = Duration::from_millis(20);
    while conversation.session().await.is_ok_and(|session| session.open_turn.is_some()) {
        tokio::time::sleep(LOOK).await;
    }
}

/// Whether a conversation could not take a request because it is over; the repository can.
fn is_over(error: &Error) -> bool {
    error.kind() == ErrorKind::Conflict && error.operation() == "conversation.send"
}
