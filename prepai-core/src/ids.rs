//! Names of sessions, and where fresh ids come from.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::clock::Timestamp;
use crate::error::{Error, Result};

/// The longest id, in characters.
pub const MAX_ID: usize = 64;

/// The name of a session: 1 to 64 of `A-Z a-z 0-9 _ -`, so that it is safe in paths, URLs and object keys.
///
/// ```
/// use prepai_core::ids::SessionId;
/// assert!("demo-session".parse::<SessionId>().is_ok());
/// assert!("../etc/passwd".parse::<SessionId>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SessionId(Arc<str>);

impl SessionId {
    /// Checks and wraps an id.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) when it has another character, is empty or too long.
    pub fn new(id: impl AsRef<str>) -> Result<Self> {
        check_id("session_id", id.as_ref())?;
        Ok(SessionId(id.as_ref().into()))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Checks that `id` is 1 to 64 of `A-Z a-z 0-9 _ -`; the error names `field`.
///
/// # Errors
/// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput).
pub fn check_id(field: &'static str, id: &str) -> Result<()> {
    let fits = !id.is_empty() && id.len() <= MAX_ID;
    if fits && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-') {
        return Ok(());
    }
    Err(Error::invalid(field, "must be 1 to 64 letters, digits, `_` or `-`"))
}

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for SessionId {
    type Err = Error;
    fn from_str(id: &str) -> Result<Self> {
        SessionId::new(id)
    }
}

impl Serialize for SessionId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for SessionId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let id = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        SessionId::new(id).map_err(serde::de::Error::custom)
    }
}

/// Where fresh ids come from; a test gives its own so that a run can be repeated to the byte.
pub trait Ids: fmt::Debug + Send + Sync + 'static {
    /// A fresh id that satisfies [`check_id`] and never comes twice.
    fn fresh(&self, now: Timestamp) -> String;
}

/// Version 7 UUIDs (RFC 9562): ordered by time, 74 random bits.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemIds;

impl Ids for SystemIds {
    fn fresh(&self, now: Timestamp) -> String {
        let micros = u64::try_from(now.as_micros()).unwrap_or(0);
        let (seconds, nanos) = (micros / 1_000_000, (micros % 1_000_000) * 1_000);
        let stamp = uuid::Timestamp::from_unix_time(seconds, u32::try_from(nanos).unwrap_or(0), 0, 0);
        uuid::Uuid::new_v7(stamp).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_that_could_leave_a_folder_are_refused() {
        for bad in ["", ".", "..", "a/b", "a\\b", "a b", "é", "a\0", &"x".repeat(65)] {
            assert!(SessionId::new(bad).is_err(), "{bad:?}");
        }
        assert!(SessionId::new("x".repeat(64)).is_ok());
    }

    #[test]
    fn fresh_ids_are_ordered_by_time_and_valid() {
        let (early, late) = (Timestamp::from_micros(1_000_000), Timestamp::from_micros(2_000_000));
        let (a, b) = (SystemIds.fresh(early), SystemIds.fresh(late));
        assert!(a < b);
        assert!(check_id("id", &a).is_ok());
    }
}
