//! Erasing, and finishing what stopped in its middle.

use super::core::Core;
use super::envelope::{self, Kind};
use super::fault::{at, unless_missing};
use super::names::{commit_number, unfold_case};
use super::writer;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::SessionId;

impl Core {
    pub(super) fn erase(&self, session: &SessionId) -> Result<()> {
        let last = self.last(session)?;
        if last == 0 {
            return Ok(());
        }
        if !self.is_end(session, last)? {
            let message = "the session has no terminal commit: append one before erasing";
            return Err(Error::new(ErrorKind::Conflict, message));
        }
        // Before anything goes, that it goes is durable.
        self.settle(session)?;
        self.stub_all(session, last)?;
        let folder = self.layout.files(session);
        for name in self.list(&folder)? {
            self.remove_file(&folder.join(name))?;
        }
        // Also where there is nothing to remove: who removed it may not have come to this.
        if self.exists(&folder)? {
            self.sync(&folder)?;
        }
        self.remove_file(&self.layout.summary(session))?;
        self.sync(&self.layout.session(session))?;
        self.catalog.remove(session);
        self.note(session)
    }

    /// Replaces the commits before the last, the first in the end: a stub there says that all are.
    fn stub_all(&self, session: &SessionId, last: u64) -> Result<()> {
        if last == 1 || self.is_stub(session, 1)? {
            return Ok(());
        }
        for number in (2..last).rev() {
            if !self.is_stub(session, number)? {
                self.stub(session, number)?;
            }
        }
        self.sync(&self.layout.session(session))?;
        self.stub(session, 1)
    }

    fn stub(&self, session: &SessionId, number: u64) -> Result<()> {
        let part = self.write_part(&envelope::stub())?;
        self.place(&part, &self.layout.commit(session, number))
    }

    fn is_stub(&self, session: &SessionId, number: u64) -> Result<bool> {
        Ok(self.head(session, number)?.is_some_and(|head| head.kind == Kind::Stub))
    }

    pub(super) fn remove_file(&self, path: &std::path::Path) -> Result<()> {
        unless_missing(self.disk.remove(path)).map(|_| ()).map_err(at(path))
    }

    /// Finishes erases; also removes what a writer put into an erased session before it stopped.
    pub(super) fn sweep(&self) -> Result<u64> {
        if !self.exists(&self.layout.sessions())? {
            return Ok(0);
        }
        self.writer()?;
        writer::clear(&*self.disk, &self.layout).map_err(at(&self.layout.writers()))?;
        let mut touched = 0;
        for session in self.sessions()? {
            if self.is_half_erased(&session)? {
                self.erase(&session)?;
                touched += 1;
            }
        }
        Ok(touched)
    }

    fn is_half_erased(&self, session: &SessionId) -> Result<bool> {
        let names = self.list(&self.layout.session(session))?;
        let last = names.iter().filter_map(|name| commit_number(name)).max().unwrap_or(0);
        if !self.is_end(session, last)? {
            return Ok(false);
        }
        let whole = last > 1 && !self.is_stub(session, 1)?;
        let left = names.iter().any(|name| name == "summary");
        Ok(whole || left || !self.list(&self.layout.files(session))?.is_empty())
    }

    /// Every session that has a folder.
    pub(super) fn sessions(&self) -> Result<Vec<SessionId>> {
        let mut sessions = Vec::new();
        let root = self.layout.sessions();
        for shard in self.list(&root)? {
            let names = self.list(&root.join(shard))?;
            let ids = names.iter().filter_map(|name| SessionId::new(unfold_case(name)?).ok());
            sessions.extend(ids);
        }
        Ok(sessions)
    }
}
