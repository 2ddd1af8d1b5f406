//! How long backends take, and how many calls of them run.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use futures::future::BoxFuture;
use futures::stream::BoxStream;
use futures::{FutureExt, Stream, StreamExt};
use prepai_core::layers::{Layer, Operation};
use prepai_core::turn::Interview;
use prepai_core::{Backends, Result};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// Upper bounds, in seconds: a read from memory to a disk that is not well.
const BOUNDS: [f64; 11] = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1.0, 10.0];

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Called {
    operation: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct WentWrong {
    operation: &'static str,
    code: &'static str,
}

/// Counts around every call of a backend.
#[derive(Debug, Clone)]
pub(crate) struct Measured {
    seconds: Family<Called, Histogram, fn() -> Histogram>,
    running: Family<Called, Gauge>,
    errors: Family<WentWrong, Counter>,
}

impl Measured {
    pub(super) fn new(registry: &mut Registry) -> Self {
        let measured = Measured {
            seconds: Family::new_with_constructor(|| Histogram::new(BOUNDS)),
            running: Family::default(),
            errors: Family::default(),
        };
        let help = "Time of calls of backends: of the store, the interviewer and engines";
        registry.register("backend_seconds", help, measured.seconds.clone());
        registry.register("backend_running", "Calls of backends that wait or run", measured.running.clone());
        registry.register("backend_errors", "Errors of backends by code", measured.errors.clone());
        measured
    }

    /// The same interviews, on backends that are measured.
    pub(crate) fn around(&self, interview: &Interview) -> Interview {
        let inner = interview.backends();
        Interview::new(Backends {
            agent: self.agent(Arc::clone(&inner.agent)),
            sessions: self.sessions(Arc::clone(&inner.sessions)),
            speech_to_text: inner.speech_to_text.clone().map(|inner| self.speech_to_text(inner)),
            text_to_speech: inner.text_to_speech.clone().map(|inner| self.text_to_speech(inner)),
            code: inner.code.clone().map(|inner| self.code(inner)),
            documents: inner.documents.clone().map(|inner| self.documents(inner)),
            ..inner.clone()
        })
    }

    fn begin(&self, operation: &'static Operation) -> Running {
        let running = self.running.get_or_create(&Called { operation: operation.name }).clone();
        running.inc();
        Running { measured: self.clone(), running, operation: operation.name, began: Instant::now() }
    }
}

/// A call that runs; it counts until it is dropped, however it ends.
struct Running {
    measured: Measured,
    running: Gauge,
    operation: &'static str,
    began: Instant,
}

impl Running {
    fn note<T>(&self, result: &Result<T>) {
        if let Err(error) = result {
            let wrong = WentWrong { operation: self.operation, code: error.kind().code() };
            self.measured.errors.get_or_create(&wrong).inc();
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.running.dec();
        let called = Called { operation: self.operation };
        self.measured.seconds.get_or_create(&called).observe(self.began.elapsed().as_secs_f64());
    }
}

struct Items<T> {
    items: BoxStream<'static, Result<T>>,
    running: Option<Running>,
}

impl<T> Stream for Items<T> {
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<T>>> {
        let item = self.items.poll_next_unpin(context);
        match (&item, &self.running) {
            (Poll::Ready(Some(result)), Some(running)) => running.note(result),
            (Poll::Ready(None), _) => self.running = None,
            _ => {}
        }
        item
    }
}

impl Layer for Measured {
    fn call_once<'a, T: Send + 'a>(
        &self,
        operation: &'static Operation,
        call: BoxFuture<'a, Result<T>>,
    ) -> BoxFuture<'a, Result<T>> {
        let measured = self.clone();
        let counted = async move {
            let running = measured.begin(operation);
            let result = call.await;
            running.note(&result);
            result
        };
        counted.boxed()
    }

    fn stream_once<T: Send + 'static>(
        &self,
        operation: &'static Operation,
        items: BoxStream<'static, Result<T>>,
    ) -> BoxStream<'static, Result<T>> {
        Items { items, running: Some(self.begin(operation)) }.boxed()
    }
}

#[cfg(test)]
mod tests {
    use prepai_core::agent::LocalAgent;
    use prepai_core::ids::SessionId;
    use prepai_core::storage::MemoryStore;

    use super::*;

    #[test]
    fn calls_of_the_store_are_counted_with_their_time_and_their_errors() {
        let mut registry = Registry::default();
        let measured = Measured::new(&mut registry);
        let backends = Backends::new(Arc::new(LocalAgent::new()), Arc::new(MemoryStore::new()));
        let store = Arc::clone(measured.around(&Interview::new(backends)).sessions().store());
        let id: SessionId = "s".parse().unwrap();
        futures::executor::block_on(async {
            store.summary(&id).await.unwrap();
            let missing: Vec<_> = store.get_file(&id, "none.txt", None).collect().await;
            assert!(missing[0].is_err());
        });
        let mut text = String::new();
        prometheus_client::encoding::text::encode(&mut text, &registry).unwrap();
        assert!(text.contains("backend_seconds_count{operation=\"sessions.summary\"} 1"), "{text}");
        assert!(text.contains("backend_running{operation=\"sessions.get_file\"} 0"), "{text}");
        assert!(
            text.contains("backend_errors_total{operation=\"sessions.get_file\",code=\"not_found\"} 1"),
            "{text}"
        );
    }
}
