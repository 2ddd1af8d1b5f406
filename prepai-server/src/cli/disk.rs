//! The disk beneath the data: its room and its speed.

use std::fs;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use prepai_core::{Error, Result};

/// How a block of 4 KiB is made durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sync {
    /// Written at the end of a file, which grows; contents and metadata are synced (`fsync`).
    Appended,
    /// Written over an old one; only contents are synced (`fdatasync`), as a database does in a log that it reuses.
    InPlace,
}

/// Times of `count` syncs in one file in `folder`.
///
/// # Errors
/// What the operating system says, with the path.
pub(crate) fn syncs(folder: &Path, how: Sync, count: usize) -> Result<Vec<Duration>> {
    let named = |error: std::io::Error| Error::from(error).with("path", folder.display());
    let mut file = tempfile::tempfile_in(folder).map_err(named)?;
    let block = [0x5a; 4096];
    let mut times = Vec::with_capacity(count);
    for round in 0..=count {
        if how == Sync::InPlace {
            file.seek(SeekFrom::Start(0)).map_err(named)?;
        }
        file.write_all(&block).map_err(named)?;
        let began = Instant::now();
        match how {
            Sync::Appended => file.sync_all(),
            Sync::InPlace => file.sync_data(),
        }
        .map_err(named)?;
        // The first sync also makes the file itself durable.
        if round > 0 {
            times.push(began.elapsed());
        }
    }
    Ok(times)
}

/// Bytes that an unprivileged user may still write below `folder`; `None` where the system does not tell.
///
/// # Errors
/// What the operating system says, with the path.
pub(crate) fn room(folder: &Path) -> Result<Option<u64>> {
    #[cfg(unix)]
    {
        let told = rustix::fs::statvfs(folder);
        let told =
            told.map_err(|error| Error::from(std::io::Error::from(error)).with("path", folder.display()))?;
        Ok(Some(told.f_bavail.saturating_mul(told.f_frsize)))
    }
    #[cfg(not(unix))]
    {
        fs::metadata(folder).map_err(|error| Error::from(error).with("path", folder.display()))?;
        Ok(None)
    }
}

/// Makes a folder, and says whether a file in it can be written.
///
/// # Errors
/// What the operating system says, with the path.
pub(crate) fn writable(folder: &Path) -> Result<()> {
    let named = |error: std::io::Error| Error::from(error).with("path", folder.display());
    fs::create_dir_all(folder).map_err(named)?;
    tempfile::tempfile_in(folder).map(drop).map_err(named)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_can_be_tried_and_a_missing_one_is_named() {
        let folder = tempfile::tempdir().unwrap();
        for how in [Sync::Appended, Sync::InPlace] {
            assert_eq!(syncs(folder.path(), how, 3).unwrap().len(), 3);
        }
        assert!(room(folder.path()).unwrap().is_none_or(|room| room > 0));
        assert!(writable(&folder.path().join("new")).is_ok());
        let missing = folder.path().join("missing");
        assert!(syncs(&missing, Sync::Appended, 1).unwrap_err().fact("path").unwrap().ends_with("missing"));
    }
}
