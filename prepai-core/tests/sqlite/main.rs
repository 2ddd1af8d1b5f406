//! The SQLite store: the suite of all stores, and what only a database file can do wrong.
#![cfg(feature = "sqlite")]
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

mod traces;

use std::sync::Arc;

use futures::TryStreamExt;
use futures::executor::block_on;
use futures::future::join_all;
use prepai_core::ErrorKind;
use prepai_core::clock::SystemClock;
use prepai_core::ids::SystemIds;
use prepai_core::session::{Body, Created, Entry, HintGiven, SessionStore, Sessions};
use prepai_core::storage::SqliteStore;
use prepai_core::testing::session_store::{SUITE, Scale, Subject};
use rusqlite::Connection;
use tempfile::TempDir;

fn sessions(store: &SqliteStore) -> Sessions {
    Sessions::new(Arc::new(store.clone()), Arc::new(SystemClock::new()), Arc::new(SystemIds))
}

fn hint(step: u32) -> Entry {
    Entry::system(Body::HintGiven(HintGiven { question: "q".into(), step, text: "secret-word".into() }))
}

#[test]
fn suite() {
    let folder = tempfile::tempdir().unwrap();
    let mut number = 0;
    let report = block_on(SUITE.run(|| {
        number += 1;
        Subject::new(Arc::new(SqliteStore::new(folder.path().join(format!("{number}.db")))))
    }));
    assert_eq!(report.skipped(), Ok(vec![]));
}

#[test]
#[ignore = "make durability"]
fn suite_at_full_scale() {
    let folder = tempfile::tempdir().unwrap();
    let mut number = 0;
    let report = block_on(SUITE.run(|| {
        number += 1;
        let store = Arc::new(SqliteStore::new(folder.path().join(format!("{number}.db"))));
        Subject { scale: Scale::FULL, ..Subject::new(store) }
    }));
    assert_eq!(report.skipped(), Ok(vec![]));
}

#[test]
fn two_programs_write_to_one_database() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep/er/prepai.db");
    let stores = [SqliteStore::new(&path), SqliteStore::new(&path)];
    let log = block_on(sessions(&stores[0]).create(None, Created::default())).unwrap();
    let id = log.session().id.clone();
    let writers = stores.iter().cycle().take(6).map(|store| {
        let (sessions, id) = (sessions(store), id.clone());
        async move {
            let mut log = sessions.load(&id).await.unwrap();
            for _ in 0..20 {
                let more = |log: &prepai_core::session::Log| {
                    Ok(vec![hint(u32::try_from(log.session().hints.len()).unwrap())])
                };
                sessions.update(&mut log, sessions.moment(0), more).await.unwrap();
            }
        }
    });
    block_on(join_all(writers));
    let log = block_on(sessions(&stores[1]).load(&id)).unwrap();
    let steps: Vec<u32> = log.session().hints.iter().map(|hint| hint.step).collect();
    assert_eq!(steps, (0..120).collect::<Vec<_>>());
}

#[test]
fn a_new_database_that_another_program_is_making_is_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("prepai.db");
    // Before it is in WAL mode, SQLite answers a second switch to it at once, whatever patience was asked for.
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let (answer, answered) = std::sync::mpsc::channel();
    let store = SqliteStore::new(&path);
    let opening = std::thread::spawn(move || {
        answer.send(block_on(sessions(&store).create(None, Created::default())).map(drop)).unwrap();
    });
    let early = answered.recv_timeout(std::time::Duration::from_millis(300));
    assert!(early.is_err(), "it did not wait: {early:?}");
    other.execute_batch("ROLLBACK").unwrap();
    answered.recv().unwrap().unwrap();
    opening.join().unwrap();
}

#[test]
fn what_was_stored_is_there_after_opening_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("prepai.db");
    let id = {
        let store = SqliteStore::new(&path);
        let mut log = block_on(sessions(&store).create(None, Created::default())).unwrap();
        block_on(sessions(&store).commit(&mut log, sessions(&store).moment(0), vec![hint(1)])).unwrap();
        log.session().id.clone()
    };
    let log = block_on(sessions(&SqliteStore::new(&path)).load(&id)).unwrap();
    assert_eq!(log.number(), 2);
}

#[test]
fn nothing_of_an_erased_session_is_left_in_any_file() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::new(folder.path().join("prepai.db"));
    let sessions = sessions(&store);
    let mut log = block_on(sessions.create(None, Created::default())).unwrap();
    for step in 0..50 {
        block_on(sessions.commit(&mut log, sessions.moment(0), vec![hint(step)])).unwrap();
    }
    let bytes = || {
        let files = std::fs::read_dir(folder.path()).unwrap();
        files.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect::<Vec<u8>>()
    };
    let holds = |bytes: &[u8]| bytes.windows(11).any(|window| window == b"secret-word");
    assert!(holds(&bytes()));
    block_on(sessions.erase(&log.session().id)).unwrap();
    assert!(!holds(&bytes()));
}

fn ready_error(folder: &TempDir, prepare: impl FnOnce(&std::path::Path)) -> prepai_core::Error {
    let path = folder.path().join("prepai.db");
    prepare(&path);
    block_on(SqliteStore::new(&path).ready()).unwrap_err()
}

#[test]
fn files_that_are_not_ours_are_named_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let error = ready_error(&folder, |path| {
        std::fs::write(path, b"a letter to a friend, much longer than a header".repeat(50)).unwrap()
    });
    assert_eq!(error.kind(), ErrorKind::Corrupt);
    assert!(error.fact("path").unwrap().ends_with("prepai.db"), "{error:?}");

    let folder = tempfile::tempdir().unwrap();
    let error = ready_error(&folder, |path| {
        Connection::open(path).unwrap().execute_batch("CREATE TABLE cookies(a)").unwrap();
    });
    assert_eq!(error.kind(), ErrorKind::Corrupt);
    assert!(error.message().contains("another program"), "{error}");
    let other = Connection::open(folder.path().join("prepai.db")).unwrap();
    let mode: String = other.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
    assert_eq!(mode, "delete", "a database of another program was changed");
}

#[test]
fn a_newer_database_is_refused_with_the_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("prepai.db");
    block_on(SqliteStore::new(&path).ready()).unwrap();
    Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let error = block_on(SqliteStore::new(&path).ready()).unwrap_err();
    assert_eq!((error.kind(), error.fact("version")), (ErrorKind::Unsupported, Some("99")));
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("file"), b"").unwrap();
    let store = SqliteStore::new(folder.path().join("file/prepai.db"));
    let error = block_on(store.ready()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unavailable);
    assert!(error.fact("path").is_some(), "{error:?}");
}

#[test]
fn a_damaged_database_is_corrupt_and_names_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("prepai.db");
    let id = {
        let store = SqliteStore::new(&path);
        let mut log = block_on(sessions(&store).create(None, Created::default())).unwrap();
        for step in 0..200 {
            block_on(sessions(&store).commit(&mut log, sessions(&store).moment(0), vec![hint(step)]))
                .unwrap();
        }
        log.session().id.clone()
    };
    // The store's thread may still be closing the database: with an empty log it changes nothing any more.
    let db = Connection::open(&path).unwrap();
    let cut: i64 = db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0)).unwrap();
    assert_eq!(cut, 0);
    drop(db);
    let mut bytes = std::fs::read(&path).unwrap();
    for page in 2..bytes.len() / 4096 {
        bytes[page * 4096..page * 4096 + 64].fill(0xff);
    }
    std::fs::write(&path, bytes).unwrap();
    let read = block_on(async {
        let store = SqliteStore::new(&path);
        store.commits(&id, 1).try_collect::<Vec<_>>().await
    });
    assert_eq!(read.err().map(|error| error.kind()), Some(ErrorKind::Corrupt));
}
