//! Erasing: stubs in place of commits, nothing else left.

use super::append::signed;
use super::connection::Connection;
use super::error::sql;
use super::summaries;
use crate::clock::Timestamp;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::SessionId;
use crate::session::SessionSummary;

/// How long an upload may take before a sweep takes what came of it for left behind.
const ABANDONED_US: i64 = 24 * 3600 * 1_000_000;

/// Replaces the commits before the terminal one by stubs and removes the rest of the session. The numbers are replaced
/// from the last down to the first: in one transaction nobody sees the order.
pub(super) async fn erase(connection: &Connection, session: &SessionId) -> Result<()> {
    let find = connection.prepared("SELECT last, erased FROM prepai_sessions WHERE id = $1").await?;
    let Some(row) = connection.client.query_opt(&find, &[&session.as_str()]).await.map_err(sql)? else {
        return Ok(());
    };
    let (last, erased): (i64, i16) = (row.try_get(0).map_err(sql)?, row.try_get(1).map_err(sql)?);
    match erased {
        0 if last > 0 => {
            let message = "the session has no terminal commit: append one before erasing";
            Err(Error::new(ErrorKind::Conflict, message))
        }
        1 => stub(connection, session.as_str(), last).await,
        _ => Ok(()),
    }
}

async fn stub(connection: &Connection, session: &str, last: i64) -> Result<()> {
    let client = &connection.client;
    let clear =
        "UPDATE prepai_commits SET write_id = '', bytes = ''::bytea WHERE session = $1 AND number < $2";
    client.execute(clear, &[&session, &last]).await.map_err(sql)?;
    client.execute("DELETE FROM prepai_files WHERE session = $1", &[&session]).await.map_err(sql)?;
    let id = SessionId::new(session)?;
    let mut gone = SessionSummary::new(id).tombstone();
    gone.commit = u64::try_from(last).unwrap_or(0);
    summaries::put_all(connection, std::iter::once(&gone)).await?;
    client.execute("UPDATE prepai_sessions SET erased = 2 WHERE id = $1", &[&session]).await.map_err(sql)?;
    Ok(())
}

/// Finishes what was left behind; gives the number of sessions that it touched.
pub(super) async fn sweep(connection: &Connection, now: Timestamp) -> Result<u64> {
    let client = &connection.client;
    let unfinished =
        client.query("SELECT id, last FROM prepai_sessions WHERE erased = 1", &[]).await.map_err(sql)?;
    for row in &unfinished {
        stub(connection, row.try_get(0).map_err(sql)?, row.try_get(1).map_err(sql)?).await?;
    }
    let before = now.as_micros().saturating_sub(ABANDONED_US);
    let abandoned = "DELETE FROM prepai_files WHERE NOT complete AND modified < $1";
    client.execute(abandoned, &[&before]).await.map_err(sql)?;
    Ok(unfinished.len() as u64)
}

/// Makes the session's row where it is missing; whether the session was erased.
pub(super) async fn row_or_new(connection: &Connection, session: &SessionId) -> Result<bool> {
    let insert = connection
        .prepared("INSERT INTO prepai_sessions(id, last) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING")
        .await?;
    connection.client.execute(&insert, &[&session.as_str(), &signed(0)]).await.map_err(sql)?;
    let find = connection.prepared("SELECT erased FROM prepai_sessions WHERE id = $1").await?;
    let row = connection.client.query_one(&find, &[&session.as_str()]).await.map_err(sql)?;
    Ok(row.try_get::<_, i16>(0).map_err(sql)? != 0)
}
