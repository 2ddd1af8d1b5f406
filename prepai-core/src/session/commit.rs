//! Commits and the chain that seals them.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Body, Event};
use crate::error::{Error, ErrorKind, Result};
use crate::ids::SessionId;

/// The hash before the first commit.
pub const ZERO_HASH: [u8; 32] = [0; 32];

/// The largest commit in bytes; what is larger belongs into a file.
pub const MAX_COMMIT: usize = 4 << 20;

/// Some events that are stored whole at their number, or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// From 1, without gaps.
    pub number: u64,
    /// Names the attempt: the same id at the same number is the same commit, so that a lost answer can be repeated.
    pub write_id: String,
    /// A header line and a line for each event. A store keeps them as they are.
    pub bytes: Vec<u8>,
}

impl Commit {
    /// SHA-256 over the bytes.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(&self.bytes).into()
    }

    /// Whether this is what erasing leaves of a commit: its number and nothing else.
    pub fn is_stub(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Whether this is the terminal commit of an erased session. It is recognised, not verified: the log before it may
    /// be damaged, or half gone.
    pub fn is_tombstone(&self) -> bool {
        let Ok(text) = std::str::from_utf8(&self.bytes) else { return false };
        let event = text.lines().nth(1).map(Event::from_line);
        matches!(event, Some(Ok(Event { body: Body::Erased(_), .. })))
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct Header {
    session: SessionId,
    commit: u64,
    /// The hash of the commit before.
    previous: String,
    /// The hash of the event lines: the last commit has no successor that would vouch for it.
    events: String,
    write_id: String,
}

/// The end of a log: what the next commit is sealed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    session: SessionId,
    number: u64,
    hash: [u8; 32],
}

impl Chain {
    /// The chain of an empty log.
    pub fn new(session: SessionId) -> Self {
        Chain { session, number: 0, hash: ZERO_HASH }
    }

    /// The session.
    pub fn session(&self) -> &SessionId {
        &self.session
    }

    /// The last commit's number; 0 when there is none.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The last commit's hash.
    pub fn hash(&self) -> [u8; 32] {
        self.hash
    }

    /// Seals events as the next commit, and gives the chain after it.
    ///
    /// # Errors
    /// `invalid_input` without events, `too_large` above [`MAX_COMMIT`].
    pub fn seal(&self, write_id: &str, events: &[Event]) -> Result<(Commit, Chain)> {
        if events.is_empty() {
            return Err(Error::invalid("events", "a commit needs at least one event"));
        }
        let mut lines = String::new();
        for event in events {
            lines.push_str(&event.to_line()?);
            lines.push('\n');
        }
        let header = Header {
            session: self.session.clone(),
            commit: self.number + 1,
            previous: hex(&self.hash),
            events: hex(&Sha256::digest(lines.as_bytes())),
            write_id: write_id.to_owned(),
        };
        let mut bytes = serde_json::to_vec(&header).map_err(|error| {
            Error::new(ErrorKind::Internal, "a commit header has no JSON form").caused_by(error)
        })?;
        bytes.push(b'\n');
        bytes.extend_from_slice(lines.as_bytes());
        if bytes.len() > MAX_COMMIT {
            let sizes = lines.lines().map(str::len);
            let largest = events.iter().zip(sizes).max_by_key(|(_, size)| *size);
            let (name, size) = largest.map_or(("events", 0), |(event, size)| (event.body.name(), size));
            let message = format!(
                "{name}: has {size} bytes, and all that is stored at once may have {MAX_COMMIT}; what is larger belongs into a file"
            );
            return Err(Error::new(ErrorKind::TooLarge, message).with("field", name));
        }
        let commit = Commit { number: header.commit, write_id: header.write_id, bytes };
        let next = Chain { session: self.session.clone(), number: commit.number, hash: commit.hash() };
        Ok((commit, next))
    }

    /// Checks that a commit is the next of this chain, moves on and gives its events.
    ///
    /// # Errors
    /// `corrupt` when anything does not fit (the message says what); `unsupported` for newer event versions. The chain
    /// does not move on an error.
    pub fn open(&mut self, commit: &Commit) -> Result<Vec<Event>> {
        let (next, events) = self.read(commit).map_err(|error| {
            error.with("session", &self.session).with("commit", commit.number).during("session.verify")
        })?;
        *self = next;
        Ok(events)
    }

    fn read(&self, commit: &Commit) -> Result<(Chain, Vec<Event>)> {
        let corrupt =
            |why: String| Error::new(ErrorKind::Corrupt, format!("commit {}: {why}", commit.number));
        if commit.number != self.number + 1 {
            return Err(corrupt(format!("expected commit {}", self.number + 1)));
        }
        let text = std::str::from_utf8(&commit.bytes).map_err(|_| corrupt("not UTF-8".into()))?;
        let (header, rest) = text.split_once('\n').ok_or_else(|| corrupt("cut off".into()))?;
        let header: Header =
            serde_json::from_str(header).map_err(|error| corrupt(format!("header: {error}")))?;
        if header.session != self.session {
            return Err(corrupt("belongs to another session".into()));
        }
        if header.commit != commit.number || header.write_id != commit.write_id {
            return Err(corrupt("its header names another commit".into()));
        }
        if header.previous != hex(&self.hash) {
            return Err(corrupt("the commit before it is not the one it was sealed to".into()));
        }
        if header.events != hex(&Sha256::digest(rest.as_bytes())) {
            return Err(corrupt("its events are damaged".into()));
        }
        let rest = rest.strip_suffix('\n').ok_or_else(|| corrupt("no events".into()))?;
        let mut events = Vec::new();
        for (index, line) in rest.split('\n').enumerate() {
            events.push(Event::from_line(line).map_err(|error| error.with("line", index + 2))?);
        }
        let next = Chain { session: self.session.clone(), number: commit.number, hash: commit.hash() };
        Ok((next, events))
    }
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] =
        ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let digit = |n: u8| DIGITS.get(usize::from(n)).copied().unwrap_or('?');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Actor, Body, Meta, Said};
    use super::*;
    use crate::clock::Timestamp;

    fn said(text: &str) -> Event {
        let meta = Meta { at: Timestamp::from_micros(1), offset_us: 2, turn: 1, actor: Actor::Candidate };
        Event { meta, body: Body::Said(Said { text: text.to_owned(), ..Said::default() }) }
    }

    fn chain() -> Chain {
        Chain::new(SessionId::new("s").unwrap())
    }

    fn two() -> [Commit; 2] {
        let (first, next) = chain().seal("a", &[said("one"), said("zwei \u{2028} \n")]).unwrap();
        let (second, _) = next.seal("b", &[said("three")]).unwrap();
        [first, second]
    }

    #[test]
    fn what_was_sealed_opens() {
        let mut chain = chain();
        let [first, second] = two();
        assert_eq!(chain.open(&first).unwrap(), [said("one"), said("zwei \u{2028} \n")]);
        assert_eq!(chain.open(&second).unwrap(), [said("three")]);
        assert_eq!((chain.number(), chain.hash()), (2, second.hash()));
    }

    #[test]
    fn order_session_and_attempt_are_checked() {
        let [first, second] = two();
        let refused = |commit: &Commit| chain().open(commit).unwrap_err().kind();
        assert_eq!(refused(&second), ErrorKind::Corrupt);
        assert_eq!(refused(&Commit { write_id: "other".into(), ..first.clone() }), ErrorKind::Corrupt);
        let mut other = Chain::new(SessionId::new("t").unwrap());
        assert_eq!(other.open(&first).unwrap_err().kind(), ErrorKind::Corrupt);
    }

    #[test]
    fn a_failed_opening_does_not_move_the_chain() {
        let [first, second] = two();
        let mut chain = chain();
        chain.open(&second).unwrap_err();
        chain.open(&first).unwrap();
        chain.open(&second).unwrap();
    }

    #[test]
    fn limits_hold() {
        assert_eq!(chain().seal("a", &[]).unwrap_err().kind(), ErrorKind::InvalidInput);
        let long = "x".repeat(MAX_COMMIT);
        let error = chain().seal("a", &[said("short"), said(&long)]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TooLarge);
        assert!(error.message().starts_with("said: has 41"), "{error}");
    }

    proptest! {
        #[test]
        fn no_changed_byte_goes_unnoticed(which in 0usize..2, at in any::<prop::sample::Index>(), flip in 1u8..) {
            let mut commits = two();
            let place = at.index(commits[which].bytes.len());
            commits[which].bytes[place] ^= flip;
            let mut chain = chain();
            let opened = commits.iter().try_for_each(|commit| chain.open(commit).map(|_| ()));
            prop_assert_eq!(opened.unwrap_err().kind(), ErrorKind::Corrupt);
        }

        #[test]
        fn no_bytes_panic(bytes in any::<Vec<u8>>()) {
            let commit = Commit { number: 1, write_id: "a".into(), bytes };
            prop_assert!(chain().open(&commit).is_err());
            prop_assert!(!commit.is_tombstone());
        }

        #[test]
        fn any_words_survive(text in any::<String>()) {
            let (commit, _) = chain().seal("a", &[said(&text)]).unwrap();
            prop_assert_eq!(chain().open(&commit).unwrap(), [said(&text)]);
        }
    }
}
