//! The handle on an open conversation.

use std::fmt;
use std::sync::Arc;

use futures::SinkExt;
use futures::channel::{mpsc, oneshot};
use futures::stream::BoxStream;
use serde_json::Value;

use super::broadcast::{Broadcast, Presence};
use super::driver::{Command, Decide, Driver};
use super::{Interview, Speaking, TurnEvent, TurnInput};
use crate::error::{Error, ErrorKind, Result};
use crate::ids::SessionId;
use crate::session::{EndReason, Entry, Event, Session};

/// How many inputs may wait before a sender has to.
const INBOX: usize = 64;

/// How a conversation is opened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OpenOptions {
    /// Names this process in the log; `local` when empty.
    pub server: String,
    /// How replies are given at first; [`TurnInput::Speaking`] changes it.
    pub speaking: Speaking,
}

/// A handle on an open conversation: cheap to clone, usable from anywhere.
///
/// Dropping handles and subscriptions stops nothing; the [`Driver`] ends by itself when the interview is over and nobody
/// listens any more, when another conversation takes over, or [`RESUME_GRACE`](super::RESUME_GRACE) after the last subscriber has gone.
#[derive(Clone)]
pub struct Conversation {
    session: SessionId,
    id: Arc<str>,
    inbox: mpsc::Sender<Command>,
    broadcast: Broadcast,
}

impl fmt::Debug for Conversation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Conversation")
            .field("session", &self.session)
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

impl Conversation {
    /// Opens a conversation on a session: older ones on it stop, a turn that was left open is closed as interrupted.
    /// Nothing goes on until the driver is polled.
    ///
    /// # Errors
    /// `not_found`, `conflict` when the interview has ended, `corrupt`; what the store says.
    pub async fn open(
        interview: &Interview,
        session: &SessionId,
        options: OpenOptions,
    ) -> Result<(Self, Driver)> {
        let (inbox, commands) = mpsc::channel(INBOX);
        let broadcast = Broadcast::default();
        let id: Arc<str> = interview.sessions().fresh_id().into();
        let driver =
            Driver::open(interview.clone(), session, &id, options, commands, broadcast.clone()).await?;
        Ok((Conversation { session: session.clone(), id, inbox, broadcast }, driver))
    }

    /// The session's id.
    pub fn session_id(&self) -> &SessionId {
        &self.session
    }

    /// The conversation's id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Everything that happens from now on. The stream ends when the conversation is over.
    pub fn subscribe(&self) -> BoxStream<'static, TurnEvent> {
        self.broadcast.subscribe(true)
    }

    /// As [`Conversation::subscribe`], without counting as a listener: for a server that keeps what happens while the
    /// candidate's connection is down, until [`RESUME_GRACE`](super::RESUME_GRACE) is over.
    pub fn observe(&self) -> BoxStream<'static, TurnEvent> {
        self.broadcast.subscribe(false)
    }

    /// Counts as a listener until the answer is dropped.
    pub fn attend(&self) -> Presence {
        self.broadcast.attend()
    }

    /// Gives an input to the conversation. It has been taken in when this returns: the candidate's words and code are
    /// stored, what follows comes as events.
    ///
    /// # Errors
    /// `invalid_input`, `too_large`; `conflict` after the end or a take-over; what the store says. After an error
    /// nothing was taken in as far as is known.
    pub async fn send(&self, input: TurnInput) -> Result<()> {
        input.check()?;
        self.ask(|answer| Command::Input(input, answer)).await?
    }

    /// Ends the interview and gives the report; after the end the report again.
    ///
    /// # Errors
    /// As [`Conversation::send`].
    pub async fn end(&self, reason: EndReason) -> Result<Arc<Value>> {
        self.send(TurnInput::End(reason)).await?;
        let missing = || Error::new(ErrorKind::NotReady, "the interview has no report");
        self.session().await?.report.clone().map(Arc::new).ok_or_else(missing)
    }

    /// Commits what `decide` makes of the session, as often as another writer is first; gives the events. For requests
    /// that change a session while a conversation holds it (a CV, an execution).
    ///
    /// # Errors
    /// What `decide` says; as [`Conversation::send`].
    pub async fn commit(
        &self,
        decide: impl FnMut(&Session) -> Result<Vec<Entry>> + Send + 'static,
    ) -> Result<Vec<Event>> {
        let decide: Decide = Box::new(decide);
        self.ask(|answer| Command::Commit(decide, answer)).await?
    }

    /// The session as it is now.
    ///
    /// # Errors
    /// `conflict` when the conversation is over.
    pub async fn session(&self) -> Result<Arc<Session>> {
        self.ask(Command::Session).await
    }

    async fn ask<T>(&self, command: impl FnOnce(oneshot::Sender<T>) -> Command) -> Result<T> {
        let over =
            || Error::new(ErrorKind::Conflict, "this conversation is over").during("conversation.send");
        let (answer, answered) = oneshot::channel();
        self.inbox.clone().send(command(answer)).await.map_err(|_| over())?;
        answered.await.map_err(|_| over())
    }
}
