//! A toolchain that only its owner can come to, shown to the user that programs are compiled as.
//!
//! rustup keeps its toolchains in a home, and the home of root is closed. The files themselves are for everybody to read and for
//! nobody to write, so links to them in the folder of compiled programs do; where that is another disk, copies.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::code::cache;
use crate::error::Result;

/// What of a toolchain a compiler needs: itself, its libraries, and the standard library with the linker beside it.
const NEEDED: [&str; 2] = ["bin/rustc", "lib"];
/// What below it is not needed and large.
const LEFT_OUT: [&str; 2] = ["src", "etc"];

/// How the names of such toolchains begin, by which the folder is tidied.
pub(crate) const TOOLCHAIN: &str = "toolchain-";

/// The same toolchain where everybody can read it.
///
/// # Errors
/// When the folder of compiled programs cannot be written.
pub(super) fn shown(sysroot: &Path, folder: Option<&Path>) -> Result<PathBuf> {
    let cache = cache::folder(folder)?;
    let place = cache.join(format!("{TOOLCHAIN}{}", name(sysroot)));
    if place.is_dir() {
        // It is in use: what was not used for long is removed.
        let _ = fs::File::open(&place).and_then(|folder| folder.set_modified(std::time::SystemTime::now()));
        return Ok(place);
    }
    let unfinished = cache.join(format!("new-{}-{}", name(sysroot), std::process::id()));
    let laid = NEEDED.iter().try_for_each(|part| lay(&sysroot.join(part), &unfinished.join(part)));
    if let Err(error) =
        laid.and_then(|()| open_to_all(&unfinished)).and_then(|()| fs::rename(&unfinished, &place))
    {
        let _ = fs::remove_dir_all(&unfinished);
        // Another process may have been faster.
        if !place.is_dir() {
            return Err(error.into());
        }
    }
    Ok(place)
}

/// A toolchain of the same name that was updated since is another one.
fn name(sysroot: &Path) -> String {
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::MetadataExt as _;
    let compiler = fs::metadata(sysroot.join("bin/rustc")).map(|it| (it.ino(), it.mtime(), it.size()));
    let hash = Sha256::new()
        .chain_update(sysroot.as_os_str().as_bytes())
        .chain_update(format!("{:?}", compiler.unwrap_or_default()))
        .finalize();
    hash.iter().take(20).map(|byte| format!("{byte:02x}")).collect()
}

fn lay(from: &Path, to: &Path) -> io::Result<()> {
    if from.is_dir() {
        fs::create_dir_all(to)?;
        for entry in fs::read_dir(from)? {
            let name = entry?.file_name();
            if !LEFT_OUT.iter().any(|left_out| name == *left_out) {
                lay(&from.join(&name), &to.join(&name))?;
            }
        }
        return Ok(());
    }
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent)?;
    }
    // The file itself, not a link to it.
    let from = from.canonicalize()?;
    fs::hard_link(&from, to).or_else(|_| fs::copy(&from, to).map(drop))
}

/// Folders that everybody may enter, and nobody but us changes.
fn open_to_all(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755))?;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            open_to_all(&path)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_toolchain_is_laid_once_and_again_when_it_has_changed() {
        let home = tempfile::tempdir().unwrap();
        let cache = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = home.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("bin/rustc", "compiler");
        write("bin/cargo", "not needed");
        write("lib/rustlib/x/lib/libstd.rlib", "library");
        write("lib/rustlib/src/rust.rs", "large");
        let first = shown(home.path(), Some(cache.path())).unwrap();
        assert_eq!(fs::read_to_string(first.join("bin/rustc")).unwrap(), "compiler");
        assert!(first.join("lib/rustlib/x/lib/libstd.rlib").is_file());
        assert!(!first.join("bin/cargo").exists() && !first.join("lib/rustlib/src").exists());
        assert_eq!(shown(home.path(), Some(cache.path())).unwrap(), first);
        write("bin/rustc", "another compiler");
        assert_ne!(shown(home.path(), Some(cache.path())).unwrap(), first);
    }
}
