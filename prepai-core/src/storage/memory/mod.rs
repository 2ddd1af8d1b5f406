//! Sessions in memory: for tests and for interviews that nobody keeps.

mod files;

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use futures::FutureExt;
use futures::future;
use futures::stream::BoxStream;

use self::files::{Files, not_allowed};
use super::check::{LogEnd, check_append};
use super::lock::lock;
use super::shelf::Shelf;
use super::{check_file_name, pages};
use crate::clock::{Clock, SystemClock};
use crate::error::{Error, ErrorKind, Result};
use crate::ids::SessionId;
use crate::session::{
    Appended, Commit, FileInfo, SessionStore, SessionSummary, Status, StoredSummaries, SummaryQuery, Totals,
};

/// Keeps sessions for as long as it lives.
///
/// ```
/// use prepai_core::session::SessionStore;
/// use prepai_core::storage::MemoryStore;
/// let store = MemoryStore::new();
/// assert!(futures::executor::block_on(store.ready()).is_ok());
/// ```
#[derive(Debug, Clone)]
pub struct MemoryStore {
    state: Arc<Mutex<State>>,
    clock: Arc<dyn Clock>,
}

#[derive(Debug, Default)]
struct State {
    logs: HashMap<SessionId, Log>,
    files: HashMap<SessionId, Files>,
    shelf: Shelf,
}

#[derive(Debug, Default)]
struct Log {
    commits: Vec<Commit>,
    erased: bool,
}

impl Log {
    fn at(&self, number: u64) -> Option<&Commit> {
        self.commits.get(usize::try_from(number.checked_sub(1)?).ok()?)
    }
}

impl State {
    fn is_erased(&self, session: &SessionId) -> bool {
        self.logs.get(session).is_some_and(|log| log.erased)
    }
}

impl MemoryStore {
    /// An empty store on the machine's clock.
    pub fn new() -> Self {
        MemoryStore::with_clock(Arc::new(SystemClock::new()))
    }

    /// An empty store; `clock` dates its files.
    pub fn with_clock(clock: Arc<dyn Clock>) -> Self {
        MemoryStore { state: Arc::default(), clock }
    }
}

impl Default for MemoryStore {
    fn default() -> Self {
        MemoryStore::new()
    }
}

#[async_trait]
impl SessionStore for MemoryStore {
    async fn append(&self, session: &SessionId, commit: Commit, summary: SessionSummary) -> Result<Appended> {
        check_append(session, &commit, &summary)?;
        let state = &mut *lock(&self.state);
        let log = state.logs.entry(session.clone()).or_default();
        let taken_by = log.at(commit.number).map(|taken| taken.write_id.as_str());
        let end = LogEnd { last: log.commits.len() as u64, erased: log.erased, taken_by };
        if let Some(answer) = end.answer(&commit) {
            return Ok(answer);
        }
        log.commits.push(commit);
        if summary.status == Status::Erased {
            log.erased = true;
            state.shelf.remove(session);
        } else {
            state.shelf.put(summary);
        }
        Ok(Appended::Done)
    }

    fn commits(&self, session: &SessionId, from: u64) -> BoxStream<'static, Result<Commit>> {
        let (state, session) = (Arc::clone(&self.state), session.clone());
        pages::commits(from, move |from| {
            let state = lock(&state);
            let skipped = usize::try_from(from - 1).unwrap_or(usize::MAX);
            let commits = state.logs.get(&session).map(|log| log.commits.iter()).unwrap_or_default();
            let batch = commits.skip(skipped).take(pages::COMMITS).cloned().collect();
            future::ready(Ok(batch)).boxed()
        })
    }

    async fn summary(&self, session: &SessionId) -> Result<Option<SessionSummary>> {
        Ok(lock(&self.state).shelf.get(session).cloned())
    }

    fn summaries(&self, query: SummaryQuery) -> StoredSummaries {
        let state = Arc::clone(&self.state);
        pages::summaries(query, move |query| future::ready(Ok(lock(&state).shelf.page(&query))).boxed())
    }

    async fn put_summary(&self, summary: SessionSummary) -> Result<()> {
        let mut state = lock(&self.state);
        if summary.status != Status::Erased && !state.is_erased(&summary.session) {
            state.shelf.put(summary);
        }
        Ok(())
    }

    fn totals(&self) -> Option<Arc<dyn Totals>> {
        Some(Arc::new(self.clone()))
    }

    async fn put_file(
        &self,
        session: &SessionId,
        name: &str,
        content: BoxStream<'static, Result<Vec<u8>>>,
    ) -> Result<FileInfo> {
        check_file_name(name)?;
        if lock(&self.state).is_erased(session) {
            return Err(not_allowed());
        }
        let content = files::collect(content).await?;
        let modified = self.clock.now();
        let mut state = lock(&self.state);
        if state.is_erased(session) {
            return Err(not_allowed());
        }
        Ok(state.files.entry(session.clone()).or_default().put(name, content, modified))
    }

    fn get_file(
        &self,
        session: &SessionId,
        name: &str,
        range: Option<Range<u64>>,
    ) -> BoxStream<'static, Result<Vec<u8>>> {
        let content = lock(&self.state).files.get(session).and_then(|files| files.get(name));
        files::pieces(content, range)
    }

    async fn list_files(&self, session: &SessionId) -> Result<Vec<FileInfo>> {
        Ok(lock(&self.state).files.get(session).map(Files::list).unwrap_or_default())
    }

    async fn remove_file(&self, session: &SessionId, name: &str) -> Result<()> {
        check_file_name(name)?;
        if let Some(files) = lock(&self.state).files.get_mut(session) {
            files.remove(name);
        }
        Ok(())
    }

    async fn erase(&self, session: &SessionId) -> Result<()> {
        let state = &mut *lock(&self.state);
        let Some(log) = state.logs.get_mut(session).filter(|log| !log.commits.is_empty()) else {
            return Ok(());
        };
        if !log.erased {
            let message = "the session has no terminal commit: append one before erasing";
            return Err(Error::new(ErrorKind::Conflict, message).during("storage.erase"));
        }
        for commit in log.commits.iter_mut().rev().skip(1) {
            *commit = Commit { number: commit.number, write_id: String::new(), bytes: Vec::new() };
        }
        state.files.remove(session);
        state.shelf.remove(session);
        Ok(())
    }

    async fn sweep(&self) -> Result<u64> {
        let unfinished: Vec<SessionId> = {
            let state = lock(&self.state);
            let erasing = state.logs.iter().filter(|(session, log)| {
                let whole = log.erased && log.commits.first().is_some_and(|first| !first.is_stub());
                log.erased && ((whole && log.commits.len() > 1) || state.files.contains_key(*session))
            });
            erasing.map(|(session, _)| session.clone()).collect()
        };
        for session in &unfinished {
            self.erase(session).await?;
        }
        Ok(unfinished.len() as u64)
    }

    async fn ready(&self) -> Result<()> {
        Ok(())
    }
}

#[async_trait]
impl Totals for MemoryStore {
    async fn read(&self, prefix: &str) -> Result<BTreeMap<String, i64>> {
        let state = lock(&self.state);
        Ok(state.shelf.counters(prefix).map(|(key, count)| (key.clone(), *count)).collect())
    }

    async fn count(&self, prefix: &str) -> Result<u64> {
        Ok(lock(&self.state).shelf.counters(prefix).count() as u64)
    }

    async fn rebuild(&self) -> Result<u64> {
        Ok(lock(&self.state).shelf.rebuild())
    }
}
