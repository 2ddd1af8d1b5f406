//! Time of the server: waits are kept by the runtime, where a wait costs no other thread a wake-up.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;
use prepai_core::clock::{Clock, SystemClock, Timestamp};
use tokio::runtime::Handle;

/// The machine's clocks, with waits of a tokio runtime. They may be polled anywhere while that runtime lives.
#[derive(Clone)]
pub struct RuntimeClock {
    system: SystemClock,
    runtime: Handle,
}

impl RuntimeClock {
    /// A clock whose monotonic time begins now, with waits of the runtime that this is called in; outside of one
    /// the machine's own clock.
    pub fn here() -> Arc<dyn Clock> {
        match Handle::try_current() {
            Ok(runtime) => Arc::new(RuntimeClock { system: SystemClock::new(), runtime }),
            Err(_) => Arc::new(SystemClock::new()),
        }
    }
}

impl fmt::Debug for RuntimeClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RuntimeClock").field("system", &self.system).finish_non_exhaustive()
    }
}

impl Clock for RuntimeClock {
    fn now(&self) -> Timestamp {
        self.system.now()
    }

    fn monotonic(&self) -> Duration {
        self.system.monotonic()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        // The wait belongs to the runtime that is entered here, whoever polls it.
        let _inside = self.runtime.enter();
        tokio::time::sleep(duration).boxed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_end_wherever_they_are_polled() {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let clock = runtime.block_on(async { RuntimeClock::here() });
        assert!(format!("{clock:?}").starts_with("RuntimeClock"), "the runtime was found");
        let began = clock.monotonic();
        let outside = clock.sleep(Duration::from_millis(5));
        futures::executor::block_on(outside);
        runtime.block_on(clock.sleep(Duration::from_millis(5)));
        assert!(clock.monotonic() - began >= Duration::from_millis(10));
    }

    #[test]
    fn without_a_runtime_the_machine_keeps_time() {
        let clock = RuntimeClock::here();
        assert!(format!("{clock:?}").starts_with("SystemClock"));
        futures::executor::block_on(clock.sleep(Duration::ZERO));
    }
}
