//! What the durability suites share: a program that writes, what it acknowledged, and whether that is still there.

pub mod journal;
pub mod power;

use std::path::Path;
use std::sync::Arc;

use futures::TryStreamExt;
use futures::executor::block_on;
use prepai_core::ids::SessionId;
use prepai_core::session::{Chain, Commit, SessionStore};
use prepai_core::storage::{FileStore, SqliteStore};
use prepai_core::{Error, Result};

/// The sessions that the program writes to.
pub const SESSIONS: [&str; 3] = ["durable-a", "durable-b", "durable-c"];

/// The store of a kind below a folder.
///
/// # Errors
/// `invalid_input` for a kind that there is not.
pub fn open(kind: &str, folder: &Path) -> Result<Arc<dyn SessionStore>> {
    match kind {
        "sqlite" => Ok(Arc::new(SqliteStore::new(folder.join("data/sessions.db")))),
        "files" => Ok(Arc::new(FileStore::new(folder.join("data")))),
        _ => Err(Error::invalid("kind", "must be sqlite or files")),
    }
}

/// A commit that was acknowledged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acknowledged {
    /// The session.
    pub session: String,
    /// The number.
    pub number: u64,
    /// The write id.
    pub write_id: String,
}

/// Reads a line of the program; nothing when it was cut off.
pub fn acknowledged(line: &str) -> Option<Acknowledged> {
    let mut words = line.strip_suffix('\n')?.split(' ');
    let (session, number, write_id) = (words.next()?, words.next()?.parse().ok()?, words.next()?);
    Some(Acknowledged { session: session.to_owned(), number, write_id: write_id.to_owned() })
}

/// Whether every log verifies and has every commit that was acknowledged; says what is wrong.
///
/// # Errors
/// The first thing that is wrong.
pub fn check(store: &dyn SessionStore, acknowledged: &[Acknowledged]) -> Result<(), String> {
    let mut logs = Vec::new();
    for id in SESSIONS {
        let session = SessionId::new(id).map_err(|error| format!("{error:?}"))?;
        let commits: Vec<Commit> = block_on(store.commits(&session, 1).try_collect())
            .map_err(|error| format!("{id} cannot be read: {error:?}"))?;
        let mut chain = Chain::new(session);
        for commit in &commits {
            chain.open(commit).map_err(|error| format!("{id} does not verify: {error:?}"))?;
        }
        logs.push((id, commits));
    }
    for wanted in acknowledged {
        let log = logs.iter().find(|(id, _)| *id == wanted.session).map(|(_, commits)| commits);
        let at = usize::try_from(wanted.number - 1).unwrap_or(usize::MAX);
        let found = log.and_then(|commits| commits.get(at)).map(|commit| commit.write_id.as_str());
        if found != Some(&wanted.write_id) {
            return Err(format!("{wanted:?} is lost, in its place is {found:?}"));
        }
    }
    Ok(())
}
