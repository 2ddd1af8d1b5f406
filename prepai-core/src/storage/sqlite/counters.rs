//! Counters for analytics, kept by differences in the transaction of the summary.

use std::collections::BTreeMap;

use rusqlite::types::Value;
use rusqlite::{Connection, params};

use super::error::{Db, sql};
use crate::error::{Error, ErrorKind};
use crate::session::{SessionSummary, tally};

/// Counts what changes from one summary to the next.
pub(super) fn change(db: &Connection, old: Option<&SessionSummary>, new: Option<&SessionSummary>) -> Db<()> {
    let mut difference = new.map(tally).unwrap_or_default();
    for (key, count) in old.map(tally).unwrap_or_default() {
        *difference.entry(key).or_insert(0) -= count;
    }
    difference.retain(|_, count| *count != 0);
    if difference.is_empty() {
        return Ok(());
    }
    let mut add = db
        .prepare_cached(
            "INSERT INTO counters(key, count) VALUES (?1, ?2)
             ON CONFLICT(key) DO UPDATE SET count = count + excluded.count",
        )
        .map_err(sql)?;
    let mut drop_zero =
        db.prepare_cached("DELETE FROM counters WHERE key = ?1 AND count = 0").map_err(sql)?;
    for (key, count) in difference {
        add.execute(params![key, count]).map_err(sql)?;
        if count < 0 {
            drop_zero.execute([key]).map_err(sql)?;
        }
    }
    Ok(())
}

/// What comes after everything that begins with `prefix`: the next text of its length, or a blob, which SQLite orders
/// after every text.
fn end(prefix: &str) -> Value {
    let mut chars: Vec<char> = prefix.chars().collect();
    while let Some(last) = chars.pop() {
        // The next scalar value; surrogates are none.
        let next = (u32::from(last) + 1..=u32::from(char::MAX)).find_map(char::from_u32);
        if let Some(next) = next {
            chars.push(next);
            return Value::Text(chars.into_iter().collect());
        }
    }
    Value::Blob(Vec::new())
}

/// The counters that begin with `prefix`.
pub(super) fn read(db: &Connection, prefix: &str) -> Db<BTreeMap<String, i64>> {
    let mut find =
        db.prepare_cached("SELECT key, count FROM counters WHERE key >= ?1 AND key < ?2").map_err(sql)?;
    let rows =
        find.query_map(params![prefix, end(prefix)], |row| Ok((row.get(0)?, row.get(1)?))).map_err(sql)?;
    rows.collect::<Result<_, _>>().map_err(sql)
}

/// How many counters begin with `prefix`.
pub(super) fn count(db: &Connection, prefix: &str) -> Db<u64> {
    let mut find =
        db.prepare_cached("SELECT count(*) FROM counters WHERE key >= ?1 AND key < ?2").map_err(sql)?;
    let count: i64 = find.query_row(params![prefix, end(prefix)], |row| row.get(0)).map_err(sql)?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// Counts anew; gives how many counters were wrong.
pub(super) fn rebuild(db: &Connection) -> Db<u64> {
    let mut fresh: BTreeMap<String, i64> = BTreeMap::new();
    let mut all = db.prepare("SELECT body FROM summaries").map_err(sql)?;
    let mut rows = all.query([]).map_err(sql)?;
    while let Some(row) = rows.next().map_err(sql)? {
        let body = row.get_ref(0).map_err(sql)?.as_str().map_err(|error| sql(error.into()))?;
        let summary: SessionSummary = serde_json::from_str(body)
            .map_err(|error| Error::new(ErrorKind::Corrupt, format!("a summary is damaged: {error}")))?;
        for (key, count) in tally(&summary) {
            *fresh.entry(key).or_insert(0) += count;
        }
    }
    let wrong = crate::storage::shelf::differing(&read(db, "")?, &fresh);
    if wrong > 0 {
        db.execute("DELETE FROM counters", []).map_err(sql)?;
        let mut add = db.prepare("INSERT INTO counters(key, count) VALUES (?1, ?2)").map_err(sql)?;
        for (key, count) in fresh {
            add.execute(params![key, count]).map_err(sql)?;
        }
    }
    Ok(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_prefix_comes_after_all_that_begin_with_it() {
        assert_eq!(end("candidate/"), Value::Text("candidate0".into()));
        assert_eq!(end("a\u{d7ff}"), Value::Text("a\u{e000}".into()));
        assert_eq!(end("a\u{10ffff}"), Value::Text("b".into()));
        assert_eq!(end(""), Value::Blob(Vec::new()));
    }
}
