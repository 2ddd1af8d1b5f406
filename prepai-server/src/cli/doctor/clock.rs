//! The clocks.

use prepai_core::clock::{Clock, SystemClock, Timestamp};

use super::check::Check;
use crate::cli::context::Context;

/// This version was made after this moment: 2026-01-01T00:00:00Z.
const MADE: Timestamp = Timestamp::from_micros(1_767_225_600_000_000);
/// How far (in seconds) the data folder's clock may be from ours.
const SKEW_S: i64 = 5;

/// Whether the wall clock is plausible, agrees with the disk's, and monotonic time goes on.
pub(super) fn check(context: &Context) -> Check {
    const NAME: &str = "clock";
    let clock = SystemClock::new();
    let (before, now) = (clock.monotonic(), clock.now());
    let written = written(context);
    let after = clock.monotonic();
    if now < MADE {
        return Check::fail(
            NAME,
            format!("it says {now}"),
            "Set the machine's clock: interviews are dated by it.",
        );
    }
    if after <= before {
        return Check::fail(
            NAME,
            "monotonic time stands still",
            "Times of interviews would be wrong on this machine.",
        );
    }
    match written.map(|written| (written.as_micros() - now.as_micros()) / 1_000_000) {
        Some(skew) if skew.abs() > SKEW_S => Check::warn(
            NAME,
            format!("{now}, and the data folder's clock is {skew} s off"),
            "Set both clocks by the network (NTP): files and events are dated by different ones.",
        ),
        _ => Check::ok(NAME, now.to_string()),
    }
}

/// When the data folder says that a file was written just now.
fn written(context: &Context) -> Option<Timestamp> {
    let file = tempfile::tempfile_in(context.data()).ok()?;
    let modified = file.metadata().ok()?.modified().ok()?;
    let since = modified.duration_since(std::time::UNIX_EPOCH).ok()?;
    Some(Timestamp::from_micros(i64::try_from(since.as_micros()).ok()?))
}
