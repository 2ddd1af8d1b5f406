//! Deadlines.

use std::sync::Arc;
use std::time::Duration;

use futures::future::{BoxFuture, Either, select};
use futures::stream::{self, BoxStream};
use futures::{FutureExt, StreamExt};

use super::{Layer, Operation};
use crate::clock::Clock;
use crate::error::{Error, ErrorKind, Result};

/// How long to wait; `None` is without end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeoutPolicy {
    /// For the answer to a call; a transcription gets twice the length of its speech on top.
    pub call: Option<Duration>,
    /// For each item of a stream.
    pub idle: Option<Duration>,
    /// For all items of a stream together, and for calls that work through much.
    pub total: Option<Duration>,
}

impl Default for TimeoutPolicy {
    fn default() -> Self {
        let seconds = |n| Some(Duration::from_secs(n));
        TimeoutPolicy { call: seconds(60), idle: seconds(30), total: seconds(300) }
    }
}

/// Ends what takes too long with [`ErrorKind::Timeout`], by dropping it.
///
/// Only the time in which somebody waits for the backend counts: a consumer that takes its time with the items of a
/// stream does not bring the deadline nearer. After its timeout a stream ends. Partial results of a running transcription
/// have no deadline, because silence brings none.
///
/// The error is retryable where repeating is right although nobody knows whether the call was done: `append` (the same
/// write id), reads, erasing. It is not for a tool, for a remote agent's turn and for content that was read.
#[derive(Debug, Clone)]
pub struct Timeout {
    policy: TimeoutPolicy,
    clock: Arc<dyn Clock>,
}

impl Timeout {
    /// A layer whose deadlines are on `clock`.
    pub fn new(policy: TimeoutPolicy, clock: Arc<dyn Clock>) -> Self {
        Timeout { policy, clock }
    }
}

/// The work's output, or `None` when `limit` passes first. The timer is made only when the work has to wait.
async fn within<T>(clock: &dyn Clock, limit: Option<Duration>, work: BoxFuture<'_, T>) -> Option<T> {
    let Some(limit) = limit else { return Some(work.await) };
    let timer = async { clock.sleep(limit).await };
    match select(work, std::pin::pin!(timer)).await {
        Either::Left((output, _)) => Some(output),
        Either::Right(((), _)) => None,
    }
}

fn expired(operation: &Operation, limit: Option<Duration>) -> Error {
    let seconds = limit.unwrap_or_default().as_secs_f64();
    Error::new(ErrorKind::Timeout, format!("no answer within {seconds} s"))
        .with("timeout_s", seconds)
        .retry(operation.repeatable)
        .during(operation.name)
}

impl Layer for Timeout {
    fn allow(&self, more: Duration) -> Self {
        let call = self.policy.call.map(|call| call.saturating_add(more));
        Timeout { policy: TimeoutPolicy { call, ..self.policy }, clock: Arc::clone(&self.clock) }
    }

    fn call_once<'a, T: Send + 'a>(
        &self,
        operation: &'static Operation,
        call: BoxFuture<'a, Result<T>>,
    ) -> BoxFuture<'a, Result<T>> {
        let limit = if operation.long { self.policy.total } else { self.policy.call };
        let clock = Arc::clone(&self.clock);
        let limited = async move {
            within(&*clock, limit, call).await.unwrap_or_else(|| Err(expired(operation, limit)))
        };
        limited.boxed()
    }

    fn stream_once<T: Send + 'static>(
        &self,
        operation: &'static Operation,
        items: BoxStream<'static, Result<T>>,
    ) -> BoxStream<'static, Result<T>> {
        struct Running<T>(BoxStream<'static, Result<T>>, Option<Duration>);
        let Timeout { policy, clock } = self.clone();
        let next = move |running: Option<Running<T>>| {
            let clock = Arc::clone(&clock);
            async move {
                let Running(mut items, left) = running?;
                let limit = [policy.idle, left].into_iter().flatten().min();
                let began = clock.monotonic();
                match within(&*clock, limit, items.next().boxed()).await {
                    Some(item) => {
                        let waited = clock.monotonic().saturating_sub(began);
                        Some((item?, Some(Running(items, left.map(|left| left.saturating_sub(waited))))))
                    }
                    None => {
                        let which = if limit == policy.idle { policy.idle } else { policy.total };
                        Some((Err(expired(operation, which)), None))
                    }
                }
            }
        };
        stream::unfold(Some(Running(items, policy.total)), next).fuse().boxed()
    }
}
