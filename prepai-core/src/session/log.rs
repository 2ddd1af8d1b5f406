//! A log in memory: the session as of its last commit, and what the next commit is sealed to.

use std::sync::Arc;

use super::{Actor, Body, Chain, Commit, Event, Meta, Session, SessionSummary};
use crate::clock::Timestamp;
use crate::error::Result;
use crate::ids::SessionId;

/// An event that is to be committed: who and what; the moment is added when it is sealed.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Who.
    pub actor: Actor,
    /// The turn; 0 outside of turns.
    pub turn: u32,
    /// What.
    pub body: Body,
}

impl Entry {
    /// An entry of a turn.
    pub fn new(actor: Actor, turn: u32, body: Body) -> Self {
        Entry { actor, turn, body }
    }

    /// An entry of the rules outside of turns.
    pub fn system(body: Body) -> Self {
        Entry { actor: Actor::System, turn: 0, body }
    }

    /// The event at a moment.
    pub fn at(self, at: Timestamp, offset_us: u64) -> Event {
        Event { meta: Meta { at, offset_us, turn: self.turn, actor: self.actor }, body: self.body }
    }
}

/// A verified log: the session that it says, its summary and the end of its chain.
#[derive(Debug, Clone)]
pub struct Log {
    session: Arc<Session>,
    summary: SessionSummary,
    chain: Chain,
}

impl Log {
    /// The log before its first commit.
    pub fn new(id: SessionId) -> Self {
        Log {
            session: Arc::new(Session::new(id.clone())),
            summary: SessionSummary::new(id.clone()),
            chain: Chain::new(id),
        }
    }

    /// The session.
    pub fn session(&self) -> &Arc<Session> {
        &self.session
    }

    /// The summary.
    pub fn summary(&self) -> &SessionSummary {
        &self.summary
    }

    /// The last commit's number.
    pub fn number(&self) -> u64 {
        self.chain.number()
    }

    /// Verifies the next commit and takes it in; gives its events.
    ///
    /// # Errors
    /// As [`Chain::open`]; the log stays as it was.
    pub fn take(&mut self, commit: &Commit) -> Result<Vec<Event>> {
        let events = self.chain.open(commit)?;
        self.fold(commit.number, &events);
        Ok(events)
    }

    /// Seals events as the next commit, with the summary as of it; the log itself does not move.
    ///
    /// # Errors
    /// As [`Chain::seal`].
    pub fn seal(&self, write_id: &str, events: &[Event]) -> Result<(Commit, SessionSummary, Chain)> {
        let (commit, chain) = self.chain.seal(write_id, events)?;
        let mut summary = self.summary.clone();
        summary.apply_commit(commit.number, events);
        Ok((commit, summary, chain))
    }

    /// Moves on to a commit that [`Log::seal`] made and a store acknowledged.
    pub(super) fn advance(&mut self, events: &[Event], summary: SessionSummary, chain: Chain) {
        Arc::make_mut(&mut self.session).apply_commit(chain.number(), events);
        self.summary = summary;
        self.chain = chain;
    }

    fn fold(&mut self, number: u64, events: &[Event]) {
        Arc::make_mut(&mut self.session).apply_commit(number, events);
        self.summary.apply_commit(number, events);
    }
}
