//! Pages of sessions.

use std::fmt;
use std::str::FromStr;

use prepai_core::clock::Timestamp;
use prepai_core::ids::SessionId;
use prepai_core::session::SessionSummary;
use prepai_core::{Error, Result};
use serde::{Serialize, Serializer};

/// The place behind a session in the order newest first: stable when sessions are added or erased.
///
/// As text it is `MICROSECONDS.SESSION`, for programs to hand back and not to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    created_at: Timestamp,
    session: SessionId,
}

impl Cursor {
    /// The place behind this session.
    pub fn after(summary: &SessionSummary) -> Cursor {
        Cursor { created_at: summary.created_at, session: summary.session.clone() }
    }

    /// As a query wants it.
    pub fn into_position(self) -> (Timestamp, SessionId) {
        (self.created_at, self.session)
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.created_at.as_micros(), self.session)
    }
}

impl FromStr for Cursor {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let wrong = || Error::invalid("cursor", "must be the `next_cursor` of a page");
        let (micros, session) = text.split_once('.').ok_or_else(wrong)?;
        let created_at = Timestamp::from_micros(micros.parse().map_err(|_| wrong())?);
        Ok(Cursor { created_at, session: SessionId::new(session).map_err(|_| wrong())? })
    }
}

impl Serialize for Cursor {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_its_text() {
        for micros in [-5, 0, 1_764_000_000_000_000] {
            let session = SessionId::new("a_B-9").unwrap();
            let cursor = Cursor { created_at: Timestamp::from_micros(micros), session };
            assert_eq!(cursor.to_string().parse::<Cursor>().unwrap(), cursor);
        }
        for bad in ["", ".", "1", "x.a", "1.", "1.a/b"] {
            assert!(bad.parse::<Cursor>().is_err(), "{bad}");
        }
    }
}
