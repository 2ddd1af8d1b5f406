//! The three layers in their usual order.

use std::sync::Arc;
use std::time::Duration;

use super::{Attempt, Begin, Layer, Operation, Retry, RetryPolicy, Timeout, TimeoutPolicy, Trace};
use crate::clock::Clock;
use crate::error::Result;
use futures::future::BoxFuture;
use futures::stream::BoxStream;

/// Trace over retry over timeout, as one layer.
#[derive(Debug, Clone)]
pub struct Layers {
    trace: Trace,
    retry: Retry,
    timeout: Timeout,
}

impl Layers {
    /// All three on one clock.
    pub fn new(retry: RetryPolicy, timeout: TimeoutPolicy, clock: Arc<dyn Clock>) -> Self {
        Layers {
            trace: Trace::new(Arc::clone(&clock)),
            retry: Retry::new(retry, Arc::clone(&clock)),
            timeout: Timeout::new(timeout, clock),
        }
    }
}

impl Layer for Layers {
    fn allow(&self, more: Duration) -> Self {
        Layers { timeout: self.timeout.allow(more), ..self.clone() }
    }

    fn call_once<'a, T: Send + 'a>(
        &self,
        operation: &'static Operation,
        call: BoxFuture<'a, Result<T>>,
    ) -> BoxFuture<'a, Result<T>> {
        let limited = self.timeout.call_once(operation, call);
        self.trace.call_once(operation, self.retry.call_once(operation, limited))
    }

    fn stream_once<T: Send + 'static>(
        &self,
        operation: &'static Operation,
        items: BoxStream<'static, Result<T>>,
    ) -> BoxStream<'static, Result<T>> {
        let limited = self.timeout.stream_once(operation, items);
        self.trace.stream_once(operation, self.retry.stream_once(operation, limited))
    }

    fn call<'a, T: Send + 'a>(
        &self,
        operation: &'static Operation,
        mut attempt: Attempt<'a, T>,
    ) -> BoxFuture<'a, Result<T>> {
        let timeout = self.timeout.clone();
        let limited = Box::new(move || timeout.call_once(operation, attempt()));
        self.trace.call_once(operation, self.retry.call(operation, limited))
    }

    fn stream<T: Send + 'static>(
        &self,
        operation: &'static Operation,
        mut begin: Begin<T>,
    ) -> BoxStream<'static, Result<T>> {
        let timeout = self.timeout.clone();
        let limited = Box::new(move || timeout.stream_once(operation, begin()));
        self.trace.stream_once(operation, self.retry.stream(operation, limited))
    }
}
