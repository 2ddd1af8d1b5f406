//! The folder of what is made once and used again: compiled programs, the compiled module.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Error, ErrorKind, Result};

/// The folder, made if it is not there: the configured one, else one for this user among the temporary files.
///
/// # Errors
/// `forbidden` when it belongs to somebody else or others may write there: what lies in it is run.
pub(super) fn folder(configured: Option<&Path>) -> Result<PathBuf> {
    let folder = configured.map_or_else(usual, Path::to_owned);
    let failed = |error: std::io::Error| Error::from(error).with("path", folder.display());
    fs::create_dir_all(&folder).map_err(failed)?;
    ours_alone(&folder)?;
    Ok(folder)
}

#[cfg(unix)]
fn usual() -> PathBuf {
    use std::os::unix::fs::MetadataExt as _;
    // What this process writes belongs to whom its own folder under /proc belongs to.
    let user = fs::metadata("/proc/self").map_or(0, |own| own.uid());
    std::env::temp_dir().join(format!("prepai-code-{user}"))
}

#[cfg(not(unix))]
fn usual() -> PathBuf {
    std::env::temp_dir().join("prepai-code")
}

/// Others may come through (jobs run as another user where we are root), not look around and not write.
#[cfg(unix)]
fn ours_alone(folder: &Path) -> Result<()> {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    let failed = |error: std::io::Error| Error::from(error).with("path", folder.display());
    let own = fs::metadata("/proc/self").map(|own| own.uid());
    let found = fs::symlink_metadata(folder).map_err(failed)?;
    if !found.is_dir() || own.is_ok_and(|own| own != found.uid()) {
        let message = "the folder of compiled programs is no folder of the user who runs this: name another one in the setting code.cache";
        return Err(Error::new(ErrorKind::Forbidden, message).with("path", folder.display()));
    }
    fs::set_permissions(folder, fs::Permissions::from_mode(0o711)).map_err(failed)
}

#[cfg(not(unix))]
fn ours_alone(_: &Path) -> Result<()> {
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    #[test]
    fn others_cannot_write_where_programs_are_kept() {
        let place = tempfile::tempdir().unwrap();
        let open = place.path().join("kept");
        fs::create_dir(&open).unwrap();
        fs::set_permissions(&open, fs::Permissions::from_mode(0o777)).unwrap();
        assert_eq!(folder(Some(&open)).unwrap(), open);
        assert_eq!(fs::metadata(&open).unwrap().permissions().mode() & 0o777, 0o711);
    }

    #[test]
    fn a_link_that_somebody_laid_there_is_refused() {
        let place = tempfile::tempdir().unwrap();
        let link = place.path().join("link");
        symlink(place.path(), &link).unwrap();
        let error = folder(Some(&link)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Forbidden);
        assert!(error.message().contains("code.cache"), "{error}");
    }
}
