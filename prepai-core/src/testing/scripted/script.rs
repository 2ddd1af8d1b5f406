//! What every scripted fake is made of: answers in order, each a list of steps, and a record of the calls.

use std::collections::VecDeque;
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::stream::{self, BoxStream};
use futures::{FutureExt, StreamExt};

use crate::clock::Clock;
use crate::error::{Error, ErrorKind, Result};

/// A step of an answer.
#[derive(Debug, Clone)]
pub enum Step<T> {
    /// Gives an item.
    Give(T),
    /// Gives an error, which ends the answer.
    Fail(Error),
    /// Lets time pass on the fake's clock.
    Wait(Duration),
    /// Never goes on; only dropping ends it.
    Stall,
}

/// Makes the answer to a call for which there is none.
type Otherwise<Q, T> = Arc<dyn Fn(&Q) -> Vec<Step<T>> + Send + Sync>;

/// Answers in order, and what was asked.
pub struct Script<Q, T> {
    clock: Arc<dyn Clock>,
    answers: Mutex<VecDeque<Vec<Step<T>>>>,
    otherwise: Mutex<Option<Otherwise<Q, T>>>,
    calls: Mutex<Vec<Q>>,
    dropped: Arc<AtomicUsize>,
}

impl<Q, T> Script<Q, T>
where
    Q: Clone + Send + 'static,
    T: Clone + Send + 'static,
{
    /// A script without answers, whose waits pass on `clock`.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Script {
            clock,
            answers: Mutex::default(),
            otherwise: Mutex::default(),
            calls: Mutex::default(),
            dropped: Arc::default(),
        }
    }

    /// Adds the answer to the next call.
    pub fn push(&self, answer: impl IntoIterator<Item = Step<T>>) {
        locked(&self.answers).push_back(answer.into_iter().collect());
    }

    /// Sets what a call gets for which there is no answer; without it such a call is an `internal` error.
    pub fn otherwise(&self, answer: impl Fn(&Q) -> Vec<Step<T>> + Send + Sync + 'static) {
        *locked(&self.otherwise) = Some(Arc::new(answer));
    }

    /// What was asked so far, in order.
    pub fn calls(&self) -> Vec<Q> {
        locked(&self.calls).clone()
    }

    /// How many answers were dropped before their end.
    pub fn dropped(&self) -> usize {
        self.dropped.load(Ordering::Acquire)
    }

    /// Records a call and plays its answer; nothing happens before the stream is polled.
    pub fn play(&self, call: Q) -> BoxStream<'static, Result<T>> {
        let next = locked(&self.answers).pop_front();
        let otherwise = locked(&self.otherwise).clone();
        let answer = next.or_else(|| otherwise.map(|otherwise| otherwise(&call)));
        locked(&self.calls).push(call);
        let none = || vec![Step::Fail(Error::new(ErrorKind::Internal, "the script has no answer left"))];
        let steps = answer.unwrap_or_else(none).into_iter();
        let (open, clock) = (Open(Some(Arc::clone(&self.dropped))), Arc::clone(&self.clock));
        let play = |(mut steps, open, clock): (std::vec::IntoIter<_>, Open, Arc<dyn Clock>)| async move {
            loop {
                match steps.next() {
                    Some(Step::Give(item)) => return Some((Ok(item), (steps, open, clock))),
                    Some(Step::Fail(error)) => {
                        return Some((Err(error), (Vec::new().into_iter(), open, clock)));
                    }
                    Some(Step::Wait(duration)) => clock.sleep(duration).await,
                    Some(Step::Stall) => futures::future::pending().await,
                    None => {
                        open.close();
                        return None;
                    }
                }
            }
        };
        stream::unfold((steps, open, clock), play).boxed()
    }

    /// Records a call and plays its answer up to the first item or error.
    ///
    /// # Errors
    /// The script's; `internal` for an answer that ends without an item.
    pub fn one(&self, call: Q) -> futures::future::BoxFuture<'static, Result<T>> {
        let mut answer = self.play(call);
        async move {
            let none = || Err(Error::new(ErrorKind::Internal, "the script's answer has no item"));
            let item = answer.next().await.unwrap_or_else(none);
            // Its end is reached, so that it does not count as dropped.
            answer.next().now_or_never();
            item
        }
        .boxed()
    }
}

impl<Q, T> fmt::Debug for Script<Q, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let left = locked(&self.answers).len();
        let calls = locked(&self.calls).len();
        f.debug_struct("Script").field("answers_left", &left).field("calls", &calls).finish_non_exhaustive()
    }
}

/// Counts an answer as dropped unless it was closed.
struct Open(Option<Arc<AtomicUsize>>);

impl Open {
    fn close(mut self) {
        self.0 = None;
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        if let Some(dropped) = &self.0 {
            dropped.fetch_add(1, Ordering::AcqRel);
        }
    }
}

/// A mutex's content; a panic elsewhere is that test's failure, not ours.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::super::super::{VirtualClock, poll_idle};
    use super::*;

    fn script(clock: &VirtualClock) -> Script<u8, &'static str> {
        Script::new(Arc::new(clock.clone()))
    }

    #[test]
    fn answers_come_in_order_and_take_their_time() {
        let clock = VirtualClock::new();
        let script = script(&clock);
        script.push([Step::Give("a"), Step::Wait(Duration::from_secs(2)), Step::Give("b")]);
        script.push([Step::Fail(Error::not_found("thing")), Step::Give("never")]);
        let first: Vec<_> = clock.run(script.play(1).map(Result::unwrap).collect());
        assert_eq!((first, clock.monotonic().as_secs()), (vec!["a", "b"], 2));
        let second: Vec<_> = clock.run(script.play(2).collect());
        assert!(matches!(&second[..], [Err(error)] if error.kind() == ErrorKind::NotFound));
        let third = clock.run(script.one(3)).unwrap_err();
        assert_eq!(third.kind(), ErrorKind::Internal);
        assert_eq!((script.calls(), script.dropped()), (vec![1, 2, 3], 0));
    }

    #[test]
    fn a_stalled_answer_ends_only_when_it_is_dropped() {
        let clock = VirtualClock::new();
        let script = script(&clock);
        script.otherwise(|_| vec![Step::Give("a"), Step::Stall]);
        let mut answer = script.play(1);
        assert!(poll_idle(&mut answer.next()).is_ready());
        assert!(poll_idle(&mut answer.next()).is_pending());
        assert_eq!(script.dropped(), 0);
        drop(answer);
        assert_eq!(script.dropped(), 1);
        assert_eq!(clock.run(script.one(2)).unwrap(), "a", "the answer for all other calls stays");
    }
}
