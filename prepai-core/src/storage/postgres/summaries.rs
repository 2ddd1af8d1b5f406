//! Summaries: the columns that queries ask for, and the row itself as JSON.

use std::collections::{BTreeMap, HashMap};

use tokio_postgres::types::ToSql;

use super::connection::Connection;
use super::counters;
use super::error::sql;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::SessionId;
use crate::session::{SessionSummary, Status, SummaryQuery, tally};

fn read(body: &str) -> Result<SessionSummary> {
    serde_json::from_str(body)
        .map_err(|error| Error::new(ErrorKind::Corrupt, format!("a summary is damaged: {error}")))
}

/// One session's summary.
pub(super) async fn one(connection: &Connection, session: &SessionId) -> Result<Option<SessionSummary>> {
    let find = connection.prepared("SELECT body FROM prepai_summaries WHERE session = $1").await?;
    let row = connection.client.query_opt(&find, &[&session.as_str()]).await.map_err(sql)?;
    row.map(|row| read(row.try_get(0).map_err(sql)?)).transpose()
}

/// Keeps a summary that comes without a commit, unless there is a newer one or the session was erased.
pub(super) async fn put_alone(connection: &Connection, summary: &SessionSummary) -> Result<()> {
    if summary.status == Status::Erased {
        return Ok(());
    }
    let erased = connection.prepared("SELECT 1 FROM prepai_sessions WHERE id = $1 AND erased > 0").await?;
    let erased = connection.client.query_opt(&erased, &[&summary.session.as_str()]).await.map_err(sql)?;
    match erased {
        Some(_) => Ok(()),
        None => put_all(connection, std::iter::once(summary)).await,
    }
}

/// Keeps summaries of different sessions unless there is one of the same or a higher commit, removes those of erased
/// sessions, and counts the difference.
pub(super) async fn put_all(
    connection: &Connection,
    summaries: impl Iterator<Item = &SessionSummary>,
) -> Result<()> {
    let summaries: Vec<&SessionSummary> = summaries.collect();
    let ids: Vec<&str> = summaries.iter().map(|summary| summary.session.as_str()).collect();
    let find =
        connection.prepared("SELECT session, body FROM prepai_summaries WHERE session = ANY($1)").await?;
    let mut old: HashMap<String, SessionSummary> = HashMap::new();
    for row in connection.client.query(&find, &[&ids]).await.map_err(sql)? {
        old.insert(row.try_get(0).map_err(sql)?, read(row.try_get(1).map_err(sql)?)?);
    }
    let mut difference: BTreeMap<String, i64> = BTreeMap::new();
    let (mut kept, mut removed) = (Vec::new(), Vec::new());
    for summary in summaries {
        let before = old.get(summary.session.as_str());
        let erased = summary.status == Status::Erased;
        if !erased && before.is_some_and(|before| before.commit >= summary.commit) {
            continue;
        }
        for (key, count) in before.map(tally).unwrap_or_default() {
            *difference.entry(key).or_insert(0) -= count;
        }
        for (key, count) in tally(summary) {
            *difference.entry(key).or_insert(0) += count;
        }
        if erased { removed.push(summary.session.as_str()) } else { kept.push(summary) }
    }
    counters::change(connection, difference).await?;
    remove(connection, &removed).await?;
    upsert(connection, &kept).await
}

async fn remove(connection: &Connection, ids: &[&str]) -> Result<()> {
    if !ids.is_empty() {
        let remove = connection.prepared("DELETE FROM prepai_summaries WHERE session = ANY($1)").await?;
        connection.client.execute(&remove, &[&ids]).await.map_err(sql)?;
    }
    Ok(())
}

async fn upsert(connection: &Connection, summaries: &[&SessionSummary]) -> Result<()> {
    if summaries.is_empty() {
        return Ok(());
    }
    let column = |of: fn(&SessionSummary) -> &str| -> Vec<&str> {
        summaries.iter().map(|summary| of(summary)).collect()
    };
    let ids = column(|summary| summary.session.as_str());
    let statuses = column(|summary| summary.status.as_str());
    let kinds = column(|summary| &summary.kind);
    let candidates = column(|summary| &summary.candidate_key);
    let created: Vec<i64> = summaries.iter().map(|summary| summary.created_at.as_micros()).collect();
    let owners: Vec<Option<&str>> = summaries.iter().map(|summary| summary.owner.as_deref()).collect();
    let demos: Vec<bool> = summaries.iter().map(|summary| summary.demo).collect();
    let bodies: Result<Vec<String>> = summaries
        .iter()
        .map(|summary| {
            serde_json::to_string(summary).map_err(|error| {
                Error::new(ErrorKind::Internal, "a summary has no JSON form").caused_by(error)
            })
        })
        .collect();
    let upsert = connection
        .prepared(
            "INSERT INTO prepai_summaries(session, created_at, status, kind, candidate_key, owner, demo, body) \
             SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bool[], $8::text[]) \
             ON CONFLICT (session) DO UPDATE SET created_at = excluded.created_at, status = excluded.status, \
             kind = excluded.kind, candidate_key = excluded.candidate_key, owner = excluded.owner, demo = excluded.demo, \
             body = excluded.body",
        )
        .await?;
    let values: [&(dyn ToSql + Sync); 8] =
        [&ids, &created, &statuses, &kinds, &candidates, &owners, &demos, &bodies?];
    connection.client.execute(&upsert, &values).await.map_err(sql)?;
    Ok(())
}

/// One page, newest first.
pub(super) async fn page(connection: &Connection, query: SummaryQuery) -> Result<Vec<SessionSummary>> {
    let mut conditions: Vec<String> = Vec::new();
    let mut values: Vec<Box<dyn ToSql + Sync + Send>> = Vec::new();
    let mut add = |condition: &str, value: Box<dyn ToSql + Sync + Send>| {
        values.push(value);
        conditions.push(condition.replace('?', &format!("${}", values.len())));
    };
    let filter = query.filter;
    // PostgreSQL keeps no text with a NUL: nothing can match one.
    let asked = [&filter.kind, &filter.candidate_key, &filter.owner];
    if asked.into_iter().flatten().any(|text| text.contains('\0')) {
        return Ok(Vec::new());
    }
    if let Some(status) = filter.status {
        add("status = ?", Box::new(status.as_str()));
    }
    if let Some(kind) = filter.kind {
        add("kind = ?", Box::new(kind));
    }
    if let Some(candidate) = filter.candidate_key {
        add("candidate_key = ?", Box::new(candidate));
    }
    if let Some(owner) = filter.owner {
        add("owner = ?", Box::new(owner));
    }
    if !filter.demo {
        add("demo = ?", Box::new(false));
    }
    if let Some((created_at, session)) = query.after {
        add("created_at <= ?", Box::new(created_at.as_micros()));
        let at = values.len();
        values.push(Box::new(session.as_str().to_owned()));
        conditions.push(format!("(created_at, session) < (${at}, ${})", values.len()));
    }
    let conditions = if conditions.is_empty() { "true".to_owned() } else { conditions.join(" AND ") };
    values.push(Box::new(query.limit.and_then(|limit| i64::try_from(limit).ok())));
    let statement = format!(
        "SELECT body FROM prepai_summaries WHERE {conditions} ORDER BY created_at DESC, session DESC LIMIT ${}",
        values.len()
    );
    let find = connection.prepared(&statement).await?;
    let values: Vec<&(dyn ToSql + Sync)> =
        values.iter().map(|value| &**value as &(dyn ToSql + Sync)).collect();
    let rows = connection.client.query(&find, &values).await.map_err(sql)?;
    rows.into_iter().map(|row| read(row.try_get(0).map_err(sql)?)).collect()
}
