//! Counters for analytics, kept by differences in the transaction of the summary.

use std::collections::BTreeMap;

use super::connection::Connection;
use super::error::sql;
use crate::error::{Error, ErrorKind, Result};
use crate::session::{SessionSummary, tally};

/// Adds differences; counters of 0 are removed.
pub(super) async fn change(connection: &Connection, mut difference: BTreeMap<String, i64>) -> Result<()> {
    difference.retain(|_, count| *count != 0);
    if difference.is_empty() {
        return Ok(());
    }
    let (keys, counts): (Vec<String>, Vec<i64>) = difference.into_iter().unzip();
    let add = connection
        .prepared(
            "INSERT INTO prepai_counters(key, count) SELECT * FROM unnest($1::text[], $2::bigint[]) \
             ON CONFLICT (key) DO UPDATE SET count = prepai_counters.count + excluded.count",
        )
        .await?;
    connection.client.execute(&add, &[&keys, &counts]).await.map_err(sql)?;
    if counts.iter().any(|count| *count < 0) {
        let clear =
            connection.prepared("DELETE FROM prepai_counters WHERE key = ANY($1) AND count = 0").await?;
        connection.client.execute(&clear, &[&keys]).await.map_err(sql)?;
    }
    Ok(())
}

/// The counters that begin with `prefix`.
pub(super) async fn read(connection: &Connection, prefix: &str) -> Result<BTreeMap<String, i64>> {
    let find = connection
        .prepared("SELECT key, count FROM prepai_counters WHERE starts_with(key, $1) AND key >= $1")
        .await?;
    let rows = connection.client.query(&find, &[&prefix]).await.map_err(sql)?;
    rows.into_iter().map(|row| Ok((row.try_get(0).map_err(sql)?, row.try_get(1).map_err(sql)?))).collect()
}

/// How many counters begin with `prefix`.
pub(super) async fn count(connection: &Connection, prefix: &str) -> Result<u64> {
    let find = connection
        .prepared("SELECT count(*) FROM prepai_counters WHERE starts_with(key, $1) AND key >= $1")
        .await?;
    let row = connection.client.query_one(&find, &[&prefix]).await.map_err(sql)?;
    Ok(u64::try_from(row.try_get::<_, i64>(0).map_err(sql)?).unwrap_or(0))
}

/// Counts anew; gives how many counters were wrong.
pub(super) async fn rebuild(connection: &Connection) -> Result<u64> {
    let mut fresh: BTreeMap<String, i64> = BTreeMap::new();
    for row in connection.client.query("SELECT body FROM prepai_summaries", &[]).await.map_err(sql)? {
        let body: &str = row.try_get(0).map_err(sql)?;
        let summary: SessionSummary = serde_json::from_str(body)
            .map_err(|error| Error::new(ErrorKind::Corrupt, format!("a summary is damaged: {error}")))?;
        for (key, count) in tally(&summary) {
            *fresh.entry(key).or_insert(0) += count;
        }
    }
    let wrong = crate::storage::shelf::differing(&read(connection, "").await?, &fresh);
    if wrong > 0 {
        connection.client.execute("DELETE FROM prepai_counters", &[]).await.map_err(sql)?;
        change(connection, fresh).await?;
    }
    Ok(wrong)
}
