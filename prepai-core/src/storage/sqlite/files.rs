//! Files in parts, so that neither a reader nor a writer holds a recording in memory.

use std::ops::Range;
use std::sync::Arc;

use futures::future::BoxFuture;
use futures::stream::{self, BoxStream};
use futures::{StreamExt, TryStreamExt};
use rusqlite::{Connection, OptionalExtension, params};

use super::error::{Db, sql};
use super::log::{self, signed};
use super::reader::Readers;
use super::writer::Writer;
use crate::clock::Timestamp;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::SessionId;
use crate::session::FileInfo;
use crate::storage::pages::FILE_PIECE;

/// A part's place is its file's key and its number.
fn part_place(key: i64, part: u64) -> i64 {
    (key << 24) | i64::try_from(part).unwrap_or(0)
}

/// Parts of a file at most: 4 TiB.
const PARTS: u64 = 1 << 24;

/// Stores a file; nobody sees it before it is complete.
pub(super) async fn put(
    writer: &Writer,
    session: SessionId,
    name: String,
    mut content: BoxStream<'static, Result<Vec<u8>>>,
    modified: Timestamp,
) -> Result<FileInfo> {
    let (mut buffer, mut size, mut part, mut key) = (Vec::new(), 0_u64, 0_u64, None);
    while let Some(bytes) = content.try_next().await? {
        size += bytes.len() as u64;
        buffer.extend_from_slice(&bytes);
        while buffer.len() >= FILE_PIECE {
            let rest = buffer.split_off(FILE_PIECE);
            let piece = std::mem::replace(&mut buffer, rest);
            let session = session.clone();
            key = Some(writer.write(move |db| add_part(db, &session, key, part, &piece, modified)).await?);
            part += 1;
        }
    }
    let info = FileInfo { name, size, modified };
    let complete = info.clone();
    writer
        .write(move |db| {
            let key = add_part(db, &session, key, part, &buffer, modified)?;
            finish(db, &session, key, &complete)
        })
        .await?;
    Ok(info)
}

/// Adds a part to a file that is coming; begins one when there is no key.
fn add_part(
    db: &Connection,
    session: &SessionId,
    key: Option<i64>,
    part: u64,
    bytes: &[u8],
    modified: Timestamp,
) -> Db<i64> {
    let row = log::row_or_new(db, session)?;
    if row.erased {
        return Err(Error::not_found("session"));
    }
    if part >= PARTS {
        return Err(Error::new(ErrorKind::TooLarge, "a file may have 4 TiB"));
    }
    let key = match key {
        Some(key) => key,
        None => {
            let begin =
                "INSERT INTO files(session, name, size, modified, complete) VALUES (?1, '', 0, ?2, 0)";
            db.execute(begin, params![row.key, modified.as_micros()]).map_err(sql)?;
            db.last_insert_rowid()
        }
    };
    let mut insert =
        db.prepare_cached("INSERT INTO file_parts(place, bytes) VALUES (?1, ?2)").map_err(sql)?;
    insert.execute(params![part_place(key, part), bytes]).map_err(sql)?;
    Ok(key)
}

fn finish(db: &Connection, session: &SessionId, key: i64, info: &FileInfo) -> Db<()> {
    remove_named(db, session, &info.name)?;
    let show = "UPDATE files SET name = ?2, size = ?3, complete = 1 WHERE key = ?1";
    db.execute(show, params![key, info.name, signed(info.size)]).map_err(sql)?;
    Ok(())
}

/// Removes a complete file, if there is one.
pub(super) fn remove_named(db: &Connection, session: &SessionId, name: &str) -> Db<()> {
    let Some(row) = log::row(db, session)? else { return Ok(()) };
    let find = "SELECT key FROM files WHERE session = ?1 AND name = ?2 AND complete = 1";
    let found: Option<i64> =
        db.query_row(find, params![row.key, name], |row| row.get(0)).optional().map_err(sql)?;
    found.map_or(Ok(()), |key| remove(db, key))
}

fn remove(db: &Connection, key: i64) -> Db<()> {
    let (first, end) = (part_place(key, 0), part_place(key + 1, 0));
    db.execute("DELETE FROM file_parts WHERE place >= ?1 AND place < ?2", params![first, end])
        .map_err(sql)?;
    db.execute("DELETE FROM files WHERE key = ?1", [key]).map_err(sql)?;
    Ok(())
}

/// Removes all files of a session, those that are still coming too.
pub(super) fn remove_all(db: &Connection, session: i64) -> Db<()> {
    remove_those(db, "SELECT key FROM files WHERE session = ?1", session)
}

/// Removes what a writer left that began before a moment and never ended.
pub(super) fn remove_abandoned(db: &Connection, before: i64) -> Db<()> {
    remove_those(db, "SELECT key FROM files WHERE complete = 0 AND modified < ?1", before)
}

fn remove_those(db: &Connection, select: &str, value: i64) -> Db<()> {
    let mut find = db.prepare(select).map_err(sql)?;
    let keys: Vec<i64> =
        find.query_map([value], |row| row.get(0)).map_err(sql)?.collect::<Result<_, _>>().map_err(sql)?;
    keys.into_iter().try_for_each(|key| remove(db, key))
}

/// A session's files by name.
pub(super) fn list(db: &Connection, session: &SessionId) -> Db<Vec<FileInfo>> {
    let Some(row) = log::row(db, session)?.filter(|row| !row.erased) else { return Ok(Vec::new()) };
    let list = "SELECT name, size, modified FROM files WHERE session = ?1 AND complete = 1 ORDER BY name";
    let mut find = db.prepare_cached(list).map_err(sql)?;
    let read = |row: &rusqlite::Row<'_>| {
        let size: i64 = row.get(1)?;
        let modified = Timestamp::from_micros(row.get(2)?);
        Ok(FileInfo { name: row.get(0)?, size: u64::try_from(size).unwrap_or(0), modified })
    };
    find.query_map([row.key], read).map_err(sql)?.collect::<Result<_, _>>().map_err(sql)
}

/// Reads a file part by part; a reader of a file that is replaced meanwhile is told to begin again.
pub(super) fn get(
    readers: Arc<Readers>,
    session: SessionId,
    name: String,
    range: Option<Range<u64>>,
) -> BoxStream<'static, Result<Vec<u8>>> {
    let found = readers.read(move |db| find(db, &session, &name));
    let parts = async move {
        let Some((key, size)) = found.await? else {
            return Err(Error::not_found("file").during("storage.sqlite"));
        };
        let range = range.unwrap_or(0..size);
        Ok(read_parts(readers, key, range.start.min(size)..range.end.min(size)))
    };
    stream::once(parts).try_flatten().boxed()
}

fn find(db: &Connection, session: &SessionId, name: &str) -> Db<Option<(i64, u64)>> {
    let Some(row) = log::row(db, session)?.filter(|row| !row.erased) else { return Ok(None) };
    let find = "SELECT key, size FROM files WHERE session = ?1 AND name = ?2 AND complete = 1";
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get::<_, i64>(1)?));
    let found = db.query_row(find, params![row.key, name], read).optional().map_err(sql)?;
    Ok(found.map(|(key, size)| (key, u64::try_from(size).unwrap_or(0))))
}

fn read_parts(readers: Arc<Readers>, key: i64, range: Range<u64>) -> BoxStream<'static, Result<Vec<u8>>> {
    let piece = FILE_PIECE as u64;
    let last = if range.start < range.end { range.end.div_ceil(piece) } else { 0 };
    let first = if last == 0 { 0 } else { range.start / piece };
    let steps = stream::iter(first..last).map(move |part| -> Result<BoxFuture<'static, Result<Vec<u8>>>> {
        Ok(readers.read(move |db| read_part(db, key, part)))
    });
    let cut = move |(part, bytes): (u64, Vec<u8>)| {
        let begin = part * piece;
        let from = usize::try_from(range.start.saturating_sub(begin)).unwrap_or(usize::MAX);
        let to = usize::try_from(range.end.saturating_sub(begin)).unwrap_or(usize::MAX);
        bytes.get(from..to.min(bytes.len())).unwrap_or_default().to_vec()
    };
    let parts = steps.try_buffered(1).zip(stream::iter(first..last));
    parts.map(move |(bytes, part)| bytes.map(|bytes| cut((part, bytes)))).boxed()
}

fn read_part(db: &Connection, key: i64, part: u64) -> Db<Vec<u8>> {
    let mut find = db.prepare_cached("SELECT bytes FROM file_parts WHERE place = ?1").map_err(sql)?;
    let bytes = find.query_row([part_place(key, part)], |row| row.get(0)).optional().map_err(sql)?;
    bytes.ok_or_else(|| {
        Error::new(ErrorKind::Unavailable, "the file was replaced while it was read: read it again")
            .retry(true)
    })
}
