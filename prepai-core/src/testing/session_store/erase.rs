//! Cases about erasing.

use super::check::{Checked, ensure, ensure_eq};
use super::data::{append, content, filled, ids, log, read, summary, terminal};
use super::{Subject, data};
use crate::error::ErrorKind;
use crate::ids::SessionId;
use crate::session::{Appended, SessionStore, SummaryFilter, SummaryQuery};

/// Whether nothing is left of an erased session but stubs and the terminal commit at `last`.
pub(super) async fn nothing_left(store: &dyn SessionStore, session: &SessionId, last: u64) -> Checked {
    let commits = log(store, session).await?;
    ensure_eq!(commits.len() as u64, last, "commits of an erased session");
    for (number, commit) in (1..).zip(&commits) {
        ensure_eq!(commit.number, number, "a number of an erased session");
        ensure_eq!(commit.is_stub(), number < last, "whether {number} of {last} is a stub");
        ensure!(number == last || commit.write_id.is_empty(), "stub {number} has a write id");
    }
    ensure_eq!(store.summary(session).await?, None, "summary of an erased session");
    let filter = SummaryFilter { demo: true, ..SummaryFilter::default() };
    let listed = ids(store, SummaryQuery { filter, ..SummaryQuery::default() }).await?;
    ensure!(!listed.iter().any(|id| id == session.as_str()), "an erased session is listed");
    ensure_eq!(store.list_files(session).await?, vec![], "files of an erased session");
    Ok(())
}

/// A session with commits, a summary and a file, erased up to and including its terminal commit.
async fn half_erased(store: &dyn SessionStore, id: &str) -> Result<SessionId, super::check::Stop> {
    let session = filled(store, id, 5).await?;
    store.put_file(&session, "cv.txt", content(&[b"Ada Lovelace"])).await?;
    ensure_eq!(terminal(store, &session, 6).await?, Appended::Done, "terminal commit");
    Ok(session)
}

pub(super) async fn stubs(Subject { store, .. }: Subject) -> Checked {
    let session = half_erased(&*store, "stubs").await?;
    store.erase(&session).await?;
    nothing_left(&*store, &session, 6).await?;
    let unread = read(&*store, &session, "cv.txt").await.map_err(|error| error.kind());
    ensure_eq!(unread, Err(ErrorKind::NotFound), "a file of an erased session");
    store.erase(&session).await?;
    nothing_left(&*store, &session, 6).await?;
    // Of a session that was erased before it had more than one commit too.
    let short = SessionId::new("short")?;
    ensure_eq!(terminal(&*store, &short, 1).await?, Appended::Done, "terminal commit at 1");
    store.erase(&short).await?;
    nothing_left(&*store, &short, 1).await
}

pub(super) async fn closed(Subject { store, .. }: Subject) -> Checked {
    let session = half_erased(&*store, "closed").await?;
    for when in ["before", "after"] {
        for number in [1, 5, 6, 7, 9] {
            let late = append(&*store, &session, number, "late").await?;
            ensure_eq!(late, Appended::Erased, "append at {number} {when} the erase");
        }
        let again = terminal(&*store, &session, 7).await?;
        ensure_eq!(again, Appended::Erased, "a second terminal commit {when} the erase");
        let same = terminal(&*store, &session, 6).await?;
        ensure_eq!(same, Appended::Done, "the terminal commit repeated {when} the erase");
        store.put_summary(summary(&session, 99)).await?;
        ensure_eq!(store.summary(&session).await?, None, "summary {when} the erase");
        let refused = store.put_file(&session, "late.txt", content(&[b"late"])).await;
        let refused = refused.map_err(|error| error.kind());
        ensure_eq!(refused.err(), Some(ErrorKind::NotFound), "a file put {when} the erase");
        store.erase(&session).await?;
        nothing_left(&*store, &session, 6).await?;
    }
    Ok(())
}

pub(super) async fn resumed(Subject { store, .. }: Subject) -> Checked {
    let mut sessions = Vec::new();
    for n in 0..3 {
        sessions.push(half_erased(&*store, &format!("resumed-{n}")).await?);
    }
    data::filled(&*store, "alive", 3).await?;
    ensure_eq!(store.sweep().await?, 3, "sessions that a sweep touched");
    for session in &sessions {
        nothing_left(&*store, session, 6).await?;
    }
    ensure_eq!(store.sweep().await?, 0, "sessions that a second sweep touched");
    ensure_eq!(log(&*store, &SessionId::new("alive")?).await?.len(), 3, "commits of a session beside them");
    Ok(())
}

pub(super) async fn unasked(Subject { store, .. }: Subject) -> Checked {
    let session = filled(&*store, "unasked", 3).await?;
    let refused = store.erase(&session).await.map_err(|error| error.kind());
    ensure_eq!(refused, Err(ErrorKind::Conflict), "erase without a terminal commit");
    ensure!(log(&*store, &session).await?.iter().all(|commit| !commit.is_stub()), "a live commit is a stub");
    store.erase(&SessionId::new("nobody")?).await?;
    ensure_eq!(append(&*store, &session, 4, "w").await?, Appended::Done, "commit 4");
    Ok(())
}

pub(super) async fn neighbours(Subject { store, .. }: Subject) -> Checked {
    let gone = half_erased(&*store, "Neighbour").await?;
    let mut others = Vec::new();
    for id in ["neighbour", "Neighbour-", "Neighbou", "NEIGHBOUR"] {
        let other = filled(&*store, id, 4).await?;
        store.put_file(&other, "cv.txt", content(&[id.as_bytes()])).await?;
        others.push(other);
    }
    store.erase(&gone).await?;
    nothing_left(&*store, &gone, 6).await?;
    for other in &others {
        let whole = log(&*store, other).await?;
        ensure!(whole.len() == 4 && whole.iter().all(|commit| !commit.is_stub()), "{other} lost commits");
        ensure_eq!(store.summary(other).await?, Some(summary(other, 4)), "summary of {other}");
        ensure_eq!(read(&*store, other, "cv.txt").await?, other.as_str().as_bytes(), "file of {other}");
    }
    Ok(())
}
