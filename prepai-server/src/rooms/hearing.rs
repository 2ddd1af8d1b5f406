//! Whether the ears hear: their model may be missing, or still be read, when the first client comes.

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use prepai_core::speech::SpeechToText;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

/// How often ears that do not hear yet are asked again: a model may be fetched while the server runs.
const LOOK: Duration = Duration::from_secs(2);

/// How long a client waits to be told whether it is heard.
const MOMENT: Duration = Duration::from_millis(100);

/// Whether speech is understood. Once it is, it stays so: a model that is open needs its file no more, and what goes wrong later
/// is told with the words that it concerns.
#[derive(Debug)]
pub(crate) struct Hearing {
    ears: Option<Arc<dyn SpeechToText>>,
    begun: watch::Sender<bool>,
    look: Duration,
}

impl Hearing {
    /// Of these ears, which nobody has asked yet.
    pub(crate) fn new(ears: Option<Arc<dyn SpeechToText>>) -> Self {
        Hearing { ears, begun: watch::Sender::new(false), look: LOOK }
    }

    /// Whether speech is understood now.
    pub(crate) async fn now(&self) -> bool {
        *self.begun.borrow() || timeout(MOMENT, self.ask()).await.unwrap_or(false)
    }

    /// Waits until speech is understood; for ever where nothing listens.
    pub(crate) fn begins(&self) -> impl Future<Output = ()> + use<> {
        let mut begun = self.begun.subscribe();
        async move {
            if begun.wait_for(|begun| *begun).await.is_err() {
                // The server is gone.
                pending::<()>().await;
            }
        }
    }

    /// Asks until speech is understood, for as long as it is polled.
    pub(crate) async fn watch(&self) {
        while self.ears.is_some() && !self.ask().await {
            sleep(self.look).await;
        }
        pending::<()>().await;
    }

    async fn ask(&self) -> bool {
        let Some(ears) = &self.ears else { return false };
        let ready = *self.begun.borrow() || ears.ready().await.is_ok();
        if ready {
            self.begun.send_replace(true);
        }
        ready
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use async_trait::async_trait;
    use futures::FutureExt;
    use prepai_core::speech::{Audio, Hints, Transcript};
    use prepai_core::{Error, ErrorKind, Result};

    use super::*;

    /// Ears whose model comes late.
    #[derive(Debug, Default)]
    struct Late(AtomicBool);

    #[async_trait]
    impl SpeechToText for Late {
        async fn transcribe(&self, _: Audio, _: Hints) -> Result<Transcript> {
            Ok(Transcript::default())
        }

        async fn ready(&self) -> Result<()> {
            let there = self.0.load(Ordering::Acquire);
            there.then_some(()).ok_or_else(|| Error::new(ErrorKind::NotAvailable, "no model is there"))
        }
    }

    #[tokio::test]
    async fn a_model_that_comes_late_is_noticed_and_told() {
        let ears = Arc::new(Late::default());
        let look = Duration::from_millis(1);
        let hearing = Arc::new(Hearing { look, ..Hearing::new(Some(Arc::clone(&ears) as _)) });
        let mut begins = Box::pin(hearing.begins());
        let watching = tokio::spawn({
            let hearing = Arc::clone(&hearing);
            async move { hearing.watch().await }
        });
        assert!(!hearing.now().await);
        assert!(begins.as_mut().now_or_never().is_none());
        ears.0.store(true, Ordering::Release);
        begins.await;
        assert!(hearing.now().await);
        watching.abort();
    }

    #[tokio::test]
    async fn where_nothing_listens_nothing_is_waited_for() {
        let hearing = Hearing::new(None);
        assert!(!hearing.now().await);
        assert!(hearing.begins().now_or_never().is_none() && hearing.watch().now_or_never().is_none());
    }

    /// Ears that never say whether they hear.
    #[derive(Debug)]
    struct Reading;

    #[async_trait]
    impl SpeechToText for Reading {
        async fn transcribe(&self, _: Audio, _: Hints) -> Result<Transcript> {
            Ok(Transcript::default())
        }

        async fn ready(&self) -> Result<()> {
            pending().await
        }
    }

    #[tokio::test]
    async fn nobody_waits_for_a_model_that_is_being_read() {
        assert!(!Hearing::new(Some(Arc::new(Reading))).now().await);
    }
}
