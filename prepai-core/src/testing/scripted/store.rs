//! A store that goes wrong when it was told to.

use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use futures::future::BoxFuture;
use futures::stream::{self, BoxStream};
use futures::{FutureExt, StreamExt};

use super::script::locked;
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::ids::SessionId;
use crate::session::{
    Appended, Commit, FileInfo, SessionStore, SessionSummary, StoredSummaries, SummaryQuery, Totals,
};

/// A method of [`SessionStore`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is the method of its name")]
pub enum StoreCall {
    Append,
    Commits,
    Summary,
    Summaries,
    PutSummary,
    PutFile,
    GetFile,
    ListFiles,
    RemoveFile,
    Erase,
    Sweep,
    Ready,
}

/// How one call goes wrong.
#[derive(Debug, Clone)]
pub enum Fault {
    /// It is not done, and says so.
    Fail(Error),
    /// It is done, but the answer is lost: the caller gets this error. A stream breaks after its first item.
    Lose(Error),
    /// It is done late.
    Wait(Duration),
    /// It is never done.
    Stall,
    /// It is done, but the answer never comes.
    StallAfter,
    /// Nothing: the call is as without a fault (to let some pass before the next fault).
    Pass,
}

/// Hands everything to another store, except for the calls that its script lets go wrong. Counters pass.
#[derive(Debug)]
pub struct FailingStore {
    inner: Arc<dyn SessionStore>,
    clock: Arc<dyn Clock>,
    faults: Mutex<BTreeMap<StoreCall, VecDeque<Fault>>>,
    calls: Mutex<BTreeMap<StoreCall, usize>>,
}

impl FailingStore {
    /// A store around `inner` whose waits pass on `clock`; nothing goes wrong yet.
    pub fn new(inner: Arc<dyn SessionStore>, clock: Arc<dyn Clock>) -> Self {
        FailingStore { inner, clock, faults: Mutex::default(), calls: Mutex::default() }
    }

    /// Adds what the next calls of a method do, in order.
    pub fn on(&self, call: StoreCall, faults: impl IntoIterator<Item = Fault>) {
        locked(&self.faults).entry(call).or_default().extend(faults);
    }

    /// How often a method was called.
    pub fn calls(&self, call: StoreCall) -> usize {
        locked(&self.calls).get(&call).copied().unwrap_or(0)
    }

    fn next(&self, call: StoreCall) -> Fault {
        *locked(&self.calls).entry(call).or_default() += 1;
        locked(&self.faults).get_mut(&call).and_then(VecDeque::pop_front).unwrap_or(Fault::Pass)
    }

    async fn call<T>(&self, call: StoreCall, work: impl Future<Output = Result<T>>) -> Result<T> {
        match self.next(call) {
            Fault::Fail(error) => return Err(error),
            Fault::Lose(error) => return work.await.and(Err(error)),
            Fault::Wait(duration) => self.clock.sleep(duration).await,
            Fault::Stall => return futures::future::pending().await,
            Fault::StallAfter => {
                work.await.ok();
                return futures::future::pending().await;
            }
            Fault::Pass => {}
        }
        work.await
    }

    fn stream<T: Send + 'static>(
        &self,
        call: StoreCall,
        items: BoxStream<'static, Result<T>>,
    ) -> BoxStream<'static, Result<T>> {
        match self.next(call) {
            Fault::Fail(error) => stream::iter([Err(error)]).boxed(),
            Fault::Lose(error) => items.take(1).chain(stream::iter([Err(error)])).boxed(),
            Fault::Wait(duration) => self.clock.sleep(duration).map(move |()| items).flatten_stream().boxed(),
            Fault::Stall => stream::pending().boxed(),
            Fault::StallAfter => items.take(1).chain(stream::pending()).boxed(),
            Fault::Pass => items,
        }
    }
}

#[deny(clippy::missing_trait_methods)]
#[async_trait]
impl SessionStore for FailingStore {
    async fn append(&self, session: &SessionId, commit: Commit, summary: SessionSummary) -> Result<Appended> {
        self.call(StoreCall::Append, self.inner.append(session, commit, summary)).await
    }

    fn commits(&self, session: &SessionId, from: u64) -> BoxStream<'static, Result<Commit>> {
        self.stream(StoreCall::Commits, self.inner.commits(session, from))
    }

    async fn summary(&self, session: &SessionId) -> Result<Option<SessionSummary>> {
        self.call(StoreCall::Summary, self.inner.summary(session)).await
    }

    fn summaries(&self, query: SummaryQuery) -> StoredSummaries {
        self.stream(StoreCall::Summaries, self.inner.summaries(query))
    }

    async fn put_summary(&self, summary: SessionSummary) -> Result<()> {
        self.call(StoreCall::PutSummary, self.inner.put_summary(summary)).await
    }

    fn totals(&self) -> Option<Arc<dyn Totals>> {
        self.inner.totals()
    }

    async fn put_file(
        &self,
        session: &SessionId,
        name: &str,
        content: BoxStream<'static, Result<Vec<u8>>>,
    ) -> Result<FileInfo> {
        self.call(StoreCall::PutFile, self.inner.put_file(session, name, content)).await
    }

    fn get_file(
        &self,
        session: &SessionId,
        name: &str,
        range: Option<Range<u64>>,
    ) -> BoxStream<'static, Result<Vec<u8>>> {
        self.stream(StoreCall::GetFile, self.inner.get_file(session, name, range))
    }

    async fn list_files(&self, session: &SessionId) -> Result<Vec<FileInfo>> {
        self.call(StoreCall::ListFiles, self.inner.list_files(session)).await
    }

    async fn remove_file(&self, session: &SessionId, name: &str) -> Result<()> {
        self.call(StoreCall::RemoveFile, self.inner.remove_file(session, name)).await
    }

    async fn erase(&self, session: &SessionId) -> Result<()> {
        self.call(StoreCall::Erase, self.inner.erase(session)).await
    }

    async fn sweep(&self) -> Result<u64> {
        self.call(StoreCall::Sweep, self.inner.sweep()).await
    }

    fn changed(&self, session: &SessionId) -> Option<BoxFuture<'static, ()>> {
        self.inner.changed(session)
    }

    async fn ready(&self) -> Result<()> {
        self.call(StoreCall::Ready, self.inner.ready()).await
    }
}
