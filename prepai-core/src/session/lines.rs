//! An exported log: the lines of [`Sessions::lines`](super::Sessions::lines), read back as commits.

use serde_json::Value;

use super::Commit;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::SessionId;

/// Splits an exported log into its commits, as they were stored and not verified yet: [`Log::take`](super::Log::take)
/// does that.
///
/// # Errors
/// `invalid_content` when it does not begin with a commit.
pub fn read_lines(lines: &[u8]) -> Result<(SessionId, Vec<Commit>)> {
    let mut session = None;
    let mut commits: Vec<Commit> = Vec::new();
    for line in lines.split_inclusive(|byte| *byte == b'\n') {
        if let Some((id, commit)) = header(line) {
            session.get_or_insert(id);
            commits.push(commit);
        }
        let missing =
            || Error::new(ErrorKind::InvalidContent, "not an exported log: it begins with no commit");
        commits.last_mut().ok_or_else(missing)?.bytes.extend_from_slice(line);
    }
    let empty = || Error::new(ErrorKind::InvalidContent, "not an exported log: it is empty");
    Ok((session.ok_or_else(empty)?, commits))
}

/// The commit that a line begins, if it is a header: an object that names a commit and is no event.
fn header(line: &[u8]) -> Option<(SessionId, Commit)> {
    let Ok(Value::Object(fields)) = serde_json::from_slice::<Value>(line) else { return None };
    if fields.contains_key("type") {
        return None;
    }
    let session = SessionId::new(fields.get("session")?.as_str()?).ok()?;
    let number = fields.get("commit")?.as_u64()?;
    let write_id = fields.get("write_id")?.as_str()?.to_owned();
    Some((session, Commit { number, write_id, bytes: Vec::new() }))
}

#[cfg(test)]
mod tests {
    use super::super::{Actor, Body, Chain, Event, Log, Meta, Said};
    use super::*;
    use crate::clock::Timestamp;

    fn exported(commits: usize) -> Vec<Commit> {
        let mut chain = Chain::new(SessionId::new("s").unwrap());
        let meta = Meta { at: Timestamp::from_micros(1), offset_us: 2, turn: 1, actor: Actor::Candidate };
        let said =
            |text: &str| Event { meta, body: Body::Said(Said { text: text.into(), ..Said::default() }) };
        let mut all = Vec::new();
        for number in 0..commits {
            let events = [said("{\"session\":\"s\",\"commit\":9,\"write_id\":\"x\"}"), said("two")];
            let (commit, next) = chain.seal(&format!("w{number}"), &events).unwrap();
            chain = next;
            all.push(commit);
        }
        all
    }

    #[test]
    fn what_was_exported_is_read_back() {
        let commits = exported(3);
        let lines: Vec<u8> = commits.iter().flat_map(|commit| commit.bytes.clone()).collect();
        let (id, read) = read_lines(&lines).unwrap();
        assert_eq!((id.as_str(), &read), ("s", &commits));
        let mut log = Log::new(id);
        read.iter().for_each(|commit| assert_eq!(log.take(commit).unwrap().len(), 2));
    }

    #[test]
    fn a_changed_byte_is_found_when_it_is_verified() {
        let mut lines: Vec<u8> = exported(2).into_iter().flat_map(|commit| commit.bytes).collect();
        let at = lines.len() - 4;
        lines[at] = b'#';
        let (id, read) = read_lines(&lines).unwrap();
        let mut log = Log::new(id);
        let taken: Vec<_> = read.iter().map(|commit| log.take(commit).map_err(|e| e.kind()).err()).collect();
        assert_eq!(taken, [None, Some(ErrorKind::Corrupt)]);
    }

    #[test]
    fn what_is_no_log_is_said() {
        for bad in ["", "hello\n", "{\"type\":\"said\"}\n", "[1]\n"] {
            assert_eq!(read_lines(bad.as_bytes()).unwrap_err().kind(), ErrorKind::InvalidContent, "{bad}");
        }
    }
}
