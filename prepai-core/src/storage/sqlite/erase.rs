//! Erasing: stubs in place of commits, nothing else left, neither in the log of the database nor in its pages.

use std::sync::Arc;

use rusqlite::{Connection, params};

use super::error::{Db, sql};
use super::log::{place, row};
use super::scrub::{MOST_PAGES, Raw};
use super::writer::Writer;
use super::{files, summaries};
use crate::clock::Timestamp;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::SessionId;

/// How long an upload may take before a sweep takes what came of it for left behind.
const ABANDONED_US: i64 = 24 * 3600 * 1_000_000;

/// How often the log of the database is tried to be cut while other processes read it.
const TRIES: usize = 5;

/// Replaces the commits before the terminal one by stubs and removes the rest of the session; whether there was anything
/// to do. The numbers are replaced from the last down to the first: in one transaction nobody sees the order.
pub(super) fn stub(db: &Connection, session: &SessionId) -> Db<bool> {
    let Some(found) = row(db, session)?.filter(|row| row.last > 0) else { return Ok(false) };
    if !found.erased {
        let message = "the session has no terminal commit: append one before erasing";
        return Err(Error::new(ErrorKind::Conflict, message));
    }
    let unfinished = "SELECT 1 FROM sessions WHERE key = ?1 AND erased = 1";
    if !db.prepare_cached(unfinished).map_err(sql)?.exists([found.key]).map_err(sql)? {
        return Ok(false);
    }
    stub_row(db, found.key, found.last)?;
    Ok(true)
}

/// The session stays unfinished until its traces are gone as well: see [`forget`].
fn stub_row(db: &Connection, key: i64, last: u64) -> Db<()> {
    let (first, before) = (place(key, 1), place(key, last));
    let clear = "UPDATE commits SET write_id = '', bytes = x'' WHERE place >= ?1 AND place < ?2";
    db.execute(clear, params![first, before]).map_err(sql)?;
    files::remove_all(db, key)?;
    summaries::remove(db, key)
}

/// Finishes what was left behind; gives the number of sessions that it touched.
pub(super) fn sweep(db: &Connection, now: Timestamp) -> Db<u64> {
    let mut find = db.prepare("SELECT key, last FROM sessions WHERE erased = 1").map_err(sql)?;
    let rows = find.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).map_err(sql)?;
    let unfinished: Vec<(i64, i64)> = rows.collect::<Result<_, _>>().map_err(sql)?;
    for (key, last) in &unfinished {
        stub_row(db, *key, u64::try_from(*last).unwrap_or(0))?;
    }
    files::remove_abandoned(db, now.as_micros().saturating_sub(ABANDONED_US))?;
    Ok(unfinished.len() as u64)
}

/// Removes the traces of what was erased: cuts the log of the database, zeroes what SQLite left in its pages, and says
/// that the sessions are finished. Where readers of another process hold the log, the next erase or sweep does it.
pub(super) async fn forget(writer: &Writer, raw: &Arc<Raw>) -> Result<()> {
    for _ in 0..TRIES {
        let raw = Arc::clone(raw);
        if writer.alone(move |db| traces(db, &raw)).await? {
            return Ok(());
        }
    }
    tracing::warn!(
        "another process reads the database: traces of what was erased go with the next erase or sweep"
    );
    Ok(())
}

/// Whether the traces are gone.
fn traces(db: &Connection, raw: &Raw) -> Db<bool> {
    let cut = "PRAGMA wal_checkpoint(TRUNCATE)";
    if db.query_row(cut, [], |row| row.get::<_, i64>(0)).map_err(sql)? != 0 {
        return Ok(false);
    }
    db.execute_batch("BEGIN IMMEDIATE").map_err(sql)?;
    // Another process may have written between the two; from here on nobody does.
    let done = if raw.has_log() { Ok(false) } else { zero_and_finish(db, raw).map(|()| true) };
    let end = if matches!(done, Ok(true)) { "COMMIT" } else { "ROLLBACK" };
    let ended = db.execute_batch(end).map_err(sql);
    done.and_then(|done| ended.map(|()| done))
}

fn zero_and_finish(db: &Connection, raw: &Raw) -> Db<()> {
    let pragma = |name: &str| db.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).map_err(sql);
    let (size, pages) = (pragma("page_size")?, pragma("page_count")?);
    if pages >= MOST_PAGES {
        let message = "the database is too large to be cleaned in place: run VACUUM on it, then sweep";
        return Err(Error::new(ErrorKind::TooLarge, message));
    }
    // Pages in memory still have the bytes that are overwritten now. Other processes drop theirs at the next commit.
    db.release_memory().map_err(sql)?;
    raw.sync_log()?;
    raw.scrub(usize::try_from(size).unwrap_or(usize::MAX))?;
    // What is marked was stubbed before, unless it still has a first commit.
    let mut find = db.prepare("SELECT key FROM sessions WHERE erased = 1").map_err(sql)?;
    let keys = find.query_map([], |row| row.get::<_, i64>(0)).map_err(sql)?;
    for key in keys.collect::<Result<Vec<_>, _>>().map_err(sql)? {
        let finish = "UPDATE sessions SET erased = 2 WHERE key = ?1 AND NOT EXISTS
            (SELECT 1 FROM commits WHERE place = ?2 AND bytes != x'' AND sessions.last > 1)";
        db.execute(finish, params![key, place(key, 1)]).map_err(sql)?;
    }
    Ok(())
}
