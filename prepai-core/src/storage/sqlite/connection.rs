//! Connections to the database.

use std::fs::{self, File};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::error::{Db, sql};
use super::schema;
use crate::error::{Error, ErrorKind};

/// How long a statement waits for another process.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long we wait ourselves where SQLite does not.
const PAUSE: Duration = Duration::from_millis(5);

/// Opens the database for writing; makes folder, file and tables when they are missing.
pub(super) fn open_writer(path: &Path) -> Db<Connection> {
    make_folder(path)?;
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags).map_err(sql)?;
    db.busy_timeout(PATIENCE).map_err(sql)?;
    // A database of another program stays as it is: it is recognised before anything is set.
    let ours = db.pragma_query_value(None, "application_id", |row| row.get::<_, i64>(0)).map_err(sql)?;
    let tables: i64 =
        db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(sql)?;
    if ours == 0 && tables > 0 {
        schema::check(&db)?;
    }
    let mode = write_ahead(&db)?;
    if mode != "wal" {
        let message =
            "the file system does not carry a database in WAL mode: choose a folder on a local disk";
        return Err(Error::new(ErrorKind::NotAvailable, message).with("journal_mode", mode));
    }
    db.pragma_update(None, "synchronous", "FULL").map_err(sql)?;
    db.pragma_update(None, "secure_delete", "ON").map_err(sql)?;
    db.pragma_update(None, "cache_size", -16_000).map_err(sql)?;
    db.set_prepared_statement_cache_capacity(64);
    schema::prepare(&db)?;
    Ok(db)
}

/// Switches to WAL and gives the mode that is set. For this lock SQLite itself has no patience: whoever makes the same new
/// database in this moment would be an error at once.
fn write_ahead(db: &Connection) -> Db<String> {
    let began = Instant::now();
    loop {
        let set = db.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0));
        let busy = |error: &rusqlite::Error| error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy);
        match set {
            Err(error) if busy(&error) && began.elapsed() < PATIENCE => thread::sleep(PAUSE),
            set => return set.map_err(sql),
        }
    }
}

/// Opens the database for reading; `None` when there is none yet.
pub(super) fn open_reader(path: &Path) -> Db<Option<Connection>> {
    if !path.exists() {
        return Ok(None);
    }
    // Where it can be, opened for writing: after a crash the first to open it may have to mend it.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags).map_err(sql)?;
    db.busy_timeout(PATIENCE).map_err(sql)?;
    let db = match db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0)) {
        Ok(_) => db,
        Err(error) => match error.sqlite_error_code() {
            Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly) => open_unchanging(path)?,
            _ => return Err(sql(error)),
        },
    };
    db.pragma_update(None, "query_only", "ON").map_err(sql)?;
    db.pragma_update(None, "cache_size", -16_000).map_err(sql)?;
    db.set_prepared_statement_cache_capacity(64);
    if schema::is_empty(&db)? {
        // Whoever was about to make the tables was cut off.
        return Ok(None);
    }
    schema::check(&db)?;
    Ok(Some(db))
}

/// A folder that nobody can write has no shared memory for the WAL: with an empty one, the file alone is the truth.
fn open_unchanging(path: &Path) -> Db<Connection> {
    let mut wal = path.as_os_str().to_owned();
    wal.push("-wal");
    let pending = fs::metadata(&wal).is_ok_and(|wal| wal.len() > 0);
    let text = path.to_str().filter(|_| !pending);
    let text = text.ok_or_else(unreadable)?;
    let escaped = text.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    let flags =
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    Connection::open_with_flags(format!("file:{escaped}?immutable=1"), flags).map_err(sql)
}

fn unreadable() -> Error {
    let message = "the database has changes in its log, which cannot be read from a read-only folder: copy it, with the \
        file that ends in -wal, to a folder that can be written";
    Error::new(ErrorKind::Unavailable, message).retry(false)
}

/// Makes the folder, and syncs every folder that got a new entry: SQLite syncs only the database's own.
fn make_folder(path: &Path) -> Db<()> {
    let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.exists())
    else {
        return Ok(());
    };
    let named = |error: std::io::Error| Error::from(error).with("path", folder.display());
    fs::create_dir_all(folder).map_err(named)?;
    for ancestor in folder.ancestors().skip(1).filter(|ancestor| !ancestor.as_os_str().is_empty()) {
        // Some file systems do not sync folders; then there is nothing to wait for.
        let _ = File::open(ancestor).and_then(|opened| opened.sync_all());
    }
    Ok(())
}
