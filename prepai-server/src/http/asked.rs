//! The session that a request asks for, if it is the caller's to see.

use prepai_core::ids::SessionId;
use prepai_core::session::{Log, SessionSummary};
use prepai_core::{Error, Result};

use super::App;
use super::guard::Caller;
use crate::rooms::Purpose;

impl App {
    /// The summary of the session that a path names.
    ///
    /// # Errors
    /// `not_found` when there is none, it was erased, or it is somebody else's.
    pub(super) async fn summary(
        &self,
        caller: &Caller,
        asked: &str,
        purpose: Purpose,
    ) -> Result<SessionSummary> {
        let id = self.rooms.resolve(asked, caller.owner.as_deref(), purpose).await?;
        let summary = self.interview.sessions().summary(&id).await?;
        seen(caller, summary.owner.as_deref())?;
        Ok(summary)
    }

    /// The id of the session that a path names.
    ///
    /// # Errors
    /// As [`App::summary`].
    pub(super) async fn session_id(
        &self,
        caller: &Caller,
        asked: &str,
        purpose: Purpose,
    ) -> Result<SessionId> {
        Ok(self.summary(caller, asked, purpose).await?.session)
    }

    /// The whole session that a path names, verified.
    ///
    /// # Errors
    /// As [`App::summary`]; `corrupt`.
    pub(super) async fn session(&self, caller: &Caller, asked: &str) -> Result<Log> {
        let id = self.rooms.resolve(asked, caller.owner.as_deref(), Purpose::Look).await?;
        let log = self.interview.sessions().load(&id).await?;
        seen(caller, log.session().created.owner.as_deref())?;
        Ok(log)
    }
}

/// Somebody else's session is not there.
fn seen(caller: &Caller, owner: Option<&str>) -> Result<()> {
    if caller.may_see(owner) { Ok(()) } else { Err(Error::not_found("session")) }
}
