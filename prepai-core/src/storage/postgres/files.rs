//! Files in parts, so that neither a reader nor a writer holds a recording in memory.

use std::ops::Range;
use std::sync::Arc;

use futures::stream::{self, BoxStream};
use futures::{StreamExt, TryStreamExt};

use super::append::signed;
use super::connection::{Connection, Pool};
use super::erase::row_or_new;
use super::error::sql;
use super::writer::transaction;
use crate::clock::Timestamp;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::SessionId;
use crate::session::FileInfo;
use crate::storage::pages::FILE_PIECE;

/// Stores a file; nobody sees it before it is complete.
pub(super) async fn put(
    pool: Arc<Pool>,
    session: SessionId,
    name: String,
    mut content: BoxStream<'static, Result<Vec<u8>>>,
    modified: Timestamp,
) -> Result<FileInfo> {
    let (mut buffer, mut size, mut part, mut key) = (Vec::new(), 0_u64, 0_i64, None);
    while let Some(bytes) = content.try_next().await? {
        size += bytes.len() as u64;
        buffer.extend_from_slice(&bytes);
        while buffer.len() >= FILE_PIECE {
            let rest = buffer.split_off(FILE_PIECE);
            let piece = std::mem::replace(&mut buffer, rest);
            key = Some(add(&pool, session.clone(), key, part, piece, modified, None).await?);
            part += 1;
        }
    }
    let info = FileInfo { name, size, modified };
    add(&pool, session, key, part, buffer, modified, Some(info.clone())).await?;
    Ok(info)
}

/// Adds a part to a file that is coming; begins one when there is no key, shows it when there is its end.
async fn add(
    pool: &Arc<Pool>,
    session: SessionId,
    key: Option<i64>,
    part: i64,
    bytes: Vec<u8>,
    modified: Timestamp,
    end: Option<FileInfo>,
) -> Result<i64> {
    let own = Arc::clone(pool);
    let work = async move {
        let connection = own.writer().await?;
        transaction(&connection, |connection| {
            Box::pin(async move {
                if row_or_new(connection, &session).await? {
                    return Err(Error::not_found("session"));
                }
                let key = match key {
                    Some(key) => key,
                    None => begin(connection, &session, modified).await?,
                };
                let insert = "INSERT INTO prepai_file_parts(file, part, bytes) VALUES ($1, $2, $3)";
                let insert = connection.prepared(insert).await?;
                connection.client.execute(&insert, &[&key, &part, &bytes]).await.map_err(sql)?;
                if let Some(info) = end {
                    finish(connection, &session, key, &info).await?;
                }
                Ok(key)
            })
        })
        .await
    };
    pool.run(work).await
}

async fn begin(connection: &Connection, session: &SessionId, modified: Timestamp) -> Result<i64> {
    let begin = connection
        .prepared("INSERT INTO prepai_files(session, name, size, modified, complete) VALUES ($1, '', 0, $2, false) RETURNING key")
        .await?;
    let row = connection
        .client
        .query_one(&begin, &[&session.as_str(), &modified.as_micros()])
        .await
        .map_err(sql)?;
    row.try_get(0).map_err(sql)
}

async fn finish(connection: &Connection, session: &SessionId, key: i64, info: &FileInfo) -> Result<()> {
    remove_named(connection, session, &info.name).await?;
    let show = connection
        .prepared("UPDATE prepai_files SET name = $2, size = $3, complete = true WHERE key = $1")
        .await?;
    connection.client.execute(&show, &[&key, &info.name, &signed(info.size)]).await.map_err(sql)?;
    Ok(())
}

/// Removes a complete file, if there is one.
pub(super) async fn remove_named(connection: &Connection, session: &SessionId, name: &str) -> Result<()> {
    let remove =
        connection.prepared("DELETE FROM prepai_files WHERE session = $1 AND name = $2 AND complete").await?;
    connection.client.execute(&remove, &[&session.as_str(), &name]).await.map_err(sql)?;
    Ok(())
}

/// A session's files by name.
pub(super) async fn list(connection: &Connection, session: &SessionId) -> Result<Vec<FileInfo>> {
    let list = connection
        .prepared(
            "SELECT name, size, modified FROM prepai_files WHERE session = $1 AND complete ORDER BY name",
        )
        .await?;
    let rows = connection.client.query(&list, &[&session.as_str()]).await.map_err(sql)?;
    let read = |row: tokio_postgres::Row| {
        let size: i64 = row.try_get(1).map_err(sql)?;
        let modified = Timestamp::from_micros(row.try_get(2).map_err(sql)?);
        Ok(FileInfo { name: row.try_get(0).map_err(sql)?, size: u64::try_from(size).unwrap_or(0), modified })
    };
    rows.into_iter().map(read).collect()
}

/// Reads a file part by part; a reader of a file that is replaced meanwhile is told to begin again.
pub(super) fn get(
    pool: Arc<Pool>,
    session: SessionId,
    name: String,
    range: Option<Range<u64>>,
) -> BoxStream<'static, Result<Vec<u8>>> {
    let parts = async move {
        let own = Arc::clone(&pool);
        let found = pool.run(async move { find(&*own.reader().await?, &session, &name).await }).await?;
        let (key, size) = found.ok_or_else(|| Error::not_found("file").during("storage.postgres"))?;
        let range = range.unwrap_or(0..size);
        Ok::<_, Error>(read_parts(pool, key, range.start.min(size)..range.end.min(size)))
    };
    stream::once(parts).try_flatten().boxed()
}

async fn find(connection: &Connection, session: &SessionId, name: &str) -> Result<Option<(i64, u64)>> {
    let find = connection
        .prepared("SELECT key, size FROM prepai_files WHERE session = $1 AND name = $2 AND complete")
        .await?;
    let row = connection.client.query_opt(&find, &[&session.as_str(), &name]).await.map_err(sql)?;
    row.map(|row| {
        let size: i64 = row.try_get(1).map_err(sql)?;
        Ok((row.try_get(0).map_err(sql)?, u64::try_from(size).unwrap_or(0)))
    })
    .transpose()
}

fn read_parts(pool: Arc<Pool>, key: i64, range: Range<u64>) -> BoxStream<'static, Result<Vec<u8>>> {
    let piece = FILE_PIECE as u64;
    let last = if range.start < range.end { range.end.div_ceil(piece) } else { 0 };
    let first = if last == 0 { 0 } else { range.start / piece };
    let read = move |part: u64| {
        let (pool, range) = (Arc::clone(&pool), range.clone());
        async move {
            let own = Arc::clone(&pool);
            let bytes =
                pool.run(async move { read_part(&*own.reader().await?, key, signed(part)).await }).await?;
            let begin = part * piece;
            let from = usize::try_from(range.start.saturating_sub(begin)).unwrap_or(usize::MAX);
            let to = usize::try_from(range.end.saturating_sub(begin)).unwrap_or(usize::MAX);
            Ok(bytes.get(from..to.min(bytes.len())).unwrap_or_default().to_vec())
        }
    };
    stream::iter(first..last).then(read).boxed()
}

async fn read_part(connection: &Connection, key: i64, part: i64) -> Result<Vec<u8>> {
    let find =
        connection.prepared("SELECT bytes FROM prepai_file_parts WHERE file = $1 AND part = $2").await?;
    let row = connection.client.query_opt(&find, &[&key, &part]).await.map_err(sql)?;
    let replaced = || {
        Error::new(ErrorKind::Unavailable, "the file was replaced while it was read: read it again")
            .retry(true)
    };
    row.ok_or_else(replaced)?.try_get(0).map_err(sql)
}
