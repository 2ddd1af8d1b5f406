//! Summaries: in the file of the last commit, or in one of its own that is as new.

use super::core::Core;
use super::disk::Locking;
use super::envelope::{self, HEAD, Head, Kind};
use super::fault::at;
use crate::error::Result;
use crate::ids::SessionId;
use crate::session::{SessionSummary, Status};

/// What is kept of a session for lists.
#[derive(Debug)]
pub(super) enum Kept {
    Nothing,
    Erased,
    Summary(Box<SessionSummary>),
}

impl Core {
    /// The newest summary of a session.
    pub(super) fn summary(&self, session: &SessionId) -> Result<Kept> {
        let last = self.last(session)?;
        let mut newest = None;
        if last > 0 {
            let path = self.layout.commit(session, last);
            let mut file = self.read(&path, HEAD)?.unwrap_or_default();
            let head = Head::read(&file);
            if head.as_ref().is_some_and(|head| head.kind != Kind::Plain) {
                return Ok(Kept::Erased);
            }
            if let Some(head) = head {
                if head.with_summary() > file.len() {
                    file = self.read(&path, head.with_summary())?.unwrap_or_default();
                }
                newest = head.summary(&file);
            }
        }
        let put = self.read(&self.layout.summary(session), usize::MAX)?;
        let put = put.and_then(|file| serde_json::from_slice::<SessionSummary>(&file).ok());
        let put = put.filter(|put| newest.as_ref().is_none_or(|newest| put.commit >= newest.commit));
        Ok(put.or(newest).map_or(Kept::Nothing, |summary| Kept::Summary(Box::new(summary))))
    }

    pub(super) fn put_summary(&self, summary: SessionSummary) -> Result<()> {
        let session = &summary.session.clone();
        if summary.status == Status::Erased || !self.is_older(session, summary.commit)? {
            return Ok(());
        }
        self.house(session)?;
        let part = self.write_part(&envelope::to_json(&summary)?)?;
        let path = self.layout.summary(session);
        {
            // Between the look at what is there and its replacement nobody else may replace it.
            let lock = self.layout.summaries_lock();
            let _held = self.disk.lock(&lock, Locking::Wait).map_err(at(&lock))?;
            if !self.is_older(session, summary.commit)? {
                return Ok(());
            }
            self.place(&part, &path)?;
        }
        self.sync(&self.layout.session(session))?;
        if self.is_erased(session)? {
            self.remove_file(&path)?;
            return self.sync(&self.layout.session(session));
        }
        self.catalog.put(summary);
        self.note(session)
    }

    /// Whether what is kept is of a lower commit, in a session that was not erased.
    fn is_older(&self, session: &SessionId, commit: u64) -> Result<bool> {
        Ok(match self.summary(session)? {
            Kept::Nothing => true,
            Kept::Erased => false,
            Kept::Summary(kept) => kept.commit < commit,
        })
    }
}
