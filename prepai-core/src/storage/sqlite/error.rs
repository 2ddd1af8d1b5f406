//! What SQLite says, as an error of ours.

use rusqlite::ErrorCode;

use crate::error::{Error, ErrorKind};

/// A result of work on a connection; the path is added where the connection is known.
pub(super) type Db<T> = Result<T, Error>;

/// Maps an error of SQLite to a kind and a sentence with the remedy.
pub(super) fn sql(error: rusqlite::Error) -> Error {
    let code = error.sqlite_error_code();
    let (kind, message) = match code {
        Some(ErrorCode::DiskFull) => {
            (ErrorKind::Unavailable, "the disk is full: make room, nothing was lost")
        }
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => (
            ErrorKind::Unavailable,
            "the database or its folder is read-only: allow this user to write there",
        ),
        Some(ErrorCode::CannotOpen) => {
            (ErrorKind::Unavailable, "the database cannot be opened: check the folder and its permissions")
        }
        Some(ErrorCode::NotADatabase) => {
            (ErrorKind::Corrupt, "the file is no SQLite database: choose another path")
        }
        Some(ErrorCode::DatabaseCorrupt) => (
            ErrorKind::Corrupt,
            "the database is damaged: restore it from a backup, or `sqlite3 FILE .recover`",
        ),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::FileLockingProtocolFailed) => {
            (ErrorKind::Busy, "another program has locked the database for too long")
        }
        Some(ErrorCode::SystemIoFailure) => {
            (ErrorKind::Unavailable, "reading or writing the database went wrong")
        }
        Some(ErrorCode::OutOfMemory) => (ErrorKind::Unavailable, "out of memory"),
        Some(ErrorCode::TooBig) => (ErrorKind::TooLarge, "a value is larger than SQLite takes"),
        _ => (ErrorKind::Internal, "the database did not do as asked"),
    };
    Error::new(kind, message).with("sqlite", &error).caused_by(error)
}
