//! What happened, how long it took and how it ended, for whoever subscribes to `tracing`.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures::future::BoxFuture;
use futures::stream::BoxStream;
use futures::{FutureExt, Stream, StreamExt};
use tracing::{Instrument, Span};

use super::{Layer, Operation};
use crate::clock::Clock;
use crate::error::{Error, Result};

/// A span around every call or stream, and an event at its end.
///
/// The span `backend` carries `operation` and `kind` (`call` or `stream`). The event carries them as well, with
/// `duration_us`, `outcome` (`ok`, `error`, or `dropped` when the caller lost interest), an error's `code`, and for
/// streams `items` and `first_us` (until the first item). It is a warning for codes of 500 and above, else for debugging.
/// Nothing of a request, an answer, an id or an error's sentence is ever written: all of them may be personal.
#[derive(Debug, Clone)]
pub struct Trace {
    clock: Arc<dyn Clock>,
}

impl Trace {
    /// A layer that measures on `clock`.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Trace { clock }
    }

    fn begin(&self, operation: &'static Operation, kind: &'static str) -> Observed {
        Observed {
            span: tracing::debug_span!("backend", operation = operation.name, kind),
            clock: Arc::clone(&self.clock),
            operation: operation.name,
            kind,
            began: self.clock.monotonic(),
            first: None,
            items: 0,
            open: true,
        }
    }
}

/// One call or stream while it runs.
struct Observed {
    span: Span,
    clock: Arc<dyn Clock>,
    operation: &'static str,
    kind: &'static str,
    began: Duration,
    first: Option<u64>,
    items: u64,
    open: bool,
}

impl Observed {
    fn elapsed(&self) -> u64 {
        micros(self.clock.monotonic().saturating_sub(self.began))
    }

    fn item(&mut self) {
        self.items += 1;
        if self.first.is_none() {
            self.first = Some(self.elapsed());
        }
    }

    fn end(&mut self, error: Option<&Error>) {
        let outcome = if error.is_some() { "error" } else { "ok" };
        self.report(outcome, error);
    }

    fn report(&mut self, outcome: &'static str, error: Option<&Error>) {
        if !std::mem::take(&mut self.open) {
            return;
        }
        // A macro's level is fixed, so the event stands here once for each level.
        macro_rules! event {
            ($level:ident) => {
                tracing::$level!(
                    parent: &self.span,
                    operation = self.operation,
                    kind = self.kind,
                    duration_us = self.elapsed(),
                    outcome,
                    code = error.map(|error| error.kind().code()),
                    items = (self.kind == "stream").then_some(self.items),
                    first_us = self.first,
                )
            };
        }
        if error.is_some_and(|error| error.kind().http_status() >= 500) {
            event!(warn)
        } else {
            event!(debug)
        }
    }
}

impl Drop for Observed {
    fn drop(&mut self) {
        self.report("dropped", None);
    }
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

struct Traced<T> {
    items: BoxStream<'static, Result<T>>,
    observed: Observed,
}

impl<T> Stream for Traced<T> {
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<T>>> {
        let Traced { items, observed } = &mut *self;
        let item = observed.span.in_scope(|| items.poll_next_unpin(context));
        match &item {
            Poll::Ready(Some(Ok(_))) => observed.item(),
            Poll::Ready(Some(Err(error))) => observed.end(Some(error)),
            Poll::Ready(None) => observed.end(None),
            Poll::Pending => {}
        }
        item
    }
}

impl Layer for Trace {
    fn call_once<'a, T: Send + 'a>(
        &self,
        operation: &'static Operation,
        call: BoxFuture<'a, Result<T>>,
    ) -> BoxFuture<'a, Result<T>> {
        let mut observed = self.begin(operation, "call");
        let traced = async move {
            let result = call.instrument(observed.span.clone()).await;
            observed.end(result.as_ref().err());
            result
        };
        traced.boxed()
    }

    fn stream_once<T: Send + 'static>(
        &self,
        operation: &'static Operation,
        items: BoxStream<'static, Result<T>>,
    ) -> BoxStream<'static, Result<T>> {
        Traced { items, observed: self.begin(operation, "stream") }.boxed()
    }
}
