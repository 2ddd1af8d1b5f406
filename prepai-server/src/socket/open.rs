//! How many sockets are open, for whoever waits until none is.

use tokio::sync::watch;

/// Counts sockets from their handshake to the end of their close.
#[derive(Debug)]
pub(crate) struct Open(watch::Sender<usize>);

/// One of them; it counts until it is dropped.
#[derive(Debug)]
pub(crate) struct Entered(watch::Sender<usize>);

impl Default for Open {
    fn default() -> Self {
        Open(watch::Sender::new(0))
    }
}

impl Open {
    /// One more.
    pub(crate) fn enter(&self) -> Entered {
        self.0.send_modify(|open| *open += 1);
        Entered(self.0.clone())
    }

    /// Waits until none is open.
    pub(crate) async fn none(&self) {
        // The sender is ours: it does not go away meanwhile.
        let _ = self.0.subscribe().wait_for(|open| *open == 0).await;
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        self.0.send_modify(|open| *open = open.saturating_sub(1));
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;

    #[test]
    fn whoever_waits_is_told_when_the_last_one_has_gone() {
        let open = Open::default();
        assert!(open.none().now_or_never().is_some());
        let (first, second) = (open.enter(), open.enter());
        drop(first);
        assert!(open.none().now_or_never().is_none());
        drop(second);
        assert!(open.none().now_or_never().is_some());
    }
}
