//! The conversations that are open in this process: sockets and requests share them.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use prepai_core::ids::SessionId;
use prepai_core::session::{EndReason, Entry, Event, Session};
use prepai_core::turn::{Conversation, Interview, OpenOptions};
use prepai_core::{Error, ErrorKind, Result};
use serde_json::Value;
use tokio::sync::Mutex as Gate;

/// The place of a session: whoever opens its conversation holds the gate, so that there is one.
type Room = Arc<Gate<Option<Conversation>>>;

/// The open conversations of a process, at most one a session. They outlive their sockets.
#[derive(Clone)]
pub struct Rooms {
    interview: Interview,
    server: Arc<str>,
    open: Arc<Mutex<HashMap<SessionId, Room>>>,
}

impl fmt::Debug for Rooms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rooms").field("open", &self.len()).finish_non_exhaustive()
    }
}

impl Rooms {
    /// No conversation is open yet; `server` names this process in the logs.
    pub fn new(interview: Interview, server: impl Into<Arc<str>>) -> Self {
        Rooms { interview, server: server.into(), open: Arc::default() }
    }

    /// How many conversations are open.
    pub fn len(&self) -> usize {
        self.lock().len()
    }

    /// Whether none is open.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The open conversation of a session, or a new one whose driver runs as a task until it ends by itself.
    ///
    /// # Errors
    /// As [`Conversation::open`].
    pub async fn enter(&self, session: &SessionId, options: OpenOptions) -> Result<Conversation> {
        let room = Arc::clone(self.lock().entry(session.clone()).or_default());
        let mut place = room.lock().await;
        if let Some(conversation) = place.as_ref() {
            return Ok(conversation.clone());
        }
        let options = OpenOptions { server: self.server.to_string(), ..options };
        let opened = Conversation::open(&self.interview, session, options).await;
        let (conversation, driver) = match opened {
            Ok(opened) => opened,
            Err(error) => {
                self.lock().remove(session);
                return Err(error);
            }
        };
        *place = Some(conversation.clone());
        let rooms = self.clone();
        let session = session.clone();
        let own = Arc::clone(&room);
        tokio::spawn(async move {
            driver.await;
            rooms.leave(&session, &own);
        });
        Ok(conversation)
    }

    /// The open conversation of a session, if there is one.
    pub async fn find(&self, session: &SessionId) -> Option<Conversation> {
        let room = self.lock().get(session).map(Arc::clone)?;
        let place = room.lock().await;
        place.clone()
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
        let committed = sessions.update(&mut log, sessions.moment(0), |log| decide(log.session())).await?;
        Ok(committed)
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

    fn leave(&self, session: &SessionId, own: &Room) {
        let mut open = self.lock();
        if open.get(session).is_some_and(|room| Arc::ptr_eq(room, own)) {
            open.remove(session);
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<SessionId, Room>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether a conversation could not take a request because it ended meanwhile; the repository can.
fn is_over(error: &Error) -> bool {
    error.kind() == ErrorKind::Conflict && error.operation() == "conversation.send"
}
