//! What was typed in an interview, for the arrow keys, while it is open. It holds the candidate's words: so it lives in
//! the data folder, ends with the interview, and goes when the session is erased.

use std::fs;
use std::path::{Path, PathBuf};

use prepai_core::ids::SessionId;
use prepai_core::session::Status;
use prepai_core::turn::Interview;
use prepai_core::{Error, Result};

/// The histories of a data folder.
#[derive(Debug)]
pub(crate) struct Histories(PathBuf);

impl Histories {
    /// Those of this data folder.
    pub(crate) fn new(data: &Path) -> Histories {
        Histories(data.join("terminal"))
    }

    /// The file of a session, in a folder that is there.
    ///
    /// # Errors
    /// What the operating system says, with the path.
    pub(crate) fn of(&self, id: &SessionId) -> Result<PathBuf> {
        fs::create_dir_all(&self.0).map_err(|error| Error::from(error).with("path", self.0.display()))?;
        Ok(self.path(id))
    }

    /// Removes the history of a session, if there is one.
    pub(crate) fn forget(&self, id: &SessionId) {
        let _ = fs::remove_file(self.path(id));
    }

    /// Removes histories of sessions that are over or gone: another program may have ended or erased them.
    pub(crate) async fn sweep(&self, interview: &Interview) {
        let Ok(entries) = fs::read_dir(&self.0) else { return };
        for entry in entries.flatten() {
            let name = entry.file_name();
            let id = name.to_str().and_then(|name| name.strip_suffix(".history")).map(SessionId::new);
            let Some(Ok(id)) = id else { continue };
            let open = match interview.sessions().store().summary(&id).await {
                Ok(summary) => summary.is_some_and(|summary| summary.status == Status::Active),
                Err(_) => continue,
            };
            if !open {
                self.forget(&id);
            }
        }
    }

    fn path(&self, id: &SessionId) -> PathBuf {
        self.0.join(format!("{id}.history"))
    }
}
