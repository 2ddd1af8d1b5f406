//! What erasing leaves on the disk.

use std::collections::BTreeSet;
use std::path::Path;

use futures::executor::block_on;
use futures::stream::FuturesUnordered;
use futures::{StreamExt, stream};
use prepai_core::ids::SessionId;
use prepai_core::session::{Appended, Commit, SessionStore, SessionSummary, Status};
use prepai_core::storage::SqliteStore;
use rusqlite::Connection;

fn commit(number: u64, words: &str) -> Commit {
    Commit { number, write_id: format!("w-{number}"), bytes: format!("{words} {number}").into_bytes() }
}

fn summary(session: &SessionId, commit: u64, candidate: &str) -> SessionSummary {
    SessionSummary {
        commit,
        candidate: candidate.into(),
        candidate_key: candidate.to_lowercase(),
        ..SessionSummary::new(session.clone())
    }
}

async fn append(store: &SqliteStore, id: &str, number: u64, words: &str) -> Appended {
    let session = SessionId::new(id).unwrap();
    let summary = summary(&session, number, words);
    store.append(&session, commit(number, words), summary).await.unwrap()
}

async fn erase(store: &SqliteStore, id: &str, number: u64) {
    let session = SessionId::new(id).unwrap();
    let summary =
        SessionSummary { status: Status::Erased, commit: number, ..SessionSummary::new(session.clone()) };
    store.append(&session, commit(number, "erased"), summary).await.unwrap();
    store.erase(&session).await.unwrap();
}

/// Sessions whose secret stands anywhere in the database or the files beside it.
fn on_disk(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        // A secret is `$s-000.`; where it runs over two pages it is none.
        for secret in bytes.windows(7).filter(|bytes| bytes.starts_with(b"$s-") && bytes.ends_with(b".")) {
            let id = String::from_utf8_lossy(secret.get(1..6).unwrap_or_default()).into_owned();
            found.extend(id.strip_prefix("s-").is_some_and(|n| n.parse::<u32>().is_ok()).then_some(id));
        }
    }
    found
}

#[test]
fn erasing_leaves_no_word_on_the_disk() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sessions.db");
    let (store, second) = (SqliteStore::new(&path), SqliteStore::new(&path));
    let sessions: Vec<String> = (0..211).map(|n| format!("s-{n:03}")).collect();
    let secret = |id: &str| format!("${id}.");
    let erased = |n: &usize| n.is_multiple_of(3);
    block_on(async {
        // In turns and in another order each time, with words that grow, so that rows move between pages.
        for number in 1..=8_u64 {
            // Both programs have pages with everything in memory.
            let stores = [&store, &second];
            let appends = (0..sessions.len()).map(|n| {
                let id = &sessions[n * (number as usize * 2 + 1) % sessions.len()];
                let words = secret(id).repeat(number as usize * (1 + n % 5));
                async move { append(stores[n % 2], id, number, &words).await }
            });
            let appended: Vec<Appended> = appends.collect::<FuturesUnordered<_>>().collect().await;
            assert!(appended.iter().all(|appended| *appended == Appended::Done));
        }
        for id in &sessions {
            let session = SessionId::new(id).unwrap();
            let content = stream::iter([Ok(secret(id).repeat(2_000).into_bytes())]).boxed();
            store.put_file(&session, "cv.txt", content).await.unwrap();
        }
        assert_eq!(on_disk(folder.path()).len(), sessions.len());
        for n in (0..sessions.len()).filter(erased) {
            erase(&store, &sessions[n], 9).await;
        }
        for (n, id) in sessions.iter().enumerate().filter(|(n, _)| !erased(n)) {
            append([&store, &second][n % 2], id, 9, &secret(id)).await;
        }
    });
    let check = "PRAGMA integrity_check";
    let whole: String = Connection::open(&path).unwrap().query_row(check, [], |row| row.get(0)).unwrap();
    assert_eq!(whole, "ok");
    let left = on_disk(folder.path());
    let expected = (0..sessions.len()).filter(|n| !erased(n)).map(|n| sessions[n].clone());
    assert_eq!(left, expected.collect());
}
