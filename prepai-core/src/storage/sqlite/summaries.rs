//! Summaries: the columns that queries ask for, and the row itself as JSON.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params, params_from_iter};

use super::counters;
use super::error::{Db, sql};
use super::log::{self, signed};
use crate::error::{Error, ErrorKind};
use crate::ids::SessionId;
use crate::session::{SessionSummary, Status, SummaryFilter, SummaryQuery};

/// One session's summary.
pub(super) fn one(db: &Connection, session: &SessionId) -> Db<Option<SessionSummary>> {
    match log::row(db, session)? {
        Some(row) => kept(db, row.key),
        None => Ok(None),
    }
}

fn kept(db: &Connection, key: i64) -> Db<Option<SessionSummary>> {
    let mut find = db.prepare_cached("SELECT body FROM summaries WHERE session = ?1").map_err(sql)?;
    let body: Option<String> = find.query_row([key], |row| row.get(0)).optional().map_err(sql)?;
    body.map(|body| read(&body)).transpose()
}

fn read(body: &str) -> Db<SessionSummary> {
    serde_json::from_str(body)
        .map_err(|error| Error::new(ErrorKind::Corrupt, format!("a summary is damaged: {error}")))
}

/// Keeps a summary that comes without a commit, unless there is a newer one or the session was erased.
pub(super) fn put_alone(db: &Connection, summary: &SessionSummary) -> Db<()> {
    if summary.status == Status::Erased {
        return Ok(());
    }
    let row = log::row_or_new(db, &summary.session)?;
    if row.erased { Ok(()) } else { put(db, row.key, summary) }
}

/// Keeps a summary unless there is one of the same or a higher commit, and counts the difference.
pub(super) fn put(db: &Connection, key: i64, summary: &SessionSummary) -> Db<()> {
    let old = kept(db, key)?;
    if old.as_ref().is_some_and(|old| old.commit >= summary.commit) {
        return Ok(());
    }
    counters::change(db, old.as_ref(), Some(summary))?;
    let body = serde_json::to_string(summary)
        .map_err(|error| Error::new(ErrorKind::Internal, "a summary has no JSON form").caused_by(error))?;
    // Only what can change is set again, so that the indices over the rest are left alone.
    let mut upsert = db
        .prepare_cached(
            "INSERT INTO summaries(session, id, commit_number, created_at, status, kind, candidate_key, owner, demo, body)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
             ON CONFLICT(session) DO UPDATE SET commit_number = excluded.commit_number, body = excluded.body",
        )
        .map_err(sql)?;
    let moved = old.as_ref().is_some_and(|old| columns(old) != columns(summary));
    if moved {
        db.prepare_cached("DELETE FROM summaries WHERE session = ?1")
            .and_then(|mut gone| gone.execute([key]))
            .map_err(sql)?;
    }
    let row = params![
        key,
        summary.session.as_str(),
        signed(summary.commit),
        summary.created_at.as_micros(),
        summary.status.as_str(),
        summary.kind,
        summary.candidate_key,
        summary.owner,
        summary.demo,
        body,
    ];
    upsert.execute(row).map_err(sql)?;
    Ok(())
}

/// The columns that stand in an index.
fn columns(summary: &SessionSummary) -> (i64, Status, &str, &str, Option<&str>, bool) {
    let SessionSummary { created_at, status, kind, candidate_key, owner, demo, .. } = summary;
    (created_at.as_micros(), *status, kind, candidate_key, owner.as_deref(), *demo)
}

/// Removes a summary, and what it added to the counters.
pub(super) fn remove(db: &Connection, key: i64) -> Db<()> {
    let Some(old) = kept(db, key)? else { return Ok(()) };
    counters::change(db, Some(&old), None)?;
    db.prepare_cached("DELETE FROM summaries WHERE session = ?1")
        .and_then(|mut gone| gone.execute([key]))
        .map_err(sql)?;
    Ok(())
}

/// The index that leads: what names the fewest sessions. The planner has no statistics and took the owner's index for
/// the few that are active, at 50 ms a page.
fn index(filter: &SummaryFilter) -> &'static str {
    match filter {
        SummaryFilter { candidate_key: Some(_), .. } => "summaries_candidate",
        SummaryFilter { status: Some(Status::Active | Status::Erased), .. } => "summaries_status",
        SummaryFilter { owner: Some(_), .. } => "summaries_owner",
        SummaryFilter { kind: Some(_), .. } => "summaries_kind",
        SummaryFilter { status: Some(_), .. } => "summaries_status",
        _ => "summaries_new",
    }
}

/// One page, newest first.
pub(super) fn page(db: &Connection, query: &SummaryQuery) -> Db<Vec<SessionSummary>> {
    let (mut conditions, mut values): (Vec<&str>, Vec<Value>) = (Vec::new(), Vec::new());
    let mut add = |condition, value: Value| {
        conditions.push(condition);
        values.push(value);
    };
    let filter = &query.filter;
    if let Some(status) = filter.status {
        add("status = ?", status.as_str().to_owned().into());
    }
    if let Some(kind) = &filter.kind {
        add("kind = ?", kind.clone().into());
    }
    if let Some(candidate) = &filter.candidate_key {
        add("candidate_key = ?", candidate.clone().into());
    }
    if let Some(owner) = &filter.owner {
        add("owner = ?", owner.clone().into());
    }
    if !filter.demo {
        add("demo = ?", 0.into());
    }
    if let Some((created_at, session)) = &query.after {
        add("(created_at, id) < (?", created_at.as_micros().into());
        add("?)", session.as_str().to_owned().into());
    }
    let conditions = if conditions.is_empty() { "1".to_owned() } else { conditions.join(" AND ") };
    let conditions = conditions.replace("(? AND ?)", "(?, ?)");
    let statement = format!(
        "SELECT body FROM summaries INDEXED BY {} WHERE {conditions} ORDER BY created_at DESC, id DESC LIMIT ?",
        index(filter)
    );
    values.push(query.limit.and_then(|limit| i64::try_from(limit).ok()).unwrap_or(-1).into());
    let mut find = db.prepare_cached(&statement).map_err(sql)?;
    let mut rows = find.query(params_from_iter(values)).map_err(sql)?;
    let mut page = Vec::new();
    while let Some(row) = rows.next().map_err(sql)? {
        let body = row.get_ref(0).map_err(sql)?.as_str().map_err(|error| sql(error.into()))?;
        page.push(read(body)?);
    }
    Ok(page)
}
