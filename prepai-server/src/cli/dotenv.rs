//! The file `.env` in the current folder.

use std::path::Path;

use prepai_core::{Error, ErrorKind, Result};

const FILE: &str = ".env";

/// Its pairs; none without a file. What the environment says is stronger.
///
/// # Errors
/// `invalid_input` for a line that is no pair; what the operating system says.
pub(crate) fn read() -> Result<Vec<(String, String)>> {
    read_from(Path::new(FILE))
}

fn read_from(path: &Path) -> Result<Vec<(String, String)>> {
    let pairs = match dotenvy::from_path_iter(path) {
        Ok(pairs) => pairs,
        Err(error) if error.not_found() => return Ok(Vec::new()),
        Err(error) => return Err(told(error, path)),
    };
    pairs.map(|pair| pair.map_err(|error| told(error, path))).collect()
}

/// An error without the line itself: it may hold a secret.
fn told(error: dotenvy::Error, path: &Path) -> Error {
    match error {
        dotenvy::Error::Io(error) => Error::from(error),
        dotenvy::Error::LineParse(_, at) => {
            Error::new(ErrorKind::InvalidInput, "a line must be NAME=VALUE").with("character", at)
        }
        _ => Error::new(ErrorKind::InvalidInput, "every line must be NAME=VALUE"),
    }
    .with("path", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_read_and_a_missing_file_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(".env");
        assert_eq!(read_from(&path).unwrap(), []);
        std::fs::write(&path, "# words\nPREPAI_DATA='a b'\nEMPTY=\n").unwrap();
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(read_from(&path).unwrap(), [pair("PREPAI_DATA", "a b"), pair("EMPTY", "")]);
    }

    #[test]
    fn a_broken_line_is_an_error_that_keeps_its_secret() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(".env");
        std::fs::write(&path, "A=1\nSECRET 'hunter2\n").unwrap();
        let error = read_from(&path).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
    }
}
