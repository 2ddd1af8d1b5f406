//! What has come of a file so far: its bytes, and beside them of which version they are.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use prepai_core::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};

/// A file that is being fetched, locked against other processes.
#[derive(Debug)]
pub(super) struct Part {
    path: PathBuf,
    file: File,
    length: u64,
    origin: Origin,
}

/// Where the bytes came from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Origin {
    url: String,
    /// What the server calls this version: its `ETag`, or when it was changed.
    #[serde(default)]
    version: Option<String>,
}

impl Part {
    /// Opens what there is. Bytes from elsewhere, or of no known version, are begun anew.
    pub(super) fn open(path: &Path, url: &str) -> Result<Part> {
        let named = |error: io::Error| Error::from(error).with("path", path.display()).retry(false);
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(path)
            .map_err(named)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let message = "another process is fetching this file: wait for it, or stop it";
                return Err(Error::new(ErrorKind::Conflict, message).with("path", path.display()));
            }
            // Where nothing can be locked, people take care themselves.
            Err(TryLockError::Error(_)) => {}
        }
        let length = file.metadata().map_err(named)?.len();
        let told = fs::read(beside(path)).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let origin: Origin = told.unwrap_or_default();
        let mut part = Part { path: path.to_owned(), file, length, origin };
        if part.origin.url != url || part.origin.version.is_none() {
            part.restart().map_err(named)?;
            part.origin = Origin { url: url.to_owned(), version: None };
        }
        part.file.seek(SeekFrom::Start(part.length)).map_err(named)?;
        Ok(part)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Bytes that are here.
    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// The version that they are of, to go on with.
    pub(super) fn version(&self) -> Option<&str> {
        self.origin.version.as_deref().filter(|_| self.length > 0)
    }

    /// Forgets the bytes.
    pub(super) fn restart(&mut self) -> io::Result<()> {
        self.file.set_len(0)?;
        self.file.seek(SeekFrom::Start(0))?;
        self.length = 0;
        Ok(())
    }

    /// Remembers which version is coming.
    pub(super) fn is_version(&mut self, version: Option<String>) -> Result<()> {
        self.origin.version = version;
        let told = serde_json::to_vec(&self.origin).unwrap_or_default();
        fs::write(beside(&self.path), told)
            .map_err(|error| Error::from(error).with("path", self.path.display()).retry(false))
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)?;
        self.length += bytes.len() as u64;
        Ok(())
    }

    pub(super) fn sync(&self) -> io::Result<()> {
        self.file.sync_all()
    }

    /// Gives it its name.
    pub(super) fn becomes(self, path: &Path) -> io::Result<()> {
        fs::rename(&self.path, path)?;
        let _ = fs::remove_file(beside(&self.path));
        sync_folder(path)
    }

    /// Keeps nothing.
    pub(super) fn discard(self) {
        let _ = fs::remove_file(&self.path);
        let _ = fs::remove_file(beside(&self.path));
    }
}

/// A name survives a power cut when its folder is synced.
pub(super) fn sync_folder(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) if cfg!(unix) => File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".json");
    PathBuf::from(name)
}
