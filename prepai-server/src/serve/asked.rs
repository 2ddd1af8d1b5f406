//! Whether anything is asked on a connection.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use hyper::body::{Frame, SizeHint};
use tokio::sync::watch;
use tokio::time::timeout;

/// Counts the requests of a connection that are not answered to their end yet.
#[derive(Debug, Clone, Default)]
pub(super) struct Asked(watch::Sender<usize>);

/// One of them; it counts until it is dropped.
#[derive(Debug)]
pub(super) struct Answering(watch::Sender<usize>);

impl Asked {
    /// One more.
    pub(super) fn begin(&self) -> Answering {
        self.0.send_modify(|open| *open += 1);
        Answering(self.0.clone())
    }

    /// Waits until nothing has been asked for so long. Pings and what else is no request do not count.
    pub(super) async fn nothing_for(&self, limit: Duration) {
        let mut open = self.0.subscribe();
        loop {
            // The sender is ours: it does not go away meanwhile.
            let _ = open.wait_for(|open| *open == 0).await;
            if timeout(limit, open.changed()).await.is_err() {
                return;
            }
        }
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        self.0.send_modify(|open| *open = open.saturating_sub(1));
    }
}

/// The body of an answer.
#[derive(Debug)]
pub(super) struct Answer {
    body: Body,
    _answering: Answering,
}

impl Answer {
    pub(super) fn new(body: Body, answering: Answering) -> Self {
        Answer { body, _answering: answering }
    }
}

impl hyper::body::Body for Answer {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;

    #[tokio::test]
    async fn a_request_counts_until_its_answer_has_gone() {
        let asked = Asked::default();
        asked.nothing_for(Duration::ZERO).await;
        let (answer, second) = (Answer::new(Body::empty(), asked.begin()), asked.begin());
        let mut waiting = Box::pin(asked.nothing_for(Duration::ZERO));
        assert!(waiting.as_mut().now_or_never().is_none());
        drop(second);
        assert!(waiting.as_mut().now_or_never().is_none());
        drop(answer);
        waiting.await;
    }
}
