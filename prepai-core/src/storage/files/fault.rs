//! What the operating system says, as an error with path and remedy.

use std::io;
use std::path::Path;

use crate::error::{Error, ErrorKind};

/// The system's number for "too many open files" (Linux and macOS).
const TOO_MANY_OPEN: i32 = 24;

/// Gives an error its path and its remedy.
///
/// A missing file is `unavailable` like the rest: `not_found` would say that the session does not exist.
pub(super) fn at(path: &Path) -> impl Fn(io::Error) -> Error {
    move |error| {
        let path = path.display();
        let (message, retryable) = match error.kind() {
            io::ErrorKind::StorageFull => ("the disk is full: free some space, then try again", true),
            io::ErrorKind::QuotaExceeded => ("the disk quota is used up: free some space or raise it", true),
            io::ErrorKind::ReadOnlyFilesystem => {
                ("the file system is read-only: mount it writable or choose another data folder", false)
            }
            io::ErrorKind::PermissionDenied => {
                ("permission denied: give this user the right to read and write there", false)
            }
            io::ErrorKind::NotFound => {
                ("a file or folder of the store is gone: was it moved or deleted?", false)
            }
            _ if error.raw_os_error() == Some(TOO_MANY_OPEN) => {
                ("too many open files: raise the limit (ulimit -n)", true)
            }
            _ => ("input or output went wrong: look at the disk's health and the system's log", true),
        };
        Error::new(ErrorKind::Unavailable, format!("{path}: {message}"))
            .with("path", path)
            .with("reason", &error)
            .retry(retryable)
            .caused_by(error)
    }
}

/// Nothing where the file is missing.
pub(super) fn unless_missing<T>(found: io::Result<T>) -> io::Result<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
