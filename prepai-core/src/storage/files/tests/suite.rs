//! The behaviour suite, and what several processes on one folder see of each other.

use std::path::Path;
use std::sync::Arc;

use futures::TryStreamExt;
use futures::executor::block_on;

use crate::ids::SessionId;
use crate::session::{Appended, Commit, SessionStore, SessionSummary, Status, SummaryQuery};
use crate::storage::FileStore;
use crate::testing::session_store::{SUITE, Subject};

#[test]
fn behaviour() {
    let mut folders = Vec::new();
    let report = block_on(SUITE.run(|| {
        let folder = tempfile::tempdir().unwrap();
        let store = FileStore::new(folder.path().join("deep/data"));
        folders.push(folder);
        Subject::new(Arc::new(store))
    }));
    assert_eq!(report.skipped(), Ok(vec![]));
}

fn append(store: &FileStore, id: &str, number: u64, status: Status) -> Appended {
    let session = SessionId::new(id).unwrap();
    let summary = SessionSummary { commit: number, status, ..SessionSummary::new(session.clone()) };
    let commit = Commit { number, write_id: format!("w-{number}"), bytes: b"words".to_vec() };
    block_on(store.append(&session, commit, summary)).unwrap()
}

/// Sessions with their commit, as a list and as the counter of active ones.
fn listed(store: &FileStore) -> Vec<(String, u64)> {
    let batches: Vec<Vec<SessionSummary>> =
        block_on(store.summaries(SummaryQuery::default()).try_collect()).unwrap();
    let rows: Vec<_> =
        batches.concat().into_iter().map(|row| (row.session.to_string(), row.commit)).collect();
    let counted = block_on(store.totals().unwrap().read("status/active")).unwrap();
    assert_eq!(counted.values().sum::<i64>(), rows.len() as i64);
    rows
}

fn rows(expected: &[(&str, u64)]) -> Vec<(String, u64)> {
    expected.iter().map(|(id, commit)| ((*id).to_owned(), *commit)).collect()
}

#[test]
fn a_list_shows_what_another_process_has_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let [one, two] = [FileStore::new(folder.path()), FileStore::new(folder.path())];
    assert_eq!(listed(&one), vec![]);
    append(&one, "a", 1, Status::Active);
    append(&two, "b", 1, Status::Active);
    assert_eq!(listed(&one), rows(&[("b", 1), ("a", 1)]));
    append(&two, "a", 2, Status::Active);
    assert_eq!(listed(&one), rows(&[("b", 1), ("a", 2)]));
    assert_eq!(listed(&two), listed(&one));
    append(&two, "b", 2, Status::Erased);
    assert_eq!(listed(&one), rows(&[("a", 2)]));
    // Of a process that came, wrote, ended and was cleared away between two looks too.
    let third = FileStore::new(folder.path());
    append(&third, "c", 1, Status::Active);
    drop(third);
    block_on(two.sweep()).unwrap();
    assert_eq!(listed(&one), rows(&[("c", 1), ("a", 2)]));
}

#[test]
fn a_process_that_stopped_between_a_commit_and_its_note_is_not_overlooked() {
    let folder = tempfile::tempdir().unwrap();
    let [one, two] = [FileStore::new(folder.path()), FileStore::new(folder.path())];
    append(&two, "a", 1, Status::Active);
    assert_eq!(listed(&one), rows(&[("a", 1)]));
    append(&two, "a", 2, Status::Active);
    let notes = files(folder.path().join("writers")).into_iter().filter(|name| name.ends_with(".changes"));
    for name in notes {
        std::fs::write(folder.path().join("writers").join(name), "a\n").unwrap();
    }
    assert_eq!(listed(&one), rows(&[("a", 1)]), "the note was lost");
    drop(two);
    assert_eq!(listed(&one), rows(&[("a", 2)]));
}

fn files(folder: impl AsRef<Path>) -> Vec<String> {
    let names = std::fs::read_dir(folder).unwrap();
    names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn finished_work_leaves_no_unfinished_files() {
    let folder = tempfile::tempdir().unwrap();
    let store = FileStore::new(folder.path());
    append(&store, "a", 1, Status::Active);
    append(&store, "a", 2, Status::Erased);
    block_on(store.erase(&SessionId::new("a").unwrap())).unwrap();
    let left = files(folder.path().join("writers"));
    assert!(left.iter().all(|name| !name.ends_with(".part")), "{left:?}");
}

#[test]
fn what_a_dead_process_left_is_cleared_and_what_a_living_one_uses_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let living = FileStore::new(folder.path());
    append(&living, "a", 1, Status::Active);
    let writers = folder.path().join("writers");
    let theirs = files(&writers);
    for name in ["dead.lock", "dead.changes", "dead.3.part", "lost.1.part"] {
        std::fs::write(writers.join(name), "a\n").unwrap();
    }
    block_on(living.sweep()).unwrap();
    let mut left = files(&writers);
    left.retain(|name| name != "ended");
    assert_eq!(left, theirs);
    assert_eq!(std::fs::read(writers.join("ended")).unwrap(), b"..");
}

#[test]
fn lists_and_summaries_agree_where_one_was_put_before_its_commit() {
    let folder = tempfile::tempdir().unwrap();
    let session = SessionId::new("a").unwrap();
    let put = SessionSummary { commit: 1, turns: 7, ..SessionSummary::new(session.clone()) };
    block_on(FileStore::new(folder.path()).put_summary(put.clone())).unwrap();
    let store = FileStore::new(folder.path());
    append(&store, "a", 1, Status::Active);
    assert_eq!(block_on(store.summary(&session)).unwrap(), Some(put.clone()));
    let rows: Vec<Vec<SessionSummary>> =
        block_on(store.summaries(SummaryQuery::default()).try_collect()).unwrap();
    assert_eq!(rows.concat(), [put]);
}
