//! What the program's exit code says.

use prepai_core::{Error, ErrorKind};

/// How a command ended, if nothing went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It did what was asked.
    Done,
    /// It did what was asked, and the answer is no: a replay differs, a pack has errors, a check has failed.
    No,
    /// It was left with Ctrl-C.
    Left,
}

impl Outcome {
    /// The exit code.
    pub(crate) fn code(self) -> u8 {
        match self {
            Outcome::Done => 0,
            Outcome::No => 1,
            Outcome::Left => 130,
        }
    }

    /// [`Outcome::Done`] if so, [`Outcome::No`] if not.
    pub(crate) fn yes(is: bool) -> Outcome {
        if is { Outcome::Done } else { Outcome::No }
    }
}

/// The table, as `prepai --help` shows it.
pub(crate) const TABLE: &str = "\
Exit codes:
  0    done
  1    done, and the answer is no: a replay differs, a pack has errors,
       a check failed, a target was missed
  2    the command line or an input is wrong: invalid_input, invalid_content,
       unsupported, too_large
  3    no such session, file or question: not_found
  4    not in this state: conflict, not_ready
  5    stored data do not verify: corrupt
  6    a backend or the disk cannot be used now: unavailable, busy, timeout, …
  7    this build or machine lacks it: not_available
  70   a defect of prepai: internal
  130  left with Ctrl-C";

/// The exit code of an error.
pub(crate) fn code(error: &Error) -> u8 {
    match error.kind() {
        ErrorKind::InvalidInput
        | ErrorKind::InvalidContent
        | ErrorKind::Unsupported
        | ErrorKind::TooLarge => 2,
        ErrorKind::NotFound => 3,
        ErrorKind::Conflict | ErrorKind::NotReady => 4,
        ErrorKind::Corrupt => 5,
        ErrorKind::Unauthenticated
        | ErrorKind::Forbidden
        | ErrorKind::RateLimited
        | ErrorKind::Busy
        | ErrorKind::Unavailable
        | ErrorKind::Timeout => 6,
        ErrorKind::NotAvailable => 7,
        ErrorKind::Cancelled | ErrorKind::Interrupted => 130,
        _ => 70,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_code_that_the_table_names() {
        for kind in ErrorKind::ALL {
            let code = code(&Error::new(kind, "x"));
            assert!(TABLE.lines().any(|line| line.trim().starts_with(&format!("{code} "))), "{kind} {code}");
            assert_eq!(code == 70, kind == ErrorKind::Internal, "{kind}");
        }
    }
}
