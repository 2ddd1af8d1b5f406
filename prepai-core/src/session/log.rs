//! A log in memory: the session as of its last commit, and what the next commit is sealed to.

use std::sync::Arc;

use super::{Actor, Body, Chain, Commit, Event, Meta, Session, SessionSummary};
use crate::clock::Timestamp;
use crate::error::Result;
use crate::ids::SessionId;

/// When a commit happens: decided before it is made, so that what it holds can be derived from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The wall clock.
    pub at: Timestamp,
    /// Monotonic microseconds since the session began; at least those of the log's last event.
    pub offset_us: u64,
}

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
    pub fn at(self, moment: Moment) -> Event {
        let Moment { at, offset_us } = moment;
        Event { meta: Meta { at, offset_us, turn: self.turn, actor: self.actor }, body: self.body }
    }
}

/// A verified log: the session that it says, its summary and the end of its chain.
#[derive(Debug, Clone)]
pub struct Log {
    session: Arc<Session>,
    summary: SessionSummary,
    chain: Chain,
    doubt: Option<Box<Sealed>>,
}

/// A commit that was sealed to the end of a log, and what the log becomes by it.
#[derive(Debug, Clone)]
pub(super) struct Sealed {
    pub(super) commit: Commit,
    pub(super) events: Vec<Event>,
    pub(super) summary: SessionSummary,
    pub(super) chain: Chain,
}

impl Log {
    /// The log before its first commit.
    pub fn new(id: SessionId) -> Self {
        Log {
            session: Arc::new(Session::new(id.clone())),
            summary: SessionSummary::new(id.clone()),
            chain: Chain::new(id),
            doubt: None,
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

    /// Whether a commit of ours may stand or not, because the store did not answer: see
    /// [`Sessions::settle`](super::Sessions::settle).
    pub fn is_in_doubt(&self) -> bool {
        self.doubt.is_some()
    }

    /// Seals events as the next commit; the log itself does not move.
    pub(super) fn seal(&self, write_id: &str, events: Vec<Event>) -> Result<Sealed> {
        let (commit, chain) = self.chain.seal(write_id, &events)?;
        let mut summary = self.summary.clone();
        summary.apply_commit(commit.number, &events);
        Ok(Sealed { commit, events, summary, chain })
    }

    /// Moves on to a commit that the store acknowledged; gives its events.
    pub(super) fn advance(&mut self, sealed: Sealed) -> Vec<Event> {
        Arc::make_mut(&mut self.session).apply_commit(sealed.chain.number(), &sealed.events);
        self.summary = sealed.summary;
        self.chain = sealed.chain;
        sealed.events
    }

    /// Remembers a commit that the store did not answer for.
    pub(super) fn doubt(&mut self, sealed: Sealed) {
        self.doubt = Some(Box::new(sealed));
    }

    /// The commit in doubt, which is none any more.
    pub(super) fn take_doubt(&mut self) -> Option<Sealed> {
        self.doubt.take().map(|sealed| *sealed)
    }

    fn fold(&mut self, number: u64, events: &[Event]) {
        Arc::make_mut(&mut self.session).apply_commit(number, events);
        self.summary.apply_commit(number, events);
    }
}
