//! A commit's file: a line about it, its summary, its bytes.
//!
//! ```text
//! prepai-commit 1 KIND WRITE_ID SUMMARY_BYTES COMMIT_BYTES
//! {summary}{bytes}
//! ```
//! The summary is in the same file so that it is written with the commit or not at all.

use crate::error::{Error, ErrorKind, Result};
use crate::session::{Commit, SessionSummary, Status};

/// Enough of a file's beginning to hold the line and, almost always, the summary.
pub(super) const HEAD: usize = 4096;

const MAGIC: &str = "prepai-commit";

/// What a file stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A commit like most.
    Plain,
    /// The last commit of an erased session.
    Terminal,
    /// What erasing leaves of a commit.
    Stub,
}

impl Kind {
    const ALL: [(&'static str, Kind); 3] =
        [("plain", Kind::Plain), ("terminal", Kind::Terminal), ("stub", Kind::Stub)];

    fn word(self) -> &'static str {
        Kind::ALL.into_iter().find(|(_, kind)| *kind == self).map_or("", |(word, _)| word)
    }
}

/// The line at the beginning of a file, and its length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) kind: Kind,
    pub(super) write_id: String,
    line: usize,
    summary: usize,
    bytes: usize,
}

impl Head {
    /// Reads the line; nothing when it is damaged.
    pub(super) fn read(file: &[u8]) -> Option<Head> {
        let line = file.iter().position(|byte| *byte == b'\n')?;
        let text = std::str::from_utf8(file.get(..line)?).ok()?;
        let words: Vec<&str> = text.split(' ').collect();
        let [MAGIC, "1", kind, write_id, summary, bytes] = words.as_slice() else { return None };
        let (_, kind) = Kind::ALL.into_iter().find(|(word, _)| word == kind)?;
        let (summary, bytes) = (summary.parse().ok()?, bytes.parse().ok()?);
        Some(Head { kind, write_id: (*write_id).to_owned(), line: line + 1, summary, bytes })
    }

    /// How much of the file is needed to read the summary.
    pub(super) fn with_summary(&self) -> usize {
        self.line.saturating_add(self.summary)
    }

    /// The summary; nothing when there is none, it is damaged or of another version.
    pub(super) fn summary(&self, file: &[u8]) -> Option<SessionSummary> {
        serde_json::from_slice(file.get(self.line..self.with_summary())?).ok()
    }

    fn commit(&self, file: &[u8]) -> Option<Vec<u8>> {
        let bytes = file.get(self.with_summary()..)?;
        (bytes.len() == self.bytes).then(|| bytes.to_vec())
    }
}

/// The file of a commit.
pub(super) fn write(commit: &Commit, summary: &SessionSummary) -> Result<Vec<u8>> {
    let terminal = summary.status == Status::Erased;
    let kind = if terminal { Kind::Terminal } else { Kind::Plain };
    let summary = if terminal { Vec::new() } else { to_json(summary)? };
    Ok(assemble(kind, &commit.write_id, &summary, &commit.bytes))
}

/// The file of a stub.
pub(super) fn stub() -> Vec<u8> {
    assemble(Kind::Stub, "-", &[], &[])
}

/// The commit in a file.
///
/// A damaged file is handed out as it is: whoever verifies the log finds it corrupt, and it can still be erased.
pub(super) fn commit(number: u64, file: Vec<u8>) -> Commit {
    let head = Head::read(&file);
    if head.as_ref().is_some_and(|head| head.kind == Kind::Stub) {
        return Commit { number, write_id: String::new(), bytes: Vec::new() };
    }
    let whole = head.and_then(|head| Some((head.commit(&file)?, head.write_id)));
    match whole {
        Some((bytes, write_id)) if !bytes.is_empty() => Commit { number, write_id, bytes },
        // Never empty: that would look like a stub.
        _ if file.is_empty() => Commit { number, write_id: String::new(), bytes: vec![0] },
        _ => Commit { number, write_id: String::new(), bytes: file },
    }
}

pub(super) fn to_json(summary: &SessionSummary) -> Result<Vec<u8>> {
    serde_json::to_vec(summary)
        .map_err(|error| Error::new(ErrorKind::Internal, "a summary has no JSON form").caused_by(error))
}

fn assemble(kind: Kind, write_id: &str, summary: &[u8], bytes: &[u8]) -> Vec<u8> {
    let (kind, sizes) = (kind.word(), (summary.len(), bytes.len()));
    let mut file = format!("{MAGIC} 1 {kind} {write_id} {} {}\n", sizes.0, sizes.1).into_bytes();
    file.extend_from_slice(summary);
    file.extend_from_slice(bytes);
    file
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn summary() -> SessionSummary {
        SessionSummary { commit: 3, ..SessionSummary::new("s".parse().unwrap()) }
    }

    proptest! {
        #[test]
        fn what_was_written_is_read(bytes in prop::collection::vec(any::<u8>(), 1..300), cut in 0usize..300) {
            let sent = Commit { number: 3, write_id: "w-1".into(), bytes };
            let file = write(&sent, &summary()).unwrap();
            prop_assert_eq!(&commit(3, file.clone()), &sent);
            let head = Head::read(&file).unwrap();
            prop_assert_eq!(head.summary(&file), Some(summary()));
            // Cut off or with anything behind it, it is no commit and no stub.
            let torn = commit(3, file[..file.len().saturating_sub(cut + 1)].to_vec());
            prop_assert!(!torn.is_stub() && torn != sent);
            let longer = commit(3, [file, vec![0]].concat());
            prop_assert!(!longer.is_stub() && longer != sent);
        }

        #[test]
        fn no_bytes_panic(file in any::<Vec<u8>>(), sizes in any::<(u64, u64)>()) {
            prop_assert!(!commit(1, file).is_stub());
            let huge = format!("{MAGIC} 1 plain w {} {}\nx", sizes.0, sizes.1).into_bytes();
            prop_assert!(Head::read(&huge).is_none_or(|head| head.summary(&huge).is_none()));
            prop_assert!(!commit(1, huge).is_stub());
        }
    }

    #[test]
    fn stubs_and_terminal_commits_are_told_apart() {
        assert!(commit(1, stub()).is_stub());
        assert_eq!(Head::read(&stub()).unwrap().kind, Kind::Stub);
        let terminal = SessionSummary { status: Status::Erased, ..summary() };
        let sent = Commit { number: 3, write_id: "t".into(), bytes: b"erased".to_vec() };
        let file = write(&sent, &terminal).unwrap();
        let head = Head::read(&file).unwrap();
        assert_eq!((head.kind, head.summary(&file)), (Kind::Terminal, None));
        assert_eq!(commit(3, file), sent);
    }
}
