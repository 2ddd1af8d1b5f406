//! Time comes in through [`Clock`], so that a test can own it.

use std::fmt;
use std::time::{Duration, Instant};

use futures::FutureExt;
use futures::future::BoxFuture;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::{Error, ErrorKind, Result};

/// A moment in UTC, in microseconds since 1970; shown as RFC 3339 with six digits and `Z`.
///
/// ```
/// use prepai_core::clock::Timestamp;
/// let moment: Timestamp = "2026-11-22T10:57:07.5+01:00".parse().unwrap();
/// assert_eq!(moment.to_string(), "2026-11-22T09:57:07.500000Z");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Timestamp(i64);

/// 9999-12-30T21:59:59.999999Z, after which some zone is past the year 9999 and jiff stops, and
/// 0001-01-01T00:00:00Z, before which RFC 3339 has no spelling.
const LATEST: i64 = 253_402_207_199_999_999;
const EARLIEST: i64 = -62_135_596_800_000_000;

impl Timestamp {
    /// From microseconds since 1970-01-01T00:00:00Z; beyond the years 1 to 9999 it stops at their ends.
    pub const fn from_micros(micros: i64) -> Self {
        if micros > LATEST {
            return Timestamp(LATEST);
        }
        if micros < EARLIEST {
            return Timestamp(EARLIEST);
        }
        Timestamp(micros)
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    pub const fn as_micros(self) -> i64 {
        self.0
    }

    /// This moment and a duration more.
    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        let micros = i64::try_from(duration.as_micros()).unwrap_or(i64::MAX);
        Timestamp::from_micros(self.0.saturating_add(micros))
    }

    /// The time from `earlier` to this moment; zero if it is not earlier.
    pub fn since(self, earlier: Timestamp) -> Duration {
        Duration::from_micros(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// The UTC day as `YYYY-MM-DD`.
    pub fn date(self) -> String {
        let mut text = self.to_string();
        text.truncate(10);
        text
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_microsecond(self.0) {
            Ok(moment) => write!(f, "{moment:.6}"),
            // Unreachable by construction; the raw number is still honest.
            Err(_) => write!(f, "{}us", self.0),
        }
    }
}

impl std::str::FromStr for Timestamp {
    type Err = Error;
    /// Reads RFC 3339 with a zone, or without one, which means UTC.
    fn from_str(text: &str) -> Result<Self> {
        let wrong = || Error::new(ErrorKind::InvalidInput, "not a date and time in the form of RFC 3339");
        if let Ok(moment) = text.parse::<jiff::Timestamp>() {
            return Ok(Timestamp::from_micros(moment.as_microsecond()));
        }
        let civil: jiff::civil::DateTime = text.parse().map_err(|_| wrong())?;
        let moment = jiff::tz::TimeZone::UTC.to_timestamp(civil).map_err(|_| wrong())?;
        Ok(Timestamp::from_micros(moment.as_microsecond()))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// The time of day, a time that never goes back, and waiting.
pub trait Clock: fmt::Debug + Send + Sync + 'static {
    /// The wall clock, in UTC.
    fn now(&self) -> Timestamp;
    /// Time since some fixed moment of this clock; never goes back.
    fn monotonic(&self) -> Duration;
    /// Resolves when `duration` has passed; dropping it forgets the wait.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;
}

/// The machine's clocks; waits need no runtime (one timer thread of the `futures-timer` crate).
#[derive(Debug, Clone, Copy)]
pub struct SystemClock {
    start: Instant,
}

impl SystemClock {
    /// A clock whose monotonic time begins now.
    pub fn new() -> Self {
        SystemClock { start: Instant::now() }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        SystemClock::new()
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(jiff::Timestamp::now().as_microsecond())
    }

    fn monotonic(&self) -> Duration {
        self.start.elapsed()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        futures_timer::Delay::new(duration).boxed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_zone_means_utc() {
        let bare: Timestamp = "2026-11-22T09:57:07.040039".parse().unwrap();
        assert_eq!(bare.to_string(), "2026-11-22T09:57:07.040039Z");
        assert_eq!(bare.date(), "2026-11-22");
    }

    #[test]
    fn the_ends_of_time_still_print_and_parse() {
        for micros in [i64::MIN, 0, i64::MAX] {
            let moment = Timestamp::from_micros(micros);
            assert_eq!(moment.to_string().parse::<Timestamp>().unwrap(), moment, "{moment}");
        }
    }

    #[test]
    fn nonsense_is_an_error() {
        for bad in ["", "yesterday", "2026-13-01T00:00:00Z", "2026-11-22"] {
            // A bare date is midnight to jiff's civil parser; both outcomes are defined.
            let parsed = bad.parse::<Timestamp>();
            assert_eq!(parsed.is_ok(), bad == "2026-11-22", "{bad}");
        }
    }
}
