//! The tables.

use tokio_postgres::Client;

use super::error::sql;
use crate::error::{Error, ErrorKind, Result};

/// The version of the tables that this build writes.
const VERSION: i64 = 1;

/// "PRAI": the key of the lock under which everything is written, one group at a time.
///
/// One lock for all writers instead of a lock a row: groups of two servers cannot stop each other, and each group is one
/// sync of the disk, whatever it holds.
pub(super) const LOCK: &str = "SELECT pg_advisory_xact_lock(1347567945)";

/// Ids and keys are compared byte by byte, as everywhere else.
const TABLES: &str = r#"
CREATE TABLE IF NOT EXISTS prepai_meta(version bigint NOT NULL);
CREATE TABLE IF NOT EXISTS prepai_sessions(
    id text COLLATE "C" PRIMARY KEY,
    last bigint NOT NULL,
    -- 0: no; 1: the terminal commit stands; 2: and nothing else of the session is left
    erased smallint NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS prepai_sessions_erasing ON prepai_sessions(erased) WHERE erased = 1;
CREATE TABLE IF NOT EXISTS prepai_commits(
    session text COLLATE "C" NOT NULL,
    number bigint NOT NULL,
    write_id text NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY(session, number)
);
CREATE TABLE IF NOT EXISTS prepai_summaries(
    session text COLLATE "C" PRIMARY KEY,
    created_at bigint NOT NULL,
    status text NOT NULL,
    kind text NOT NULL,
    candidate_key text NOT NULL,
    owner text,
    demo boolean NOT NULL,
    body text NOT NULL
);
CREATE INDEX IF NOT EXISTS prepai_summaries_new ON prepai_summaries(created_at, session);
CREATE INDEX IF NOT EXISTS prepai_summaries_status ON prepai_summaries(status, created_at, session);
CREATE INDEX IF NOT EXISTS prepai_summaries_kind ON prepai_summaries(kind, created_at, session);
CREATE INDEX IF NOT EXISTS prepai_summaries_candidate ON prepai_summaries(candidate_key, created_at, session);
CREATE INDEX IF NOT EXISTS prepai_summaries_owner ON prepai_summaries(owner, created_at, session) WHERE owner IS NOT NULL;
CREATE TABLE IF NOT EXISTS prepai_counters(key text COLLATE "C" PRIMARY KEY, count bigint NOT NULL);
CREATE TABLE IF NOT EXISTS prepai_files(
    key bigserial PRIMARY KEY,
    session text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    size bigint NOT NULL,
    modified bigint NOT NULL,
    -- false while its parts are still coming: then nobody sees it
    complete boolean NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS prepai_files_name ON prepai_files(session, name) WHERE complete;
CREATE INDEX IF NOT EXISTS prepai_files_coming ON prepai_files(modified) WHERE NOT complete;
CREATE TABLE IF NOT EXISTS prepai_file_parts(
    file bigint NOT NULL REFERENCES prepai_files(key) ON DELETE CASCADE,
    part bigint NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY(file, part)
);
"#;

/// Makes the tables where they are missing; several servers may do so at once.
pub(super) async fn prepare(client: &Client) -> Result<()> {
    client.batch_execute("BEGIN").await.map_err(sql)?;
    let made = make(client).await;
    let end = if made.is_ok() { "COMMIT" } else { "ROLLBACK" };
    client.batch_execute(end).await.map_err(sql)?;
    made
}

async fn make(client: &Client) -> Result<()> {
    client.batch_execute(LOCK).await.map_err(sql)?;
    let known = client.query_one("SELECT to_regclass('prepai_meta') IS NOT NULL", &[]).await.map_err(sql)?;
    if !known.try_get::<_, bool>(0).map_err(sql)? {
        client.batch_execute(TABLES).await.map_err(sql)?;
        client.execute("INSERT INTO prepai_meta(version) VALUES ($1)", &[&VERSION]).await.map_err(sql)?;
    }
    let row = client.query_one("SELECT max(version) FROM prepai_meta", &[]).await.map_err(sql)?;
    let version: Option<i64> = row.try_get(0).map_err(sql)?;
    match version {
        Some(VERSION) => Ok(()),
        other => {
            let found = other.unwrap_or(0);
            let message = format!(
                "the database has version {found} and this build knows {VERSION}: use a newer prepai"
            );
            Err(Error::new(ErrorKind::Unsupported, message).with("version", found))
        }
    }
}
