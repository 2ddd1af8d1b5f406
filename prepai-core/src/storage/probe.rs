//! How long a machine's disk takes to acknowledge: what every figure about commits must be read beside.

use std::fs::{File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::error::{Error, Result};

/// Medians of a number of rounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct SyncTimes {
    /// Appending 4 KiB to a file and syncing content and metadata.
    pub fsync: Duration,
    /// Writing 4 KiB over a file's own bytes and syncing the content.
    pub fdatasync: Duration,
    /// How often each was done.
    pub rounds: u32,
}

/// Measures syncs in a folder, with a file that is removed again. Blocks for about `rounds` times both.
///
/// ```
/// let times = prepai_core::storage::probe(&std::env::temp_dir(), 3)?;
/// assert_eq!(times.rounds, 3);
/// # Ok::<(), prepai_core::Error>(())
/// ```
///
/// # Errors
/// `unavailable` when nothing can be written there.
pub fn probe(folder: &Path, rounds: u32) -> Result<SyncTimes> {
    let path = folder.join(format!(".prepai-probe-{}-{:?}", std::process::id(), std::thread::current().id()));
    let measured = measure(&path, rounds.max(1));
    let _ = std::fs::remove_file(&path);
    measured.map_err(|error| Error::from(error).with("path", folder.display()).during("storage.probe"))
}

fn measure(path: &Path, rounds: u32) -> io::Result<SyncTimes> {
    let block = [0x5a; 4096];
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).open(path)?;
    let fsync = median(rounds, || {
        file.write_all(&block)?;
        file.sync_all()
    })?;
    let fdatasync = median(rounds, || {
        file.seek(SeekFrom::Start(0))?;
        File::write_all(&mut file, &block)?;
        file.sync_data()
    })?;
    Ok(SyncTimes { fsync, fdatasync, rounds })
}

fn median(rounds: u32, mut act: impl FnMut() -> io::Result<()>) -> io::Result<Duration> {
    let mut times = Vec::new();
    for _ in 0..rounds {
        let begun = Instant::now();
        act()?;
        times.push(begun.elapsed());
    }
    times.sort_unstable();
    Ok(times.get(times.len() / 2).copied().unwrap_or_default())
}
