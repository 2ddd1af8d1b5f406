//! Cases about commits.

use futures::{FutureExt, TryStreamExt};

use super::Subject;
use super::check::{Checked, ensure, ensure_eq};
use super::data::{append, commit, content, filled, log, read, summary};
use crate::error::ErrorKind;
use crate::ids::SessionId;
use crate::session::{Appended, Commit};

pub(super) async fn ready(Subject { store, .. }: Subject) -> Checked {
    store.ready().await?;
    let session = SessionId::new("nobody")?;
    ensure_eq!(log(&*store, &session).await?, vec![], "commits of a session that does not exist");
    ensure_eq!(store.summary(&session).await?, None, "summary of a session that does not exist");
    Ok(())
}

pub(super) async fn numbers(Subject { store, .. }: Subject) -> Checked {
    let session = SessionId::new("numbers")?;
    let gap = append(&*store, &session, 2, "w").await?;
    ensure_eq!(gap, Appended::Conflict { last: 0 }, "2 before 1");
    for number in 1..=9 {
        ensure_eq!(append(&*store, &session, number, "w").await?, Appended::Done, "commit {number}");
        let gap = append(&*store, &session, number + 2, "w").await?;
        ensure_eq!(gap, Appended::Conflict { last: number }, "a gap after {number}");
    }
    let numbers: Vec<u64> = log(&*store, &session).await?.iter().map(|commit| commit.number).collect();
    ensure_eq!(numbers, (1..=9).collect::<Vec<_>>(), "numbers");
    Ok(())
}

pub(super) async fn conflict(Subject { store, .. }: Subject) -> Checked {
    let session = filled(&*store, "conflict", 37).await?;
    for number in [1, 2, 20, 36, 37] {
        let taken = append(&*store, &session, number, "other").await?;
        ensure_eq!(taken, Appended::Conflict { last: 37 }, "commit {number} of another writer");
    }
    ensure_eq!(log(&*store, &session).await?.len(), 37, "commits after conflicts");
    Ok(())
}

pub(super) async fn write_id(Subject { store, .. }: Subject) -> Checked {
    let session = filled(&*store, "write-id", 5).await?;
    for number in [5, 3, 1] {
        ensure_eq!(append(&*store, &session, number, "w").await?, Appended::Done, "commit {number} again");
    }
    // A write id counts at its own number only.
    let mut moved = commit(4, "w");
    moved.write_id = commit(3, "w").write_id;
    let moved = store.append(&session, moved, summary(&session, 4)).await?;
    ensure_eq!(moved, Appended::Conflict { last: 5 }, "the write id of 3 at 4");
    ensure_eq!(append(&*store, &session, 6, "w").await?, Appended::Done, "commit 6");
    let expected: Vec<Commit> = (1..=6).map(|number| commit(number, "w")).collect();
    ensure_eq!(log(&*store, &session).await?, expected, "log after repeated appends");
    Ok(())
}

pub(super) async fn bytes(Subject { store, .. }: Subject) -> Checked {
    let session = SessionId::new("bytes")?;
    let mut expected = Vec::new();
    let kinds: [Vec<u8>; 5] =
        [vec![0], (0..=255).collect(), b"\n\n".to_vec(), "żółć 王小明".into(), vec![b'x'; 1 << 20]];
    for (number, bytes) in (1..).zip(kinds) {
        let commit = Commit { number, write_id: format!("w{number}"), bytes };
        expected.push(commit.clone());
        let appended = store.append(&session, commit, summary(&session, number)).await?;
        ensure_eq!(appended, Appended::Done, "commit {number}");
    }
    ensure!(log(&*store, &session).await? == expected, "the commits came back changed");
    Ok(())
}

pub(super) async fn from(Subject { store, .. }: Subject) -> Checked {
    let session = filled(&*store, "from", 150).await?;
    for from in [1, 2, 64, 65, 149, 150, 151, u64::MAX] {
        let commits: Vec<Commit> = store.commits(&session, from).try_collect().await?;
        let expected: Vec<Commit> = (from..=150).map(|number| commit(number, "w")).collect();
        ensure!(commits == expected, "commits from {from}: {} of {}", commits.len(), expected.len());
    }
    Ok(())
}

pub(super) async fn case(Subject { store, .. }: Subject) -> Checked {
    let (upper, lower) = ("X".repeat(64), "x".repeat(64));
    let ids =
        [("a", "case-a"), ("b", "Case-a"), ("c", "case-A"), ("d", "CASE-A"), ("e", &upper), ("f", &lower)];
    for (writer, id) in ids {
        let session = SessionId::new(id)?;
        ensure_eq!(append(&*store, &session, 1, writer).await?, Appended::Done, "first commit of {id}");
        store.put_file(&session, "cv.txt", content(&[id.as_bytes()])).await?;
    }
    for (writer, id) in ids {
        let session = SessionId::new(id)?;
        ensure_eq!(log(&*store, &session).await?, vec![commit(1, writer)], "log of {id}");
        ensure_eq!(read(&*store, &session, "cv.txt").await?, id.as_bytes(), "file of {id}");
    }
    Ok(())
}

pub(super) async fn refused(Subject { store, .. }: Subject) -> Checked {
    let session = SessionId::new("refused")?;
    let good = commit(1, "w");
    let bad = [
        ("without a write id", Commit { write_id: String::new(), ..good.clone() }),
        ("without bytes", Commit { bytes: Vec::new(), ..good.clone() }),
        ("at number 0", Commit { number: 0, ..good.clone() }),
    ];
    for (what, bad) in bad {
        let summary = summary(&session, bad.number);
        let refused = store.append(&session, bad, summary).await.map_err(|error| error.kind());
        ensure_eq!(refused, Err(ErrorKind::InvalidInput), "a commit {what}");
    }
    let foreign = store.append(&session, good, summary(&SessionId::new("other")?, 1)).await;
    ensure_eq!(foreign.map_err(|error| error.kind()), Err(ErrorKind::InvalidInput), "another's summary");
    ensure_eq!(log(&*store, &session).await?, vec![], "log after refused commits");
    Ok(())
}

pub(super) async fn dropped(Subject { store, .. }: Subject) -> Checked {
    let session = SessionId::new("dropped")?;
    for number in 1..=20 {
        // Polled once at most: the store may have begun, or even be done.
        let begun = append(&*store, &session, number, "w").now_or_never();
        if number % 2 == 0 || begun.is_none() {
            ensure_eq!(
                append(&*store, &session, number, "w").await?,
                Appended::Done,
                "commit {number} again"
            );
        }
    }
    let expected: Vec<Commit> = (1..=20).map(|number| commit(number, "w")).collect();
    ensure_eq!(log(&*store, &session).await?, expected, "log after dropped appends");
    Ok(())
}
