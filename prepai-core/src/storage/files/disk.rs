//! What the store asks of a file system: small enough that a test disk can lose power in the middle of it.

use std::fmt;
use std::io;
use std::path::Path;

use crate::clock::Timestamp;

/// A file system.
///
/// Names may be lost in a power cut until [`Disk::sync_folder`] of their folder, bytes until [`Output::sync`].
pub(super) trait Disk: fmt::Debug + Send + Sync + 'static {
    /// Creates one folder; `already_exists` when it is there.
    fn create_folder(&self, path: &Path) -> io::Result<()>;

    /// Makes the names in a folder durable.
    fn sync_folder(&self, path: &Path) -> io::Result<()>;

    /// Creates a file to write to; `already_exists` when it is there.
    fn create(&self, path: &Path) -> io::Result<Box<dyn Output>>;

    /// Opens a file; what is opened stays readable after it is replaced.
    fn open(&self, path: &Path) -> io::Result<Box<dyn Input>>;

    /// Gives a file a second name; `already_exists`, and nothing done, when that is taken.
    fn link(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Moves a file, in place of one of that name.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Removes a file's name.
    fn remove(&self, path: &Path) -> io::Result<()>;

    /// The names in a folder, in any order.
    fn list(&self, path: &Path) -> io::Result<Vec<String>>;

    /// What is known of a file or folder.
    fn facts(&self, path: &Path) -> io::Result<Facts>;

    /// Locks a file among processes until the guard is dropped; nothing when another holds it.
    fn lock(&self, path: &Path, how: Locking) -> io::Result<Option<Guard>>;

    /// Adds to the end of a file, which is created when it is missing.
    fn append(&self, path: &Path, bytes: &[u8]) -> io::Result<()>;
}

/// Holds a lock.
pub(super) type Guard = Box<dyn fmt::Debug + Send + Sync>;

/// How a file is locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Locking {
    /// Alone, after whoever holds it; the file is created when it is missing.
    Wait,
    /// Alone, in a file that is created; `already_exists` when it is there.
    New,
    /// Alone, unless somebody holds it.
    Take,
    /// To see whether somebody holds it alone.
    Look,
}

/// What is known of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Facts {
    /// Bytes.
    pub(super) size: u64,
    /// When it was last written.
    pub(super) modified: Timestamp,
}

/// A file that is being written.
pub(super) trait Output: fmt::Debug + Send {
    /// Adds to its end.
    fn write(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// Makes its bytes durable.
    fn sync(&mut self) -> io::Result<()>;
}

/// A file that is being read.
pub(super) trait Input: fmt::Debug + Send {
    /// The bytes from `offset` on, at most `limit`; fewer only at the end.
    fn read(&mut self, offset: u64, limit: usize) -> io::Result<Vec<u8>>;
}
