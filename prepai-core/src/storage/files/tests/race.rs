//! Another process does a whole piece of work between any two steps of this one.

use std::sync::Arc;

use futures::executor::block_on;
use futures::future::BoxFuture;
use futures::{FutureExt, StreamExt, TryStreamExt, stream};

use super::disk::TestDisk;
use super::model::id;
use crate::error::{ErrorKind, Result};
use crate::session::{Appended, Commit, SessionStore, SessionSummary, Status};
use crate::storage::FileStore;

const BEFORE: u64 = 4;

fn store(disk: &TestDisk) -> FileStore {
    FileStore::on(Arc::new(disk.clone()), "/data".into())
}

fn summary(number: u64) -> SessionSummary {
    SessionSummary { commit: number, ..SessionSummary::new(id(0)) }
}

async fn append(store: &FileStore, number: u64, by: &str) -> Result<Appended> {
    let commit = Commit { number, write_id: format!("{by}-{number}"), bytes: by.as_bytes().to_vec() };
    store.append(&id(0), commit, summary(number)).await
}

async fn erase(store: &FileStore) -> u64 {
    let mut number = BEFORE + 1;
    loop {
        let commit = Commit { number, write_id: "terminal".into(), bytes: b"erased".to_vec() };
        let summary = SessionSummary { status: Status::Erased, ..summary(number) };
        match store.append(&id(0), commit, summary).await.unwrap() {
            Appended::Conflict { last } => number = last + 1,
            Appended::Done => break,
            Appended::Erased => panic!("only this erases"),
        }
    }
    store.erase(&id(0)).await.unwrap();
    number
}

async fn put_file(store: &FileStore) -> Result<()> {
    let content = stream::iter([Ok(b"words".to_vec())]).boxed();
    store.put_file(&id(0), "new.txt", content).await.map(|_| ())
}

/// A session of a few commits with a file, on a disk that two processes share.
fn begun() -> (TestDisk, [FileStore; 2]) {
    let disk = TestDisk::new();
    let stores = [store(&disk), store(&disk)];
    for number in 1..=BEFORE {
        assert_eq!(block_on(append(&stores[0], number, "w")).unwrap(), Appended::Done);
    }
    let content = stream::iter([Ok(b"words".to_vec())]).boxed();
    block_on(stores[0].put_file(&id(0), "cv.txt", content)).unwrap();
    block_on(stores[1].ready()).unwrap();
    (disk, stores)
}

fn nothing_left(store: &FileStore, last: u64) {
    let log: Vec<Commit> = block_on(store.commits(&id(0), 1).try_collect()).unwrap();
    assert_eq!(log.len() as u64, last);
    assert!(log.iter().take(log.len() - 1).all(Commit::is_stub), "{log:?}");
    assert_eq!(block_on(store.list_files(&id(0))).unwrap(), vec![]);
    let names = store.core.list(&store.core.layout.session(&id(0))).unwrap();
    assert!(!names.contains(&"summary".to_owned()), "a summary is left");
}

/// Erases between any two calls of the work of another process; gives how often the work was refused.
fn erase_within(work: fn(FileStore) -> BoxFuture<'static, Result<bool>>) -> usize {
    let mut refused = 0;
    for step in 1.. {
        let (disk, [one, two]) = begun();
        let (sent, erased) = std::sync::mpsc::channel();
        disk.meanwhile(disk.calls() + step, move || sent.send(block_on(erase(&two))).unwrap());
        refused += usize::from(!block_on(work(one.clone())).unwrap());
        let Ok(last) = erased.try_recv() else {
            assert!(step > 5, "the work has only {step} calls");
            return refused;
        };
        nothing_left(&one, last);
        for seed in 0..4 {
            nothing_left(&store(&disk.after_cut(seed)), last);
        }
    }
    0
}

#[test]
fn a_file_that_is_put_while_the_session_is_erased_does_not_stay() {
    let refused = erase_within(|store| {
        let work = async move {
            match put_file(&store).await {
                Ok(()) => Ok(true),
                Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
                Err(error) => Err(error),
            }
        };
        work.boxed()
    });
    assert!(refused > 5, "refused {refused} times");
}

#[test]
fn a_summary_that_is_put_while_the_session_is_erased_does_not_stay() {
    erase_within(|store| async move { store.put_summary(summary(99)).await.map(|()| true) }.boxed());
}

#[test]
fn a_commit_that_is_appended_while_the_session_is_erased_is_erased_too() {
    let refused = erase_within(|store| {
        async move { Ok(append(&store, BEFORE + 1, "late").await? == Appended::Done) }.boxed()
    });
    assert!(refused > 2, "refused {refused} times");
}

#[test]
fn of_two_that_append_at_once_one_succeeds_and_both_are_told() {
    for step in 1.. {
        let (disk, [one, two]) = begun();
        let (sent, done) = std::sync::mpsc::channel();
        let late = move || sent.send(block_on(append(&two, BEFORE + 1, "two")).unwrap()).unwrap();
        disk.meanwhile(disk.calls() + step, late);
        let first = block_on(append(&one, BEFORE + 1, "one")).unwrap();
        let Ok(second) = done.try_recv() else { break };
        let taken = Appended::Conflict { last: BEFORE + 1 };
        assert!([(Appended::Done, taken), (taken, Appended::Done)].contains(&(first, second)));
        let found = store(&disk.after_cut(0));
        let log: Vec<Commit> = block_on(found.commits(&id(0), BEFORE + 1).try_collect()).unwrap();
        let winner = if first == Appended::Done { "one-5" } else { "two-5" };
        assert_eq!(log.iter().map(|commit| commit.write_id.as_str()).collect::<Vec<_>>(), [winner]);
    }
}

#[test]
fn of_two_summaries_that_are_put_at_once_the_newer_stays() {
    for step in 1.. {
        let (disk, [one, two]) = begun();
        let (sent, done) = std::sync::mpsc::channel();
        let newer = move || sent.send(block_on(two.put_summary(summary(9)))).unwrap();
        disk.meanwhile(disk.calls() + step, newer);
        block_on(one.put_summary(summary(8))).unwrap();
        let Ok(put) = done.try_recv() else { break };
        put.unwrap();
        assert_eq!(block_on(one.summary(&id(0))).unwrap(), Some(summary(9)), "step {step}");
    }
}
