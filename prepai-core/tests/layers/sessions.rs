//! Stores in layers: nothing is lost or doubled, whatever happens to the answers.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures::executor::block_on;
use futures::stream::{self, BoxStream};
use futures::{StreamExt, TryStreamExt};
use prepai_core::clock::{Clock, SystemClock};
use prepai_core::layers::{Layer, Layers, Retry, RetryPolicy, Timeout, TimeoutPolicy};
use prepai_core::session::{Appended, Commit, SessionStore, SessionSummary, SummaryQuery};
use prepai_core::storage::MemoryStore;
use prepai_core::testing::session_store::{SUITE, Subject};
use prepai_core::testing::{FailingStore, Fault, StoreCall, VirtualClock, samples};
use prepai_core::{ErrorKind, Result};

use super::{seconds, shared, unavailable};

fn policy() -> RetryPolicy {
    RetryPolicy { base: Duration::from_millis(1), ..RetryPolicy::default() }
}

/// A memory that goes wrong as told, and the same in the usual layers with a deadline of five seconds.
fn layered(clock: &VirtualClock) -> (Arc<FailingStore>, Arc<dyn SessionStore>) {
    let failing = Arc::new(FailingStore::new(Arc::new(MemoryStore::new()), shared(clock)));
    let limit = Some(seconds(5));
    let timeout = TimeoutPolicy { call: limit, idle: limit, total: limit };
    let layers = Layers::new(policy(), timeout, shared(clock));
    (failing.clone(), layers.sessions(failing))
}

fn commit(number: u64) -> Commit {
    Commit { number, write_id: format!("w-{number}"), bytes: b"{}\n{}\n".to_vec() }
}

fn summary(number: u64) -> SessionSummary {
    SessionSummary { commit: number, ..SessionSummary::new(samples::session_id()) }
}

async fn append(store: &dyn SessionStore, number: u64) -> Result<Appended> {
    store.append(&samples::session_id(), commit(number), summary(number)).await
}

async fn log(store: &dyn SessionStore) -> Vec<u64> {
    store.commits(&samples::session_id(), 1).map_ok(|commit| commit.number).try_collect().await.unwrap()
}

#[test]
fn a_store_in_layers_behaves_as_a_store() {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
    let layers = Layers::new(policy(), TimeoutPolicy::default(), clock);
    let report = block_on(SUITE.run(|| Subject::new(layers.sessions(Arc::new(MemoryStore::new())))));
    assert_eq!(report.skipped().unwrap(), [""; 0]);
}

#[test]
fn an_append_whose_answer_is_lost_stands_once() {
    for fault in [Fault::Lose(unavailable()), Fault::StallAfter, Fault::Stall, Fault::Fail(unavailable())] {
        let clock = VirtualClock::new();
        let (failing, store) = layered(&clock);
        failing.on(StoreCall::Append, [Fault::Pass, fault.clone()]);
        let appended = clock.run(async {
            let first = append(&*store, 1).await.unwrap();
            let second = append(&*store, 2).await.unwrap();
            (first, second, log(&*store).await)
        });
        assert_eq!(appended, (Appended::Done, Appended::Done, vec![1, 2]), "{fault:?}");
        assert_eq!(failing.calls(StoreCall::Append), 3, "{fault:?}");
    }
}

#[test]
fn an_append_that_times_out_says_so_and_may_be_repeated() {
    let clock = VirtualClock::new();
    let failing = Arc::new(FailingStore::new(Arc::new(MemoryStore::new()), shared(&clock)));
    failing.on(StoreCall::Append, [Fault::StallAfter]);
    let store = Timeout::new(TimeoutPolicy::default(), shared(&clock)).sessions(failing);
    clock.run(async {
        let error = append(&*store, 1).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.is_retryable(), error.operation()),
            (ErrorKind::Timeout, true, "sessions.append")
        );
        assert_eq!(append(&*store, 1).await.unwrap(), Appended::Done);
        assert_eq!(log(&*store).await, [1]);
    });
}

#[test]
fn every_method_is_retried_and_has_a_deadline() {
    for fault in [Fault::Fail(unavailable()), Fault::Stall] {
        let clock = VirtualClock::new();
        let (failing, store) = layered(&clock);
        let id = samples::session_id();
        let calls = [
            StoreCall::Append,
            StoreCall::Commits,
            StoreCall::Summary,
            StoreCall::Summaries,
            StoreCall::PutSummary,
            StoreCall::GetFile,
            StoreCall::ListFiles,
            StoreCall::Erase,
            StoreCall::Sweep,
            StoreCall::Ready,
        ];
        for call in calls {
            failing.on(call, [fault.clone()]);
        }
        clock.run(async {
            store.ready().await.unwrap();
            append(&*store, 1).await.unwrap();
            assert_eq!(log(&*store).await, [1]);
            store.put_summary(summary(1)).await.unwrap();
            assert!(store.summary(&id).await.unwrap().is_some());
            let listed: Vec<_> = store.summaries(SummaryQuery::default()).try_concat().await.unwrap();
            assert_eq!(listed.len(), 1);
            store.put_file(&id, "a", content(&Arc::default())).await.unwrap();
            let bytes: Vec<u8> = store.get_file(&id, "a", None).try_concat().await.unwrap();
            assert_eq!(bytes, b"onetwo");
            assert_eq!(store.list_files(&id).await.unwrap().len(), 1);
            // Refused, because there is no terminal commit: it was asked twice.
            assert_eq!(store.erase(&id).await.unwrap_err().kind(), ErrorKind::Conflict);
            store.sweep().await.unwrap();
        });
        for call in calls {
            assert_eq!(failing.calls(call), 2, "{call:?} {fault:?}");
        }
    }
}

#[test]
fn erasing_and_sweeping_may_be_repeated_when_their_answer_is_lost() {
    let clock = VirtualClock::new();
    let (failing, store) = layered(&clock);
    failing.on(StoreCall::Erase, [Fault::Lose(unavailable())]);
    failing.on(StoreCall::Sweep, [Fault::Lose(unavailable())]);
    let id = samples::session_id();
    clock.run(async {
        append(&*store, 1).await.unwrap();
        let tombstone = SessionSummary { status: prepai_core::session::Status::Erased, ..summary(2) };
        store.append(&id, commit(2), tombstone).await.unwrap();
        store.erase(&id).await.unwrap();
        store.sweep().await.unwrap();
        assert_eq!(store.summary(&id).await.unwrap(), None);
        assert_eq!(append(&*store, 3).await.unwrap(), Appended::Erased);
        let stub = store.commits(&id, 1).next().await.unwrap().unwrap();
        assert!(stub.is_stub());
    });
}

/// Two pieces; counts how many were read.
fn content(read: &Arc<AtomicUsize>) -> BoxStream<'static, Result<Vec<u8>>> {
    let read = Arc::clone(read);
    let pieces = ["one", "two"].map(|piece| Ok(piece.as_bytes().to_vec()));
    stream::iter(pieces)
        .inspect(move |_| {
            read.fetch_add(1, Ordering::Relaxed);
        })
        .boxed()
}

#[test]
fn a_file_is_put_again_only_while_nothing_of_it_was_read() {
    let clock = VirtualClock::new();
    let failing = Arc::new(FailingStore::new(Arc::new(MemoryStore::new()), shared(&clock)));
    failing.on(StoreCall::PutFile, [Fault::Fail(unavailable()), Fault::Pass, Fault::Lose(unavailable())]);
    let store = Retry::new(policy(), shared(&clock)).sessions(failing.clone());
    let (id, read) = (samples::session_id(), Arc::default());
    clock.run(async {
        append(&*store, 1).await.unwrap();
        let info = store.put_file(&id, "a", content(&read)).await.unwrap();
        assert_eq!((info.size, read.load(Ordering::Relaxed)), (6, 2));
        assert_eq!(failing.calls(StoreCall::PutFile), 2);
        let error = store.put_file(&id, "a", content(&read)).await.unwrap_err();
        assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Unavailable, false));
        assert_eq!((failing.calls(StoreCall::PutFile), read.load(Ordering::Relaxed)), (3, 4));
    });
}

#[test]
fn counters_are_in_the_layers_as_well() {
    let clock = VirtualClock::new();
    let (_, store) = layered(&clock);
    let capture = super::trace::Capture::default();
    let _guard = capture.listen();
    clock.run(async {
        append(&*store, 1).await.unwrap();
        let totals = store.totals().unwrap();
        assert_eq!(totals.count("status/").await.unwrap(), 1);
        assert_eq!(totals.read("status/").await.unwrap()["status/active"], 1);
        assert_eq!(totals.rebuild().await.unwrap(), 0);
    });
    let events = capture.events();
    for operation in ["sessions.append", "totals.count", "totals.read", "totals.rebuild"] {
        assert!(events.iter().any(|event| event.contains(operation)), "{events:#?}");
    }
}
