//! Commits: a group is read, decided in memory and written in a few statements, however many it holds.

use std::collections::{BTreeMap, HashMap};

use super::connection::Connection;
use super::error::sql;
use super::{summaries, watch};
use crate::error::Result;
use crate::ids::SessionId;
use crate::session::{Appended, Commit, SessionSummary, Status};
use crate::storage::check::LogEnd;
use crate::storage::pages;

/// One commit to be appended.
#[derive(Debug, Clone)]
pub(super) struct Append {
    pub(super) session: SessionId,
    pub(super) commit: Commit,
    pub(super) summary: SessionSummary,
}

/// Where a log ends, as the group goes on.
#[derive(Debug, Clone, Copy, Default)]
struct End {
    last: i64,
    erased: bool,
}

/// Appends a group; gives one answer each.
pub(super) async fn group(connection: &Connection, jobs: &[Append]) -> Result<Vec<Appended>> {
    let ids: Vec<&str> = jobs.iter().map(|job| job.session.as_str()).collect();
    let numbers: Vec<i64> = jobs.iter().map(|job| signed(job.commit.number)).collect();
    let ends = connection.prepared("SELECT id, last, erased FROM prepai_sessions WHERE id = ANY($1)").await?;
    let taken = connection
        .prepared(
            "SELECT c.session, c.number, c.write_id FROM prepai_commits c \
             JOIN unnest($1::text[], $2::bigint[]) AS asked(session, number) USING (session, number)",
        )
        .await?;
    let ends = connection.client.query(&ends, &[&ids]).await.map_err(sql)?;
    let taken = connection.client.query(&taken, &[&ids, &numbers]).await.map_err(sql)?;
    let mut logs: HashMap<String, End> = HashMap::new();
    for row in ends {
        let erased: i16 = row.try_get(2).map_err(sql)?;
        let end = End { last: row.try_get(1).map_err(sql)?, erased: erased != 0 };
        logs.insert(row.try_get(0).map_err(sql)?, end);
    }
    let mut written: HashMap<(String, i64), String> = HashMap::new();
    for row in taken {
        let place = (row.try_get(0).map_err(sql)?, row.try_get(1).map_err(sql)?);
        written.insert(place, row.try_get(2).map_err(sql)?);
    }

    let mut answers = Vec::with_capacity(jobs.len());
    let mut done: Vec<&Append> = Vec::new();
    for job in jobs {
        let id = job.session.as_str();
        let end = logs.get(id).copied().unwrap_or_default();
        let place = (id.to_owned(), signed(job.commit.number));
        let last = u64::try_from(end.last).unwrap_or(0);
        let taken_by = written.get(&place).map(String::as_str);
        match (LogEnd { last, erased: end.erased, taken_by }).answer(&job.commit) {
            Some(answer) => answers.push(answer),
            None => {
                written.insert(place, job.commit.write_id.clone());
                let erased = job.summary.status == Status::Erased;
                logs.insert(id.to_owned(), End { last: signed(job.commit.number), erased });
                done.push(job);
                answers.push(Appended::Done);
            }
        }
    }
    if !done.is_empty() {
        write(connection, &done, &logs).await?;
    }
    Ok(answers)
}

async fn write(connection: &Connection, done: &[&Append], logs: &HashMap<String, End>) -> Result<()> {
    let ids: Vec<&str> = done.iter().map(|job| job.session.as_str()).collect();
    let numbers: Vec<i64> = done.iter().map(|job| signed(job.commit.number)).collect();
    let write_ids: Vec<&str> = done.iter().map(|job| job.commit.write_id.as_str()).collect();
    let bytes: Vec<&[u8]> = done.iter().map(|job| job.commit.bytes.as_slice()).collect();
    let insert = connection
        .prepared(
            "INSERT INTO prepai_commits(session, number, write_id, bytes) \
             SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::bytea[])",
        )
        .await?;
    connection.client.execute(&insert, &[&ids, &numbers, &write_ids, &bytes]).await.map_err(sql)?;

    // The newest of each session in this group.
    let newest: BTreeMap<&str, &SessionSummary> =
        done.iter().map(|job| (job.session.as_str(), &job.summary)).collect();
    let (mut ids, mut lasts, mut erased) = (Vec::new(), Vec::new(), Vec::new());
    for id in newest.keys() {
        let end = logs.get(*id).copied().unwrap_or_default();
        ids.push(*id);
        lasts.push(end.last);
        erased.push(i16::from(end.erased));
    }
    let upsert = connection
        .prepared(
            "INSERT INTO prepai_sessions(id, last, erased) SELECT * FROM unnest($1::text[], $2::bigint[], $3::smallint[]) \
             ON CONFLICT (id) DO UPDATE SET last = excluded.last, erased = excluded.erased",
        )
        .await?;
    connection.client.execute(&upsert, &[&ids, &lasts, &erased]).await.map_err(sql)?;
    summaries::put_all(connection, newest.into_values()).await?;
    watch::notify(connection, done).await
}

/// A batch of commits from a number on.
pub(super) async fn commits(connection: &Connection, session: &SessionId, from: u64) -> Result<Vec<Commit>> {
    let find = connection
        .prepared(
            "SELECT number, write_id, bytes FROM prepai_commits WHERE session = $1 AND number >= $2 \
             ORDER BY number LIMIT $3",
        )
        .await?;
    let batch = i64::try_from(pages::COMMITS).unwrap_or(i64::MAX);
    let rows =
        connection.client.query(&find, &[&session.as_str(), &signed(from), &batch]).await.map_err(sql)?;
    let read = |row: tokio_postgres::Row| {
        let number: i64 = row.try_get(0).map_err(sql)?;
        let (write_id, bytes) = (row.try_get(1).map_err(sql)?, row.try_get(2).map_err(sql)?);
        Ok(Commit { number: u64::try_from(number).unwrap_or(0), write_id, bytes })
    };
    rows.into_iter().map(read).collect()
}

pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
