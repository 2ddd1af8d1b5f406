//! The repository that all code uses: it seals, verifies, decides again on conflict, erases and forks.

use std::sync::Arc;

use futures::{StreamExt, TryStreamExt};

use super::body::{Created, Fork};
use super::event::ErasedBody;
use super::log::Sealed;
use super::{
    Appended, Body, Chain, Commit, Entry, Event, Log, MAX_COMMIT, Moment, SessionStore, SessionSummary,
    Status, SummaryQuery,
};
use crate::clock::Clock;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::{Ids, SessionId};

/// How often a writer decides again before it says that the session is contended.
const MAX_CONFLICTS: usize = 10_000;

/// What came of a commit.
#[derive(Debug, Clone, PartialEq)]
pub enum Committed {
    /// It is stored; these are its events.
    Done(Vec<Event>),
    /// It is not; the log has moved on by these events, mostly of somebody else who was first: decide again.
    Again(Vec<Event>),
}

/// Sessions in a store.
#[derive(Debug, Clone)]
pub struct Sessions {
    store: Arc<dyn SessionStore>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
}

impl Sessions {
    /// Sessions in `store`.
    pub fn new(store: Arc<dyn SessionStore>, clock: Arc<dyn Clock>, ids: Arc<dyn Ids>) -> Self {
        Sessions { store, clock, ids }
    }

    /// The store itself; for lists, files and analytics.
    pub fn store(&self) -> &Arc<dyn SessionStore> {
        &self.store
    }

    /// The clock of its events.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.clock
    }

    /// This moment, at `offset_us` of monotonic session time; 0 where no conversation is open.
    pub fn moment(&self, offset_us: u64) -> Moment {
        Moment { at: self.clock.now(), offset_us }
    }

    /// A fresh id of the source that names sessions, conversations and writes.
    pub fn fresh_id(&self) -> String {
        self.ids.fresh(self.clock.now())
    }

    /// Creates a session under a fresh id, or the one given.
    ///
    /// # Errors
    /// `conflict` when the id is taken, also by an erased session.
    pub async fn create(&self, id: Option<SessionId>, created: Created) -> Result<Log> {
        let id = match id {
            Some(id) => id,
            None => SessionId::new(self.fresh_id())?,
        };
        let mut log = Log::new(id);
        let taken = || {
            Error::new(ErrorKind::Conflict, "a session of this id exists already").during("sessions.create")
        };
        let entry = Entry::system(Body::Created(Box::new(created)));
        match self.commit(&mut log, self.moment(0), vec![entry]).await {
            Ok(Committed::Done(_)) => Ok(log),
            Ok(Committed::Again(_)) => Err(taken()),
            Err(error) if error.kind() == ErrorKind::NotFound => Err(taken()),
            Err(error) => Err(error),
        }
    }

    /// Reads and verifies a session, and renews its summary if that lags.
    ///
    /// # Errors
    /// `not_found` when there is none or it was erased, `corrupt` when it does not verify.
    pub async fn load(&self, id: &SessionId) -> Result<Log> {
        let mut log = Log::new(id.clone());
        self.read(&mut log, &mut Vec::new()).await?;
        if log.number() == 0 {
            return Err(Error::not_found("session").during("sessions.load"));
        }
        let kept = self.store.summary(id).await?;
        if kept.is_none_or(|kept| kept.commit < log.number()) {
            self.store.put_summary(log.summary().clone()).await?;
        }
        Ok(log)
    }

    /// The summary of a session as of its last commit. Costs the same for a log of any length.
    ///
    /// # Errors
    /// As [`Sessions::load`], but a commit that does not verify is found only where the summary lags.
    pub async fn summary(&self, id: &SessionId) -> Result<SessionSummary> {
        let kept = self.store.summary(id).await?.filter(|kept| kept.status != Status::Erased);
        if let Some(kept) = kept {
            let mut later = self.store.commits(id, kept.commit + 1);
            if later.try_next().await?.is_none() {
                return Ok(kept);
            }
        }
        // A store without transactions was stopped between a commit and its summary, or there is no such session.
        Ok(self.load(id).await?.summary().clone())
    }

    /// Takes in what others have written; gives the events that are new. Where the store breaks off in the middle these are the
    /// events before the break, which the log has taken in; the next call goes on there.
    ///
    /// # Errors
    /// `not_found` when the session was erased, `corrupt` when a commit does not verify; what the store says where nothing new came
    /// before it.
    pub async fn refresh(&self, log: &mut Log) -> Result<Vec<Event>> {
        let mut fresh = Vec::new();
        match self.read(log, &mut fresh).await {
            Err(error) if fresh.is_empty() || error.kind() == ErrorKind::NotFound => Err(error),
            _ => Ok(fresh),
        }
    }

    /// Takes in everything after the log's last commit, and adds its events to `fresh`, also those before an error.
    async fn read(&self, log: &mut Log, fresh: &mut Vec<Event>) -> Result<()> {
        let id = log.session().id.clone();
        let mut commits = self.store.commits(&id, log.number() + 1);
        while let Some(commit) = commits.try_next().await? {
            if commit.is_stub() {
                drop(commits);
                self.store.erase(&id).await?;
                return Err(Error::not_found("session").during("sessions.load"));
            }
            match log.take(&commit) {
                Ok(events) => fresh.extend(events),
                Err(_) if commit.is_tombstone() => {
                    drop(commits);
                    self.store.erase(&id).await?;
                    return Err(Error::not_found("session").during("sessions.load"));
                }
                Err(error) => return Err(error),
            }
        }
        if log.session().status == Status::Erased {
            // The tombstone stands and somebody stopped in the middle: finish for them.
            self.store.erase(&id).await?;
            return Err(Error::not_found("session").during("sessions.load"));
        }
        Ok(())
    }

    /// Commits entries as one. A commit in doubt is settled first.
    ///
    /// # Errors
    /// `not_found` when the session was erased; what the store says otherwise. After an error the commit is in doubt
    /// ([`Log::is_in_doubt`]): the next call makes it stand before anything else, so nothing is lost or doubled.
    pub async fn commit(&self, log: &mut Log, moment: Moment, entries: Vec<Entry>) -> Result<Committed> {
        if log.is_in_doubt() {
            let (Committed::Done(events) | Committed::Again(events)) = self.settle(log).await?;
            return Ok(Committed::Again(events));
        }
        let moment = Moment { offset_us: moment.offset_us.max(log.session().offset_us), ..moment };
        let events: Vec<Event> = entries.into_iter().map(|entry| entry.at(moment)).collect();
        let sealed = log.seal(&self.fresh_id(), events)?;
        self.append(log, sealed).await
    }

    /// Repeats a commit that the store did not answer for: done if it stands now, again if somebody else was first or
    /// nothing was in doubt.
    ///
    /// # Errors
    /// As [`Sessions::commit`]; the commit stays in doubt.
    pub async fn settle(&self, log: &mut Log) -> Result<Committed> {
        let Some(sealed) = log.take_doubt() else { return Ok(Committed::Again(Vec::new())) };
        self.append(log, sealed).await
    }

    async fn append(&self, log: &mut Log, sealed: Sealed) -> Result<Committed> {
        let id = log.session().id.clone();
        // In doubt from here on: also when the caller drops this future in the middle.
        let (commit, summary) = (sealed.commit.clone(), sealed.summary.clone());
        log.doubt(sealed);
        let appended = self.store.append(&id, commit, summary).await?;
        let Some(sealed) = log.take_doubt() else { return Ok(Committed::Again(Vec::new())) };
        match appended {
            Appended::Done => Ok(Committed::Done(log.advance(sealed))),
            Appended::Conflict { .. } => Ok(Committed::Again(self.refresh(log).await?)),
            Appended::Erased => Err(Error::not_found("session").during("sessions.commit")),
        }
    }

    /// Commits what `decide` makes of the session, as often as somebody else is first; nothing when it decides nothing.
    ///
    /// # Errors
    /// What `decide` says; `busy` when the session stays contended; what the store says.
    pub async fn update(
        &self,
        log: &mut Log,
        moment: Moment,
        mut decide: impl FnMut(&Log) -> Result<Vec<Entry>>,
    ) -> Result<Vec<Event>> {
        for _ in 0..MAX_CONFLICTS {
            let entries = decide(log)?;
            if entries.is_empty() {
                return Ok(Vec::new());
            }
            if let Committed::Done(events) = self.commit(log, moment, entries).await? {
                return Ok(events);
            }
        }
        Err(Error::new(ErrorKind::Busy, "too many writers on this session, try again")
            .during("sessions.update"))
    }

    /// One page of summaries, newest first.
    ///
    /// # Errors
    /// What the store says.
    pub async fn list(&self, query: SummaryQuery) -> Result<Vec<SessionSummary>> {
        let batches: Vec<Vec<SessionSummary>> = self.store.summaries(query).try_collect().await?;
        Ok(batches.into_iter().flatten().collect())
    }

    /// Deletes everything of a session but the numbers of its commits. Works on damaged logs too.
    ///
    /// # Errors
    /// `not_found` when there is none or it is erased already (its rest is finished all the same).
    pub async fn erase(&self, id: &SessionId) -> Result<()> {
        for _ in 0..MAX_CONFLICTS {
            let mut last = None;
            let mut commits = self.store.commits(id, 1);
            while let Some(commit) = commits.try_next().await? {
                if commit.is_stub() {
                    drop(commits);
                    self.store.erase(id).await?;
                    return Err(Error::not_found("session").during("sessions.erase"));
                }
                last = Some(commit);
            }
            let Some(last) = last else { return Err(Error::not_found("session").during("sessions.erase")) };
            // Sealed to nothing: a damaged log can be erased too, and an erased one is recognised, not verified.
            let event = Entry::system(Body::Erased(ErasedBody {})).at(self.moment(0));
            let (sealed, _) = Chain::new(id.clone()).seal(&self.fresh_id(), &[event])?;
            let commit = Commit { number: last.number + 1, ..sealed };
            let mut summary = SessionSummary::new(id.clone()).tombstone();
            summary.commit = commit.number;
            match self.store.append(id, commit, summary).await? {
                Appended::Done | Appended::Erased => return self.store.erase(id).await,
                Appended::Conflict { .. } => {}
            }
        }
        Err(Error::new(ErrorKind::Busy, "too many writers on this session, try again")
            .during("sessions.erase"))
    }

    /// Copies the events up to and including commit `at` (all when absent) into a new session under its own chain.
    ///
    /// # Errors
    /// `invalid_input` when there is no such commit; as [`Sessions::load`].
    pub async fn fork(&self, id: &SessionId, at: Option<u64>) -> Result<Log> {
        let mut source = Log::new(id.clone());
        let mut events: Vec<Event> = Vec::new();
        let mut commits = self.store.commits(id, 1);
        while let Some(commit) = commits.try_next().await? {
            if commit.is_stub() {
                return Err(Error::not_found("session").during("sessions.fork"));
            }
            if at.is_some_and(|at| commit.number > at) {
                break;
            }
            events.extend(source.take(&commit)?);
        }
        if source.number() == 0 {
            return Err(Error::not_found("session").during("sessions.fork"));
        }
        if at.is_some_and(|at| at == 0 || at > source.number()) {
            return Err(Error::invalid("at", format!("must be a commit from 1 to {}", source.number())));
        }
        let fork = Fork { session: id.clone(), commit: source.number() };
        let mut copy = Log::new(SessionId::new(self.fresh_id())?);
        for event in &mut events {
            if let Body::Created(created) = &mut event.body {
                created.forked_from = Some(fork.clone());
                event.meta.at = self.clock.now();
            }
        }
        // The old conversation's attachment and the end are not part of the copy: it is to be continued.
        events.retain(|event| !matches!(event.body, Body::Attached(_) | Body::Ended(_) | Body::Reported(_)));
        for part in parts(&events)? {
            let sealed = copy.seal(&self.fresh_id(), part.to_vec())?;
            if let Committed::Again(_) = self.append(&mut copy, sealed).await? {
                return Err(Error::new(ErrorKind::Conflict, "the fork's id is taken").during("sessions.fork"));
            }
        }
        Ok(copy)
    }

    /// The log as JSON lines, commit by commit: header lines and event lines as they are stored.
    ///
    /// # Errors
    /// `not_found`; what the store says.
    pub async fn lines(&self, id: &SessionId) -> Result<Vec<u8>> {
        let mut lines = Vec::new();
        let mut commits = self.store.commits(id, 1);
        while let Some(commit) = commits.next().await {
            let commit = commit?;
            if commit.is_stub() {
                return Err(Error::not_found("session").during("sessions.lines"));
            }
            lines.extend_from_slice(&commit.bytes);
        }
        if lines.is_empty() {
            return Err(Error::not_found("session").during("sessions.lines"));
        }
        Ok(lines)
    }
}

/// Splits events so that each part fits into a commit.
fn parts(events: &[Event]) -> Result<Vec<&[Event]>> {
    let mut parts = Vec::new();
    let (mut from, mut size) = (0, 0);
    for (index, event) in events.iter().enumerate() {
        let line = event.to_line()?.len() + 1;
        if size + line > MAX_COMMIT / 2 && index > from {
            parts.extend(events.get(from..index));
            (from, size) = (index, 0);
        }
        size += line;
    }
    parts.extend(events.get(from..).filter(|rest| !rest.is_empty()));
    Ok(parts)
}
