//! Finishing what was left behind: by a crash, and by uploads that broke off.

use std::time::Duration;

use prepai_core::session::Sessions;

/// How often it is looked for; a day is also what an upload may take.
const OFTEN: Duration = Duration::from_secs(24 * 3600);

/// After which a store that did not answer is asked again.
const AGAIN: Duration = Duration::from_secs(60);

/// Sweeps the store of sessions now and every day, as long as it is polled.
pub(super) async fn tidy(sessions: Sessions) {
    loop {
        let rest = match sessions.store().sweep().await {
            Ok(touched) => {
                if touched > 0 {
                    tracing::info!(sessions = touched, "finished what was left behind");
                }
                OFTEN
            }
            Err(error) => {
                tracing::warn!(%error, "could not finish what was left behind");
                AGAIN
            }
        };
        sessions.clock().sleep(rest).await;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use futures::FutureExt;
    use futures::future::select;
    use prepai_core::clock::Clock;
    use prepai_core::storage::MemoryStore;
    use prepai_core::testing::{FailingStore, Fault, SeededIds, StoreCall, VirtualClock};
    use prepai_core::{Error, ErrorKind};

    use super::*;

    #[test]
    fn a_store_that_comes_later_is_swept_soon_and_then_every_day() {
        let clock = Arc::new(VirtualClock::new());
        let store = Arc::new(FailingStore::new(Arc::new(MemoryStore::new()), Arc::clone(&clock) as _));
        let down = || Fault::Fail(Error::new(ErrorKind::Unavailable, "it is down"));
        store.on(StoreCall::Sweep, [down(), down()]);
        let sessions =
            Sessions::new(Arc::clone(&store) as _, Arc::clone(&clock) as _, Arc::new(SeededIds::new(1)));
        let days = clock.sleep(2 * AGAIN + 3 * OFTEN + AGAIN);
        clock.run(select(tidy(sessions).boxed(), days));
        assert_eq!(store.calls(StoreCall::Sweep), 6);
    }
}
