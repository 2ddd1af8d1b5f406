//! Erasing: stubs in place of commits, nothing else left, not in the log of the database either.

use rusqlite::{Connection, params};

use super::error::{Db, sql};
use super::log::{place, row};
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
    stub_row(db, found.key, found.last)?;
    Ok(true)
}

fn stub_row(db: &Connection, key: i64, last: u64) -> Db<()> {
    let (first, before) = (place(key, 1), place(key, last));
    let clear = "UPDATE commits SET write_id = '', bytes = x'' WHERE place >= ?1 AND place < ?2";
    db.execute(clear, params![first, before]).map_err(sql)?;
    files::remove_all(db, key)?;
    summaries::remove(db, key)?;
    db.execute("UPDATE sessions SET erased = 2 WHERE key = ?1", [key]).map_err(sql)?;
    Ok(())
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

/// Cuts the log of the database, which still holds what was overwritten. A reader of another process may hold it: then
/// the next erase or sweep cuts it.
pub(super) async fn forget(writer: &Writer) -> Result<()> {
    for _ in 0..TRIES {
        let cut = |db: &Connection| {
            db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0)).map_err(sql)
        };
        if writer.alone(cut).await? == 0 {
            return Ok(());
        }
    }
    tracing::warn!("another process reads the database: its log is cut with the next erase");
    Ok(())
}
