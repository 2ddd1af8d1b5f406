//! Commits.

use rusqlite::{Connection, OptionalExtension, params};

use super::error::{Db, sql};
use super::summaries;
use crate::error::{Error, ErrorKind};
use crate::ids::SessionId;
use crate::session::{Appended, Commit, SessionSummary, Status};
use crate::storage::check::LogEnd;
use crate::storage::pages;

/// Commits of a session at most: their number takes the lower half of a place.
const MOST: u64 = u32::MAX as u64;

/// What the table of sessions says of one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    pub(super) key: i64,
    pub(super) last: u64,
    pub(super) erased: bool,
}

pub(super) fn row(db: &Connection, session: &SessionId) -> Db<Option<Row>> {
    let mut find = db.prepare_cached("SELECT key, last, erased FROM sessions WHERE id = ?1").map_err(sql)?;
    let read = |row: &rusqlite::Row<'_>| {
        let (key, last, erased): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(Row { key, last: u64::try_from(last).unwrap_or(0), erased: erased != 0 })
    };
    find.query_row([session.as_str()], read).optional().map_err(sql)
}

/// The session's row; made when it is missing.
pub(super) fn row_or_new(db: &Connection, session: &SessionId) -> Db<Row> {
    if let Some(row) = row(db, session)? {
        return Ok(row);
    }
    let mut insert = db.prepare_cached("INSERT INTO sessions(id, last) VALUES (?1, 0)").map_err(sql)?;
    let key = insert.insert([session.as_str()]).map_err(sql)?;
    Ok(Row { key, last: 0, erased: false })
}

/// Where a commit lies.
pub(super) fn place(key: i64, number: u64) -> i64 {
    (key << 32) | i64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

pub(super) fn append(
    db: &Connection,
    session: &SessionId,
    commit: &Commit,
    summary: &SessionSummary,
) -> Db<Appended> {
    let found = row(db, session)?;
    let taken_by = match found {
        Some(row) if commit.number <= row.last => write_id(db, place(row.key, commit.number))?,
        _ => None,
    };
    let (last, erased) = found.map_or((0, false), |row| (row.last, row.erased));
    if let Some(answer) = (LogEnd { last, erased, taken_by: taken_by.as_deref() }).answer(commit) {
        return Ok(answer);
    }
    if commit.number >= MOST {
        return Err(Error::new(ErrorKind::TooLarge, "the session has all the commits that it may have"));
    }
    let key = row_or_new(db, session)?.key;
    let mut insert =
        db.prepare_cached("INSERT INTO commits(place, write_id, bytes) VALUES (?1, ?2, ?3)").map_err(sql)?;
    insert.execute(params![place(key, commit.number), commit.write_id, commit.bytes]).map_err(sql)?;
    let terminal = summary.status == Status::Erased;
    let mut update =
        db.prepare_cached("UPDATE sessions SET last = ?2, erased = ?3 WHERE key = ?1").map_err(sql)?;
    update.execute(params![key, signed(commit.number), i64::from(terminal)]).map_err(sql)?;
    if terminal {
        summaries::remove(db, key)?;
    } else {
        summaries::put(db, key, summary)?;
    }
    Ok(Appended::Done)
}

fn write_id(db: &Connection, place: i64) -> Db<Option<String>> {
    let mut find = db.prepare_cached("SELECT write_id FROM commits WHERE place = ?1").map_err(sql)?;
    find.query_row([place], |row| row.get(0)).optional().map_err(sql)
}

/// A batch of commits from a number on.
pub(super) fn commits(db: &Connection, session: &SessionId, from: u64) -> Db<Vec<Commit>> {
    let Some(row) = row(db, session)? else { return Ok(Vec::new()) };
    if from > row.last {
        return Ok(Vec::new());
    }
    let mut find = db
        .prepare_cached(
            "SELECT place & 4294967295, write_id, bytes FROM commits WHERE place BETWEEN ?1 AND ?2 \
             ORDER BY place LIMIT ?3",
        )
        .map_err(sql)?;
    let batch = i64::try_from(pages::COMMITS).unwrap_or(i64::MAX);
    let (first, last) = (place(row.key, from), place(row.key, row.last));
    let read = |row: &rusqlite::Row<'_>| {
        let number: i64 = row.get(0)?;
        Ok(Commit { number: u64::try_from(number).unwrap_or(0), write_id: row.get(1)?, bytes: row.get(2)? })
    };
    let rows = find.query_map(params![first, last, batch], read).map_err(sql)?;
    rows.collect::<Result<_, _>>().map_err(sql)
}

pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
