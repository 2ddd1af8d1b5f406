//! The machine's file system.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use super::disk::{Disk, Facts, Guard, Input, Locking, Output};
use crate::clock::Timestamp;

/// The machine's file system.
#[derive(Debug, Clone, Copy)]
pub(super) struct SystemDisk;

impl Disk for SystemDisk {
    fn create_folder(&self, path: &Path) -> io::Result<()> {
        fs::create_dir(path)
    }

    #[cfg(unix)]
    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        File::open(path)?.sync_all()
    }

    /// Only Unix can sync a folder; elsewhere the file system's journal keeps the order.
    #[cfg(not(unix))]
    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        fs::metadata(path).map(|_| ())
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn Output>> {
        Ok(Box::new(OpenOptions::new().write(true).create_new(true).open(path)?))
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn Input>> {
        Ok(Box::new(File::open(path)?))
    }

    fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::hard_link(from, to)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn list(&self, path: &Path) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(path)? {
            // Every name of ours is ASCII.
            names.extend(entry?.file_name().into_string());
        }
        Ok(names)
    }

    fn facts(&self, path: &Path) -> io::Result<Facts> {
        let facts = fs::metadata(path)?;
        let modified = facts.modified().map(timestamp).unwrap_or_default();
        Ok(Facts { size: facts.len(), modified })
    }

    fn lock(&self, path: &Path, how: Locking) -> io::Result<Option<Guard>> {
        let mut options = OpenOptions::new();
        options.read(true).write(true);
        let file = match how {
            Locking::Wait => options.create(true).open(path)?,
            Locking::New => options.create_new(true).open(path)?,
            Locking::Take | Locking::Look => options.write(how == Locking::Take).open(path)?,
        };
        let locked = match how {
            Locking::Wait => file.lock().map_err(TryLockError::Error),
            Locking::New | Locking::Take => file.try_lock(),
            Locking::Look => file.try_lock_shared(),
        };
        let ours = matches!(how, Locking::Wait | Locking::New);
        match locked {
            Ok(()) => Ok(Some(Box::new(file))),
            Err(TryLockError::WouldBlock) => Ok(None),
            // A file system without locks: go on without one, and take nothing from anybody.
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
                Ok(ours.then(|| Box::new(file) as Guard))
            }
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    fn append(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        OpenOptions::new().append(true).create(true).open(path)?.write_all(bytes)
    }
}

impl Output for File {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.write_all(bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.sync_all()
    }
}

impl Input for File {
    fn read(&mut self, offset: u64, limit: usize) -> io::Result<Vec<u8>> {
        self.seek(SeekFrom::Start(offset))?;
        let mut bytes = Vec::new();
        self.take(limit as u64).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

fn timestamp(time: SystemTime) -> Timestamp {
    let micros = time.duration_since(UNIX_EPOCH).unwrap_or_default().as_micros();
    Timestamp::from_micros(i64::try_from(micros).unwrap_or(i64::MAX))
}
