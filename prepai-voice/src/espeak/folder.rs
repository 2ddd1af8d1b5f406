//! The embedded data as files, which is the only form in which espeak-ng takes them.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process;

use prepai_core::{Error, ErrorKind, Result};

use super::data::{DIGEST, FILES};

/// The folder that espeak-ng is to look into; whatever is missing or different in it is written.
///
/// Each file is written beside its place and renamed, so another process, or a later one, never sees half of it.
///
/// # Errors
/// `unavailable` with the folder when it cannot be written.
pub(super) fn ready(cache: Option<&Path>) -> Result<PathBuf> {
    let base = cache.map_or_else(default, Path::to_path_buf);
    let folder = base.join(format!("espeak-ng-{DIGEST}"));
    let data = folder.join("espeak-ng-data");
    for (name, bytes) in FILES {
        let path = data.join(name);
        if !fs::read(&path).is_ok_and(|found| found == *bytes) {
            write(&path, bytes).map_err(|error| failed(&path, error))?;
        }
    }
    Ok(folder)
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(io::ErrorKind::InvalidInput.into());
    };
    fs::create_dir_all(parent)?;
    let beside = parent.join(format!(".{}.{}", name.to_string_lossy(), process::id()));
    let written = fs::write(&beside, bytes).and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written
}

fn failed(path: &Path, error: io::Error) -> Error {
    let message =
        "the data of the voice cannot be written; set `text_to_speech.espeak.cache` to a folder that can be";
    Error::new(ErrorKind::Unavailable, message)
        .with("path", path.display())
        .with("reason", &error)
        .caused_by(error)
        .during("espeak.unpack")
}

/// The user's folder for caches, or one for temporary files where there is none.
fn default() -> PathBuf {
    let folder = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let below_home = if cfg!(target_os = "macos") { "Library/Caches" } else { ".cache" };
    folder("XDG_CACHE_HOME")
        .filter(|path| path.is_absolute())
        .or_else(|| folder("LOCALAPPDATA"))
        .or_else(|| folder("HOME").map(|home| home.join(below_home)))
        .unwrap_or_else(env::temp_dir)
        .join("prepai")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_or_changed_is_written_again() {
        let cache = tempfile::tempdir().unwrap();
        let folder = ready(Some(cache.path())).unwrap();
        let file = folder.join("espeak-ng-data/en_dict");
        let whole = fs::read(&file).unwrap();
        fs::write(&file, b"half").unwrap();
        fs::remove_file(folder.join("espeak-ng-data/phontab")).unwrap();
        assert_eq!(ready(Some(cache.path())).unwrap(), folder);
        assert_eq!(fs::read(&file).unwrap(), whole);
        let left = fs::read_dir(folder.join("espeak-ng-data")).unwrap();
        assert!(left.flatten().all(|entry| !entry.file_name().to_string_lossy().starts_with('.')));
        assert!(folder.join("espeak-ng-data/phontab").is_file());
    }

    #[test]
    fn a_folder_that_cannot_be_is_an_error_with_the_setting() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let error = ready(Some(file.path())).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unavailable);
        assert!(error.message().contains("text_to_speech.espeak.cache"), "{error}");
    }
}
