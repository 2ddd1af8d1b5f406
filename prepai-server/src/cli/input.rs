//! What a command reads: a session, a file, or standard input.

use std::convert::Infallible;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use prepai_core::ids::SessionId;
use prepai_core::{Error, ErrorKind, Result};

/// The largest file that is read into memory, in bytes.
const LARGEST: u64 = 256 << 20;

/// Where something is read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Input {
    /// Standard input.
    Standard,
    /// A file.
    File(PathBuf),
    /// A session of the store.
    Session(SessionId),
}

impl Input {
    /// The session's id, if it is one.
    pub(crate) fn session(&self) -> Option<SessionId> {
        match self {
            Input::Session(id) => Some(id.clone()),
            _ => None,
        }
    }
}

impl FromStr for Input {
    type Err = Infallible;

    /// `-` is standard input; a file that is there is a file; what could be an id is one; the rest is a path.
    fn from_str(text: &str) -> std::result::Result<Self, Infallible> {
        Ok(match text {
            "-" => Input::Standard,
            path if Path::new(path).is_file() => Input::File(path.into()),
            text => match SessionId::new(text) {
                Ok(id) => Input::Session(id),
                Err(_) => Input::File(text.into()),
            },
        })
    }
}

/// Reads all of it.
///
/// # Errors
/// What the operating system says, with the path; `too_large`; `not_found` for a session, which is no file.
pub(crate) fn read(input: &Input) -> Result<Vec<u8>> {
    match input {
        Input::Standard => read_all(io::stdin().lock()).map_err(|error| error.with("path", "standard input")),
        Input::File(path) => read_file(path),
        Input::Session(id) => read_file(Path::new(id.as_str())),
    }
}

fn read_file(path: &Path) -> Result<Vec<u8>> {
    let named = |error: Error| error.with("path", path.display());
    let file = File::open(path).map_err(|error| named(error.into()))?;
    read_all(file).map_err(named)
}

fn read_all(input: impl Read) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    input.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(Error::new(
            ErrorKind::TooLarge,
            format!("a file may have {LARGEST} bytes and this one has more"),
        ));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_there_wins_over_an_id() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("abc");
        let text = path.to_str().unwrap();
        assert_eq!(text.parse(), Ok(Input::File(path.clone())));
        std::fs::write(&path, "x").unwrap();
        assert_eq!(text.parse(), Ok(Input::File(path.clone())));
        assert_eq!("-".parse(), Ok(Input::Standard));
        assert_eq!("no-such-file".parse::<Input>().unwrap().session().unwrap().as_str(), "no-such-file");
        assert_eq!(read(&Input::File(path)).unwrap(), b"x");
    }

    #[test]
    fn a_missing_file_is_named() {
        let error = read(&"no/such/file.jsonl".parse().unwrap()).unwrap_err();
        assert_eq!((error.kind(), error.fact("path")), (ErrorKind::NotFound, Some("no/such/file.jsonl")));
    }
}
