//! Making an attempt again when the error says that this may help.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures::future::BoxFuture;
use futures::stream::{self, BoxStream};
use futures::{FutureExt, StreamExt};

use super::{Attempt, Begin, Layer, Operation};
use crate::clock::Clock;
use crate::error::{Error, Result};

/// How often and how patiently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Attempts in all; 1 never repeats.
    pub attempts: u32,
    /// No attempt begins later than this after the first one began.
    pub total: Duration,
    /// The longest first wait; each further one is twice as long.
    pub base: Duration,
    /// The longest of all waits, unless the backend asks for more.
    pub max: Duration,
    /// Where the jitter comes from: the same seed waits equally long.
    pub seed: u64,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        RetryPolicy {
            attempts: 3,
            total: Duration::from_secs(30),
            base: Duration::from_millis(100),
            max: Duration::from_secs(5),
            seed: 0,
        }
    }
}

/// Repeats what went wrong with [`Error::is_retryable`], as often as its [`RetryPolicy`] allows.
///
/// - A stream is begun again only before its first item; later errors pass.
/// - Before attempt n + 1 it waits between a half and the whole of `base · 2^(n-1)`, at most `max` ("equal jitter"), or as
///   long as [`Error::retry_after`] says if that is longer. A wait that would pass `total` is not begun.
/// - `append` is repeated with the same write id, so at most one commit comes of it. The content of `put_file` can be
///   read once: when a byte was asked for, the error passes. Streaming transcription is never repeated.
/// - The error that is given up on says in `attempts` how many there were, if there was more than one.
#[derive(Debug, Clone)]
pub struct Retry {
    policy: RetryPolicy,
    clock: Arc<dyn Clock>,
    draws: Arc<AtomicU64>,
}

impl Retry {
    /// A layer whose waits pass on `clock`.
    pub fn new(policy: RetryPolicy, clock: Arc<dyn Clock>) -> Self {
        Retry { policy, clock, draws: Arc::default() }
    }

    /// Waits before the next attempt, or gives the error that is final.
    async fn pause(&self, operation: &Operation, attempts: u32, began: Duration, error: Error) -> Result<()> {
        let wait = self.backoff(attempts).max(error.retry_after().unwrap_or_default());
        let passed = self.clock.monotonic().saturating_sub(began);
        let late = passed.saturating_add(wait) > self.policy.total;
        if !error.is_retryable() || attempts >= self.policy.attempts || late {
            return Err(if attempts > 1 { error.with("attempts", attempts) } else { error });
        }
        tracing::debug!(
            operation = operation.name,
            attempts,
            wait_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX),
            code = error.kind().code(),
            "trying again"
        );
        self.clock.sleep(wait).await;
        Ok(())
    }

    fn backoff(&self, attempts: u32) -> Duration {
        let doubled = 2_u32.checked_pow(attempts.saturating_sub(1)).unwrap_or(u32::MAX);
        let whole = self.policy.base.saturating_mul(doubled).min(self.policy.max);
        let micros = u64::try_from(whole.as_micros()).unwrap_or(u64::MAX);
        let draw = mix(self.policy.seed, self.draws.fetch_add(1, Ordering::Relaxed));
        let half = micros / 2;
        Duration::from_micros(micros - half + draw % (half + 1))
    }
}

/// SplitMix64's output function (Steele, Lea, Flood 2014): the nth number of a seed.
fn mix(seed: u64, n: u64) -> u64 {
    let mut z = seed.wrapping_add(n.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl Layer for Retry {
    fn call_once<'a, T: Send + 'a>(
        &self,
        _operation: &'static Operation,
        call: BoxFuture<'a, Result<T>>,
    ) -> BoxFuture<'a, Result<T>> {
        call
    }

    fn stream_once<T: Send + 'static>(
        &self,
        _operation: &'static Operation,
        items: BoxStream<'static, Result<T>>,
    ) -> BoxStream<'static, Result<T>> {
        items
    }

    fn call<'a, T: Send + 'a>(
        &self,
        operation: &'static Operation,
        mut attempt: Attempt<'a, T>,
    ) -> BoxFuture<'a, Result<T>> {
        let retry = self.clone();
        let calls = async move {
            let began = retry.clock.monotonic();
            let mut attempts = 0;
            loop {
                attempts += 1;
                match attempt().await {
                    Ok(value) => return Ok(value),
                    Err(error) => retry.pause(operation, attempts, began, error).await?,
                }
            }
        };
        calls.boxed()
    }

    fn stream<T: Send + 'static>(
        &self,
        operation: &'static Operation,
        mut begin: Begin<T>,
    ) -> BoxStream<'static, Result<T>> {
        let retry = self.clone();
        let begun = async move {
            let began = retry.clock.monotonic();
            let mut attempts = 0;
            loop {
                attempts += 1;
                let mut items = begin();
                let error = match items.next().await {
                    Some(Err(error)) => error,
                    Some(first) => return stream::iter([first]).chain(items).boxed(),
                    // It has ended and must not be polled again.
                    None => return stream::empty().boxed(),
                };
                if let Err(last) = retry.pause(operation, attempts, began, error).await {
                    return stream::iter([Err(last)]).boxed();
                }
            }
        };
        begun.flatten_stream().boxed()
    }
}
