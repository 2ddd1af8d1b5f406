//! What every store refuses, and what it answers to an append.

use crate::error::{Error, Result};
use crate::ids::{SessionId, check_id};
use crate::session::{Appended, Commit, SessionSummary};

/// The longest name of a file, in characters.
const MAX_FILE_NAME: usize = 128;

/// Checks the name of a session's file: 1 to 128 of `A-Z a-z 0-9 _ - .`, not beginning with a dot.
///
/// ```
/// use prepai_core::storage::check_file_name;
/// assert!(check_file_name("cv-1.pdf").is_ok());
/// assert!(check_file_name("../cv.pdf").is_err());
/// ```
///
/// # Errors
/// `invalid_input`.
pub fn check_file_name(name: &str) -> Result<()> {
    let fits = !name.is_empty() && name.len() <= MAX_FILE_NAME && !name.starts_with('.');
    if fits && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.')) {
        return Ok(());
    }
    Err(Error::invalid("name", "must be 1 to 128 letters, digits, `_`, `-` or `.`, and not begin with a dot"))
}

/// Checks what no honest writer sends: a stub, an attempt without a name, the summary of another commit.
pub(crate) fn check_append(session: &SessionId, commit: &Commit, summary: &SessionSummary) -> Result<()> {
    check_id("write_id", &commit.write_id)?;
    if commit.number == 0 || commit.is_stub() {
        return Err(Error::invalid("commit", "must be numbered from 1 and have bytes"));
    }
    if summary.session != *session || summary.commit != commit.number {
        return Err(Error::invalid("summary", "must be of the session and the commit that it comes with"));
    }
    Ok(())
}

/// The end of a log, as far as an append asks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LogEnd<'a> {
    /// The last number; 0 when there is none.
    pub(crate) last: u64,
    /// Whether the last commit is terminal.
    pub(crate) erased: bool,
    /// The write id at the number that is asked for, if that is taken.
    pub(crate) taken_by: Option<&'a str>,
}

impl LogEnd<'_> {
    /// The answer to an append; nothing when the commit is to be created.
    pub(crate) fn answer(&self, commit: &Commit) -> Option<Appended> {
        let same = self.taken_by.is_some_and(|id| id == commit.write_id);
        if self.erased {
            // The terminal commit itself may be repeated like any other; what is left of the rest has no write id.
            return Some(if same && commit.number == self.last { Appended::Done } else { Appended::Erased });
        }
        if commit.number == self.last + 1 {
            return None;
        }
        Some(if same { Appended::Done } else { Appended::Conflict { last: self.last } })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_could_leave_a_folder_are_refused() {
        let long = "x".repeat(129);
        for bad in ["", ".", "..", ".cv", "a/b", "a\\b", "a b", "é.pdf", "a\0", "C:cv", long.as_str()] {
            assert!(check_file_name(bad).is_err(), "{bad:?}");
        }
        for good in ["cv.pdf", "A-1_b..txt", "x".repeat(128).as_str()] {
            assert!(check_file_name(good).is_ok(), "{good:?}");
        }
    }

    #[test]
    fn every_case_of_an_append() {
        let commit = |number| Commit { number, write_id: "w".into(), bytes: vec![1] };
        let end = |last, erased, taken_by| LogEnd { last, erased, taken_by };
        assert_eq!(end(2, false, None).answer(&commit(3)), None);
        assert_eq!(end(2, false, None).answer(&commit(4)), Some(Appended::Conflict { last: 2 }));
        assert_eq!(end(2, false, Some("v")).answer(&commit(1)), Some(Appended::Conflict { last: 2 }));
        assert_eq!(end(2, false, Some("w")).answer(&commit(1)), Some(Appended::Done));
        assert_eq!(end(2, true, None).answer(&commit(3)), Some(Appended::Erased));
        assert_eq!(end(2, true, Some("")).answer(&commit(1)), Some(Appended::Erased));
        assert_eq!(end(2, true, Some("w")).answer(&commit(2)), Some(Appended::Done));
    }
}
