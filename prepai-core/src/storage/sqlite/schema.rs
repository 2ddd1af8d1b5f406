//! The tables, and which database is ours.

use rusqlite::Connection;

use super::error::{Db, sql};
use crate::error::{Error, ErrorKind, Result};

/// "PRAI": marks the file as ours.
const APPLICATION: i64 = 0x5052_4149;

/// The version of the tables that this build writes.
const VERSION: i64 = 1;

/// A commit's place is its session's key and its number, so that a log lies together and one integer finds a commit.
const TABLES: &str = "
CREATE TABLE sessions(
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    last INTEGER NOT NULL,
    -- 0: no; 1: the terminal commit stands; 2: and nothing else of the session is left
    erased INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX sessions_erasing ON sessions(erased) WHERE erased = 1;
CREATE TABLE commits(
    place INTEGER PRIMARY KEY,
    write_id TEXT NOT NULL,
    bytes BLOB NOT NULL
);
CREATE TABLE summaries(
    session INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    commit_number INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    status TEXT NOT NULL,
    kind TEXT NOT NULL,
    candidate_key TEXT NOT NULL,
    owner TEXT,
    demo INTEGER NOT NULL,
    body TEXT NOT NULL
);
-- Newest first under each filter; the columns behind the order let another filter skip rows without reading them.
CREATE INDEX summaries_new ON summaries(created_at, id, demo, kind, status, owner);
CREATE INDEX summaries_status ON summaries(status, created_at, id, demo, kind, owner);
CREATE INDEX summaries_kind ON summaries(kind, created_at, id, demo, status, owner);
CREATE INDEX summaries_candidate ON summaries(candidate_key, created_at, id, demo, status, kind, owner);
CREATE INDEX summaries_owner ON summaries(owner, created_at, id, demo, status, kind) WHERE owner IS NOT NULL;
CREATE TABLE counters(key TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE files(
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    session INTEGER NOT NULL,
    name TEXT NOT NULL,
    size INTEGER NOT NULL,
    modified INTEGER NOT NULL,
    -- 0 while its parts are still coming: then nobody sees it
    complete INTEGER NOT NULL
);
CREATE UNIQUE INDEX files_name ON files(session, name) WHERE complete = 1;
CREATE INDEX files_coming ON files(modified) WHERE complete = 0;
CREATE TABLE file_parts(place INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
";

/// Makes the tables of a new database; checks those of an old one.
pub(super) fn prepare(db: &Connection) -> Db<()> {
    if is_empty(db)? {
        db.execute_batch("BEGIN IMMEDIATE").map_err(sql)?;
        // Another process may have been first.
        let made = if is_empty(db)? { make(db) } else { Ok(()) };
        let end = if made.is_ok() { "COMMIT" } else { "ROLLBACK" };
        db.execute_batch(end).map_err(sql)?;
        made?;
    }
    check(db)
}

fn make(db: &Connection) -> Db<()> {
    db.execute_batch(TABLES).map_err(sql)?;
    db.pragma_update(None, "application_id", APPLICATION).map_err(sql)?;
    db.pragma_update(None, "user_version", VERSION).map_err(sql)
}

/// Whether nobody has made any tables yet.
pub(super) fn is_empty(db: &Connection) -> Db<bool> {
    let tables: i64 =
        db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(sql)?;
    Ok(tables == 0)
}

/// Checks that the database is ours and of a version that this build knows.
pub(super) fn check(db: &Connection) -> Result<()> {
    let read = |name: &str| db.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).map_err(sql);
    let (application, version) = (read("application_id")?, read("user_version")?);
    if application != APPLICATION {
        let message = "the file is a database of another program: choose another path";
        return Err(Error::new(ErrorKind::Corrupt, message));
    }
    if version != VERSION {
        let message =
            format!("the database has version {version} and this build knows {VERSION}: use a newer prepai");
        return Err(Error::new(ErrorKind::Unsupported, message).with("version", version));
    }
    Ok(())
}
