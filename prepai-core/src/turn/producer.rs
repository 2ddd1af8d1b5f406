//! A stream that is written by a future: dropping the stream drops the future.

use std::future::Future;

use futures::channel::mpsc;
use futures::stream::{BoxStream, StreamExt};
use futures::{SinkExt, future};

/// The writing end; waits when the reader is behind.
#[derive(Debug, Clone)]
pub(super) struct Writer<T>(mpsc::Sender<T>);

impl<T> Writer<T> {
    /// Gives one item to the reader. A reader that is gone takes nothing: its future is about to be dropped with it.
    pub(super) async fn send(&mut self, item: T) {
        let _ = self.0.send(item).await;
    }
}

/// Runs `work` inside of the stream that it writes, at most `ahead` items before the reader.
pub(super) fn produce<T, F, W>(ahead: usize, work: W) -> BoxStream<'static, T>
where
    T: Send + 'static,
    F: Future<Output = ()> + Send + 'static,
    W: FnOnce(Writer<T>) -> F,
{
    let (sender, receiver) = mpsc::channel(ahead);
    let working = work(Writer(sender)).into_stream_of_nothing();
    futures::stream::select(receiver.map(Some), working).filter_map(future::ready).boxed()
}

trait IntoStreamOfNothing: Future<Output = ()> + Sized {
    fn into_stream_of_nothing<T>(self) -> impl futures::Stream<Item = Option<T>> {
        futures::stream::once(self).map(|()| None)
    }
}

impl<F: Future<Output = ()>> IntoStreamOfNothing for F {}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use futures::executor::block_on;

    use super::*;

    #[test]
    fn everything_written_is_read_in_order() {
        let stream = produce(1, |mut writer| async move {
            for number in 0..100 {
                writer.send(number).await;
            }
        });
        assert_eq!(block_on(stream.collect::<Vec<_>>()), (0..100).collect::<Vec<_>>());
    }

    #[test]
    fn dropping_the_stream_drops_the_work() {
        let token = Arc::new(());
        let held = Arc::clone(&token);
        let mut stream = produce(1, |mut writer| async move {
            loop {
                writer.send(Arc::strong_count(&held)).await;
            }
        });
        block_on(stream.next());
        drop(stream);
        assert_eq!(Arc::strong_count(&token), 1);
    }
}
