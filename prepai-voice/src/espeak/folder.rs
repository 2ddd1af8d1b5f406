//! The embedded data as files, which is the only form in which espeak-ng takes them.

use std::env;
use std::fs;
use std::io;
use std::iter;
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
    let base = cache.map_or_else(default, |cache| Ok(cache.to_path_buf()))?;
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

/// The user's folder for caches, or one of their own among the temporary files where there is none.
fn default() -> Result<PathBuf> {
    let folder = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let below_home = if cfg!(target_os = "macos") { "Library/Caches" } else { ".cache" };
    let home = folder("XDG_CACHE_HOME")
        .filter(|path| path.is_absolute())
        .or_else(|| folder("LOCALAPPDATA"))
        .or_else(|| folder("HOME").map(|home| home.join(below_home)));
    match home {
        Some(home) => Ok(home.join("prepai")),
        None => private(&env::temp_dir()),
    }
}

/// A folder in one where anybody may make any name: the first of a few names that is this user's, and that nobody else can change.
fn private(temporary: &Path) -> Result<PathBuf> {
    let names = iter::once("prepai".to_owned())
        .chain((0..8).map(|number| format!("prepai-{}-{number}", process::id())));
    let mut told = io::ErrorKind::PermissionDenied.into();
    for path in names.map(|name| temporary.join(name)) {
        match own(&path) {
            Ok(true) => return Ok(path),
            Ok(false) => {}
            Err(error) => told = error,
        }
    }
    Err(failed(temporary, told))
}

/// Whether the folder, which is made if there is none, is this user's alone.
#[cfg(unix)]
fn own(path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::{DirBuilderExt, MetadataExt};
    match fs::DirBuilder::new().mode(0o700).create(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    let found = fs::symlink_metadata(path)?;
    let mine = found.uid() == rustix::process::geteuid().as_raw();
    Ok(found.is_dir() && mine && found.mode() & 0o022 == 0)
}

/// Elsewhere temporary files are of one user.
#[cfg(not(unix))]
fn own(path: &Path) -> io::Result<bool> {
    fs::create_dir_all(path).map(|()| true)
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

    #[test]
    #[cfg(unix)]
    fn among_temporary_files_only_a_folder_of_ones_own_is_taken() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let temporary = tempfile::tempdir().unwrap();
        let first = private(temporary.path()).unwrap();
        assert_eq!(first, temporary.path().join("prepai"));
        assert_eq!(fs::metadata(&first).unwrap().permissions().mode() & 0o777, 0o700);
        assert_eq!(private(temporary.path()).unwrap(), first, "the next time too");
        // Others may write there: whatever was checked could be exchanged.
        fs::set_permissions(&first, fs::Permissions::from_mode(0o777)).unwrap();
        assert_ne!(private(temporary.path()).unwrap(), first);
        // A link leads wherever who made it wants.
        fs::remove_dir(&first).unwrap();
        let elsewhere = tempfile::tempdir().unwrap();
        symlink(elsewhere.path(), &first).unwrap();
        let other = private(temporary.path()).unwrap();
        assert!(other != first && !other.starts_with(elsewhere.path()));
    }
}
