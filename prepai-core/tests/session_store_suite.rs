//! The suite of stores notices what it names: stores with one fault each, and the case that must fail on it.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::ops::Range;
use std::sync::Arc;

use async_trait::async_trait;
use futures::executor::block_on;
use futures::stream::{self, BoxStream};
use futures::{StreamExt, TryStreamExt};
use prepai_core::Result;
use prepai_core::clock::Timestamp;
use prepai_core::ids::SessionId;
use prepai_core::session::{
    Appended, Commit, FileInfo, SessionStore, SessionSummary, StoredSummaries, SummaryQuery, Totals,
};
use prepai_core::storage::MemoryStore;
use prepai_core::testing::Outcome;
use prepai_core::testing::session_store::{SUITE, Subject};

#[derive(Debug, Clone)]
struct Faulty {
    inner: MemoryStore,
    fault: &'static str,
}

impl Faulty {
    fn has(&self, fault: &str) -> bool {
        self.fault == fault
    }

    fn id(&self, session: &SessionId) -> SessionId {
        let id = session.as_str();
        SessionId::new(if self.has("folds ids") { id.to_lowercase() } else { id.to_owned() }).unwrap()
    }
}

#[async_trait]
impl SessionStore for Faulty {
    async fn append(&self, session: &SessionId, commit: Commit, summary: SessionSummary) -> Result<Appended> {
        let session = self.id(session);
        let before: Vec<Commit> = self.inner.commits(&session, 1).try_collect().await?;
        let mut summary = summary;
        if self.has("folds ids") {
            summary.session = session.clone();
        }
        let appended = self.inner.append(&session, commit.clone(), summary).await?;
        Ok(match appended {
            Appended::Conflict { .. } if self.has("hides conflicts") => Appended::Done,
            Appended::Conflict { last } if self.has("miscounts") => Appended::Conflict { last: last + 1 },
            Appended::Done if self.has("forgets write ids") && before.contains(&commit) => {
                Appended::Conflict { last: before.len() as u64 }
            }
            Appended::Erased if self.has("revives") => Appended::Conflict { last: before.len() as u64 },
            appended => appended,
        })
    }

    fn commits(&self, session: &SessionId, from: u64) -> BoxStream<'static, Result<Commit>> {
        let from = if self.has("reads from the first") { 1 } else { from };
        let lossy = self.has("takes bytes for text");
        let commits = self.inner.commits(&self.id(session), from);
        let read = move |commit: Commit| {
            let text = String::from_utf8_lossy(&commit.bytes).into_owned();
            if lossy { Commit { bytes: text.into(), ..commit } } else { commit }
        };
        commits.map_ok(read).boxed()
    }

    async fn summary(&self, session: &SessionId) -> Result<Option<SessionSummary>> {
        let summary = self.inner.summary(&self.id(session)).await?;
        Ok(summary.filter(|_| !self.has("has no summary")))
    }

    fn summaries(&self, mut query: SummaryQuery) -> StoredSummaries {
        match self.fault {
            "ignores limits" => query.limit = None,
            "ignores filters" => query.filter.kind = None,
            "repeats pages" => query.after = None,
            _ => {}
        }
        let backwards = self.has("lists backwards");
        let batches = self.inner.summaries(query);
        let turn = move |mut batch: Vec<SessionSummary>| {
            if backwards {
                batch.reverse();
            }
            batch
        };
        batches.map_ok(turn).boxed()
    }

    async fn put_summary(&self, mut summary: SessionSummary) -> Result<()> {
        if self.has("takes old summaries") {
            summary.commit += 100;
        }
        self.inner.put_summary(summary).await
    }

    fn totals(&self) -> Option<Arc<dyn Totals>> {
        // The counters of another store are as wrong as can be.
        if self.has("counts others") { MemoryStore::new().totals() } else { self.inner.totals() }
    }

    async fn put_file(
        &self,
        session: &SessionId,
        name: &str,
        content: BoxStream<'static, Result<Vec<u8>>>,
    ) -> Result<FileInfo> {
        let session = self.id(session);
        let content = match self.fault {
            "keeps broken files" => content.take_while(|piece| std::future::ready(piece.is_ok())).boxed(),
            "keeps one piece" => content.take(1).boxed(),
            "keeps old files" if !self.inner.list_files(&session).await?.is_empty() => {
                stream::empty().boxed()
            }
            _ => content,
        };
        let put = self.inner.put_file(&session, name, content).await;
        if self.has("takes any name") && put.is_err() {
            return Ok(FileInfo { name: name.into(), size: 0, modified: Timestamp::default() });
        }
        put
    }

    fn get_file(
        &self,
        session: &SessionId,
        name: &str,
        range: Option<Range<u64>>,
    ) -> BoxStream<'static, Result<Vec<u8>>> {
        self.inner.get_file(&self.id(session), name, range.filter(|_| !self.has("ignores ranges")))
    }

    async fn list_files(&self, session: &SessionId) -> Result<Vec<FileInfo>> {
        let mut files = self.inner.list_files(&self.id(session)).await?;
        match self.fault {
            "lists backwards" => files.reverse(),
            "hides empty files" => files.retain(|file| file.size > 0),
            _ => {}
        }
        Ok(files)
    }

    async fn remove_file(&self, session: &SessionId, name: &str) -> Result<()> {
        if self.has("never removes") {
            return Ok(());
        }
        self.inner.remove_file(&self.id(session), name).await
    }

    async fn erase(&self, session: &SessionId) -> Result<()> {
        if self.has("never erases") {
            return Ok(());
        }
        match self.inner.erase(&self.id(session)).await {
            Err(_) if self.has("erases unasked") => Ok(()),
            erased => erased,
        }
    }

    async fn sweep(&self) -> Result<u64> {
        if self.has("never sweeps") { Ok(0) } else { self.inner.sweep().await }
    }

    async fn ready(&self) -> Result<()> {
        self.inner.ready().await
    }
}

/// How one case ends on a store with this fault. A whole suite may never end on one that contradicts itself.
fn outcome(fault: &'static str, name: &'static str) -> Outcome {
    let case = SUITE.cases.iter().find(|case| case.name == name).unwrap();
    let store = Arc::new(Faulty { inner: MemoryStore::new(), fault });
    block_on((case.run)(Subject::new(store)))
}

#[test]
fn each_fault_fails_the_case_that_names_it() {
    let faults = [
        ("hides conflicts", "numbers"),
        ("miscounts", "conflict"),
        ("forgets write ids", "write_id"),
        ("takes bytes for text", "bytes"),
        ("reads from the first", "from"),
        ("folds ids", "case"),
        ("has no summary", "summary"),
        ("lists backwards", "order"),
        ("ignores limits", "order"),
        ("ignores filters", "filters"),
        ("repeats pages", "pages"),
        ("takes old summaries", "guard"),
        ("counts others", "totals"),
        ("counts others", "prefixes"),
        ("ignores ranges", "file"),
        ("keeps old files", "replaced"),
        ("never removes", "removed"),
        ("takes any name", "names"),
        ("lists backwards", "listed"),
        ("hides empty files", "empty"),
        ("keeps one piece", "large"),
        ("keeps broken files", "broken"),
        ("never erases", "stubs"),
        ("never erases", "neighbours"),
        ("revives", "closed"),
        ("never sweeps", "resumed"),
        ("erases unasked", "unasked"),
    ];
    for (fault, case) in faults {
        assert_eq!(outcome("none", case), Outcome::Passed, "{case}");
        let failed = matches!(outcome(fault, case), Outcome::Failed(_));
        assert!(failed, "a store that {fault} passes the case {case}");
    }
}
