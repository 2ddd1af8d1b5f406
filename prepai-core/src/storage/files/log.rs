//! Commits: created at their number by a hard link, which only one can make.

use std::io;

use super::core::Core;
use super::envelope::{self, HEAD, Head, Kind};
use super::fault::at;
use crate::error::Result;
use crate::ids::SessionId;
use crate::session::{Appended, Commit, SessionSummary, Status};
use crate::storage::check::{LogEnd, check_append};
use crate::storage::pages::COMMITS;

/// Bytes after which a batch of commits ends.
const BATCH: usize = 8 << 20;

impl Core {
    pub(super) fn append(
        &self,
        session: &SessionId,
        commit: &Commit,
        summary: SessionSummary,
    ) -> Result<Appended> {
        check_append(session, commit, &summary)?;
        let before = commit.number - 1;
        if before == 0 || self.known_end(session) != before {
            let last = self.last(session)?;
            if last != before || self.is_end(session, last)? {
                return self.answer(session, commit, summary, last);
            }
            // The commit before may be somebody's whose power is about to be cut: it must not be lost alone.
            self.settle(session)?;
            self.know(session, before);
        }
        let part = self.write_part(&envelope::write(commit, &summary)?)?;
        let path = self.layout.commit(session, commit.number);
        match self.disk.link(&part.path, &path) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                let last = self.last(session)?;
                return self.answer(session, commit, summary, last);
            }
            Err(error) => return Err(at(&path)(error)),
        }
        self.sync(&self.layout.session(session))?;
        self.announce(session, commit, summary);
        Ok(Appended::Done)
    }

    /// The answer to an append whose number is not the next.
    fn answer(
        &self,
        session: &SessionId,
        commit: &Commit,
        summary: SessionSummary,
        last: u64,
    ) -> Result<Appended> {
        let erased = self.is_end(session, last)?;
        let taken = if commit.number <= last { self.head(session, commit.number)? } else { None };
        let taken_by = taken.as_ref().map(|head| head.write_id.as_str());
        let answer = LogEnd { last, erased, taken_by }.answer(commit);
        if answer == Some(Appended::Done) {
            // The attempt that wrote it may have stopped before it was durable or known.
            self.settle(session)?;
            self.announce(session, commit, summary);
        }
        Ok(answer.unwrap_or(Appended::Conflict { last }))
    }

    /// Tells this process and the others of a commit that stands. It stands also where the others cannot be told: they
    /// find it when they look through everything.
    fn announce(&self, session: &SessionId, commit: &Commit, summary: SessionSummary) {
        if summary.status == Status::Erased {
            self.catalog.remove(session);
        } else {
            self.know(session, commit.number);
            self.catalog.put(summary);
        }
        let _ = self.note(session);
    }

    /// The commits from a number on, at most a batch.
    pub(super) fn batch(&self, session: &SessionId, from: u64) -> Result<Vec<Commit>> {
        let (mut commits, mut bytes) = (Vec::new(), 0);
        for number in (from..=u64::MAX).take(COMMITS) {
            let Some(file) = self.read(&self.layout.commit(session, number), usize::MAX)? else { break };
            bytes += file.len();
            commits.push(envelope::commit(number, file));
            if bytes > BATCH {
                break;
            }
        }
        Ok(commits)
    }

    /// The last number that is taken; 0 when none is. In steps that double, then by halves: numbers have no gaps.
    pub(super) fn last(&self, session: &SessionId) -> Result<u64> {
        let taken = |number| self.exists(&self.layout.commit(session, number));
        let (mut low, mut step) = (self.known_end(session), 1);
        while taken(low.saturating_add(step))? {
            low = low.saturating_add(step);
            step = step.saturating_mul(2);
        }
        let mut high = low.saturating_add(step);
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if taken(middle)? { low = middle } else { high = middle }
        }
        Ok(low)
    }

    /// The line about a commit; nothing when the commit is missing or damaged.
    pub(super) fn head(&self, session: &SessionId, number: u64) -> Result<Option<Head>> {
        let file = self.read(&self.layout.commit(session, number), HEAD)?;
        Ok(file.as_deref().and_then(Head::read))
    }

    /// Whether the last commit ends the log for good.
    pub(super) fn is_end(&self, session: &SessionId, last: u64) -> Result<bool> {
        // A stub too: it has been erased since it was found to be the last.
        Ok(last > 0 && self.head(session, last)?.is_some_and(|head| head.kind != Kind::Plain))
    }

    /// Whether the session was erased.
    pub(super) fn is_erased(&self, session: &SessionId) -> Result<bool> {
        let last = self.last(session)?;
        self.is_end(session, last)
    }
}
