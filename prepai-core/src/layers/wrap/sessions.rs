//! Stores and their counters in a layer.

use std::collections::BTreeMap;
use std::ops::Range;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use async_trait::async_trait;
use futures::future::BoxFuture;
use futures::stream::BoxStream;
use futures::{FutureExt, Stream, StreamExt};

use super::Layered;
use crate::error::Result;
use crate::ids::SessionId;
use crate::layers::{Layer, operation};
use crate::session::{
    Appended, Commit, FileInfo, SessionStore, SessionSummary, StoredSummaries, SummaryQuery, Totals,
};

#[deny(clippy::missing_trait_methods)]
#[async_trait]
impl<L: Layer> SessionStore for Layered<L, dyn SessionStore> {
    async fn append(&self, session: &SessionId, commit: Commit, summary: SessionSummary) -> Result<Appended> {
        let attempt = move || self.inner.append(session, commit.clone(), summary.clone());
        self.layer.call(&operation::APPEND, Box::new(attempt)).await
    }

    fn commits(&self, session: &SessionId, from: u64) -> BoxStream<'static, Result<Commit>> {
        let (inner, session) = (Arc::clone(&self.inner), session.clone());
        self.layer.stream(&operation::COMMITS, Box::new(move || inner.commits(&session, from)))
    }

    async fn summary(&self, session: &SessionId) -> Result<Option<SessionSummary>> {
        self.layer.call(&operation::SUMMARY, Box::new(move || self.inner.summary(session))).await
    }

    fn summaries(&self, query: SummaryQuery) -> StoredSummaries {
        let inner = Arc::clone(&self.inner);
        self.layer.stream(&operation::SUMMARIES, Box::new(move || inner.summaries(query.clone())))
    }

    async fn put_summary(&self, summary: SessionSummary) -> Result<()> {
        let attempt = move || self.inner.put_summary(summary.clone());
        self.layer.call(&operation::PUT_SUMMARY, Box::new(attempt)).await
    }

    fn totals(&self) -> Option<Arc<dyn Totals>> {
        let totals = self.inner.totals()?;
        Some(Layered::over(totals, &self.layer))
    }

    async fn put_file(
        &self,
        session: &SessionId,
        name: &str,
        content: BoxStream<'static, Result<Vec<u8>>>,
    ) -> Result<FileInfo> {
        let content = Arc::new(Mutex::new(Content { stream: content, read: false }));
        let attempt = move || {
            let lent = Arc::clone(&content);
            let put = self.inner.put_file(session, name, Lent(Arc::clone(&content)).boxed());
            let read = async move {
                let result = put.await;
                result.map_err(|error| if locked(&lent).read { error.retry(false) } else { error })
            };
            read.boxed()
        };
        self.layer.call(&operation::PUT_FILE, Box::new(attempt)).await
    }

    fn get_file(
        &self,
        session: &SessionId,
        name: &str,
        range: Option<Range<u64>>,
    ) -> BoxStream<'static, Result<Vec<u8>>> {
        let (inner, session, name) = (Arc::clone(&self.inner), session.clone(), name.to_owned());
        let begin = move || inner.get_file(&session, &name, range.clone());
        self.layer.stream(&operation::GET_FILE, Box::new(begin))
    }

    async fn list_files(&self, session: &SessionId) -> Result<Vec<FileInfo>> {
        self.layer.call(&operation::LIST_FILES, Box::new(move || self.inner.list_files(session))).await
    }

    async fn remove_file(&self, session: &SessionId, name: &str) -> Result<()> {
        let attempt = move || self.inner.remove_file(session, name);
        self.layer.call(&operation::REMOVE_FILE, Box::new(attempt)).await
    }

    async fn erase(&self, session: &SessionId) -> Result<()> {
        self.layer.call(&operation::ERASE, Box::new(move || self.inner.erase(session))).await
    }

    async fn sweep(&self) -> Result<u64> {
        self.layer.call(&operation::SWEEP, Box::new(move || self.inner.sweep())).await
    }

    fn changed(&self, session: &SessionId) -> Option<BoxFuture<'static, ()>> {
        self.inner.changed(session)
    }

    async fn ready(&self) -> Result<()> {
        self.layer.call(&operation::READY, Box::new(move || self.inner.ready())).await
    }
}

#[deny(clippy::missing_trait_methods)]
#[async_trait]
impl<L: Layer> Totals for Layered<L, dyn Totals> {
    async fn read(&self, prefix: &str) -> Result<BTreeMap<String, i64>> {
        self.layer.call(&operation::TOTALS_READ, Box::new(move || self.inner.read(prefix))).await
    }

    async fn count(&self, prefix: &str) -> Result<u64> {
        self.layer.call(&operation::TOTALS_COUNT, Box::new(move || self.inner.count(prefix))).await
    }

    async fn rebuild(&self) -> Result<u64> {
        self.layer.call(&operation::TOTALS_REBUILD, Box::new(move || self.inner.rebuild())).await
    }
}

/// The content of a file, which can be lent to several attempts as long as none of them has read.
struct Content {
    stream: BoxStream<'static, Result<Vec<u8>>>,
    read: bool,
}

struct Lent(Arc<Mutex<Content>>);

impl Stream for Lent {
    type Item = Result<Vec<u8>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut content = locked(&self.0);
        content.read = true;
        content.stream.poll_next_unpin(context)
    }
}

fn locked(content: &Mutex<Content>) -> std::sync::MutexGuard<'_, Content> {
    content.lock().unwrap_or_else(PoisonError::into_inner)
}
