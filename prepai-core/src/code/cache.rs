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
    make(&folder).map_err(failed)?;
    ours_alone(&folder)?;
    Ok(folder)
}

/// Others may come through (jobs run as another user where we are root), not look around and not write.
#[cfg(unix)]
fn make(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
    if fs::symlink_metadata(folder).is_ok() {
        return Ok(());
    }
    fs::DirBuilder::new().recursive(true).mode(0o711).create(folder)?;
    // Whatever this process takes away from new folders.
    fs::set_permissions(folder, fs::Permissions::from_mode(0o711))
}

#[cfg(not(unix))]
fn make(folder: &Path) -> std::io::Result<()> {
    fs::create_dir_all(folder)
}

#[cfg(unix)]
fn usual() -> PathBuf {
    std::env::temp_dir().join(format!("prepai-code-{}", user().unwrap_or_default()))
}

#[cfg(not(unix))]
fn usual() -> PathBuf {
    std::env::temp_dir().join("prepai-code")
}

/// Whom this process's files belong to.
#[cfg(all(feature = "sandbox", target_os = "linux"))]
fn user() -> std::io::Result<u32> {
    // Not the owner of /proc/self: where this process may not be looked into, that is root.
    Ok(rustix::process::geteuid().as_raw())
}

#[cfg(all(unix, not(all(feature = "sandbox", target_os = "linux"))))]
fn user() -> std::io::Result<u32> {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata("/proc/self").map(|own| own.uid())
}

#[cfg(unix)]
fn ours_alone(folder: &Path) -> Result<()> {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    let failed = |error: std::io::Error| Error::from(error).with("path", folder.display());
    let found = fs::symlink_metadata(folder).map_err(failed)?;
    let mode = found.mode() & 0o777;
    let foreign = user().is_ok_and(|user| user != found.uid());
    if found.is_dir() && !foreign && mode & 0o022 == 0 {
        if mode & 0o011 != 0o011 {
            fs::set_permissions(folder, fs::Permissions::from_mode(mode | 0o011)).map_err(failed)?;
        }
        return Ok(());
    }
    let message = "the folder of compiled programs must be a folder of the user who runs this, which nobody else can write \
                   (`chmod go-w`): name another one in the setting code.cache";
    Err(Error::new(ErrorKind::Forbidden, message).with("path", folder.display()))
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
        let kept = place.path().join("a/kept");
        assert_eq!(folder(Some(&kept)).unwrap(), kept);
        let mode = || fs::metadata(&kept).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(), 0o711);
        fs::set_permissions(&kept, fs::Permissions::from_mode(0o700)).unwrap();
        folder(Some(&kept)).unwrap();
        assert_eq!(mode(), 0o711, "whoever programs run as comes through");
        fs::set_permissions(&kept, fs::Permissions::from_mode(0o777)).unwrap();
        assert_eq!(folder(Some(&kept)).unwrap_err().kind(), ErrorKind::Forbidden);
        assert_eq!(mode(), 0o777, "a folder that somebody made is not changed");
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
