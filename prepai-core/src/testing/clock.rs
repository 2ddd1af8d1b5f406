//! The behaviour of every [`Clock`].

use std::sync::Arc;
use std::time::Duration;

use futures::future::{join3, select};
use futures::{FutureExt, StreamExt};

use super::check::{Checked, ensure, ensure_eq, suite};
use crate::clock::{Clock, Timestamp};

/// A clock to check. A [`VirtualClock`](super::VirtualClock) is checked within its own
/// [`run`](super::VirtualClock::run).
pub type Subject = Arc<dyn Clock>;

suite! {
    /// What every clock does; no case waits longer than a few milliseconds.
    "clock": Subject {
        /// The wall clock shows a moment of this century.
        shows_a_plausible_moment,
        /// Monotonic time never goes back.
        never_goes_back,
        /// A wait lasts at least as long as it was asked to.
        waits_long_enough,
        /// No wait at all is over at once.
        does_not_wait_for_nothing,
        /// Waits are over in the order of their deadlines, whatever the order in which they began.
        wakes_in_order,
        /// A dropped wait disturbs no other.
        forgets_a_dropped_wait,
        /// A wait of any length can be begun; it is just not over.
        takes_an_endless_wait,
    }
}

const SHORT: Duration = Duration::from_millis(2);

async fn shows_a_plausible_moment(clock: Subject) -> Checked {
    let now = clock.now();
    let (first, last) =
        (Timestamp::from_micros(946_684_800_000_000), Timestamp::from_micros(4_102_444_800_000_000));
    ensure!(first <= now && now < last, "{now} is not in this century");
    Ok(())
}

async fn never_goes_back(clock: Subject) -> Checked {
    let mut last = clock.monotonic();
    for _ in 0..1_000 {
        let now = clock.monotonic();
        ensure!(now >= last, "{now:?} after {last:?}");
        last = now;
    }
    Ok(())
}

async fn waits_long_enough(clock: Subject) -> Checked {
    let began = clock.monotonic();
    clock.sleep(SHORT).await;
    let waited = clock.monotonic().saturating_sub(began);
    ensure!(waited >= SHORT, "waited {waited:?} instead of {SHORT:?}");
    Ok(())
}

async fn does_not_wait_for_nothing(clock: Subject) -> Checked {
    clock.sleep(Duration::ZERO).await;
    Ok(())
}

async fn wakes_in_order(clock: Subject) -> Checked {
    // A machine that stands still for longer than the waits differ wakes all of them at once, in any order: a clock
    // that is wrong is wrong every time.
    let mut woken = String::new();
    for _ in 0..5 {
        woken = order_of_waking(&clock).await;
        if woken == "abc" {
            return Ok(());
        }
    }
    ensure_eq!(woken, "abc", "order of waking");
    Ok(())
}

async fn order_of_waking(clock: &Subject) -> String {
    let (send, order) = futures::channel::mpsc::unbounded();
    let wait = |name: char, n: u32| {
        let (sleep, send) = (clock.sleep(SHORT * n), send.clone());
        async move {
            sleep.await;
            // The receiver lives until the end of this function.
            send.unbounded_send(name).ok();
        }
    };
    let (c, a, b) = (wait('c', 5), wait('a', 1), wait('b', 3));
    join3(a, b, c).await;
    drop(send);
    order.collect().await
}

async fn forgets_a_dropped_wait(clock: Subject) -> Checked {
    let mut dropped = clock.sleep(SHORT);
    ensure!((&mut dropped).now_or_never().is_none(), "a wait was over at once");
    drop(dropped);
    waits_long_enough(clock).await
}

async fn takes_an_endless_wait(clock: Subject) -> Checked {
    let ended = matches!(
        select(clock.sleep(Duration::MAX), clock.sleep(SHORT)).await,
        futures::future::Either::Left(_)
    );
    ensure!(!ended, "an endless wait was over");
    Ok(())
}
