//! Overwrites what SQLite leaves behind in its pages.
//!
//! `secure_delete` zeroes what is deleted, but not the copies that stay in the unused middle of a page when its rows
//! move to another (`rebuildPage` in SQLite's `btree.c`). Those bytes mean nothing to SQLite, so they are zeroed in
//! place. The format of pages: <https://www.sqlite.org/fileformat2.html#b_tree_pages>.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::mem::ManuallyDrop;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use crate::error::Result;
use crate::storage::lock::lock;

/// From this many pages on the first byte of a page no longer tells a tree's page from the others.
pub(super) const MOST_PAGES: i64 = 0x0200_0000;

/// Pages that are read at once.
const BATCH: usize = 256;

/// The database's file past SQLite.
#[derive(Debug)]
pub(super) struct Raw {
    path: Arc<PathBuf>,
    /// Never closed: closing any descriptor of a file gives up all locks that this process has on it (POSIX), also
    /// SQLite's own.
    file: Mutex<Option<ManuallyDrop<File>>>,
}

impl Raw {
    pub(super) fn new(path: Arc<PathBuf>) -> Self {
        Raw { path, file: Mutex::new(None) }
    }

    /// Whether there are changes that are not in the file itself.
    pub(super) fn has_log(&self) -> bool {
        let mut log = self.path.as_os_str().to_owned();
        log.push("-wal");
        std::fs::metadata(log).is_ok_and(|log| log.len() > 0)
    }

    /// Makes it durable that the log was cut: SQLite does not need that, what was erased does.
    pub(super) fn sync_log(&self) -> Result<()> {
        let mut log = self.path.as_os_str().to_owned();
        log.push("-wal");
        match OpenOptions::new().write(true).open(log) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            opened => Ok(opened?.sync_all()?),
        }
    }

    /// Zeroes the unused middle of every page of a tree, and syncs. The caller holds the write lock and there is no
    /// log of changes, so that nobody else writes to the file; who reads it sees nothing of this.
    pub(super) fn scrub(&self, page_size: usize) -> Result<()> {
        let mut kept = lock(&self.file);
        let file = match &mut *kept {
            Some(file) => Ok(file),
            none => {
                let opened = OpenOptions::new().read(true).write(true).open(self.path.as_path());
                opened.map(|file| none.insert(ManuallyDrop::new(file)))
            }
        };
        Ok(file.and_then(|file| scrub(file, page_size))?)
    }
}

fn scrub(file: &mut File, page_size: usize) -> io::Result<()> {
    let mut batch = vec![0; page_size * BATCH];
    let mut offset = 0;
    loop {
        file.seek(SeekFrom::Start(offset))?;
        let read = read_full(file, &mut batch)?;
        for (page, bytes) in batch.get(..read).unwrap_or_default().chunks_exact(page_size).enumerate() {
            let start = offset + (page * page_size) as u64;
            let Some(gap) = gap(bytes, start == 0, page_size) else { continue };
            let dirty = bytes.get(gap.clone()).is_some_and(|gap| gap.iter().any(|byte| *byte != 0));
            if dirty {
                file.seek(SeekFrom::Start(start + gap.start as u64))?;
                file.write_all(&vec![0; gap.len()])?;
            }
        }
        if read < batch.len() {
            return file.sync_data();
        }
        offset += read as u64;
    }
}

fn read_full(file: &mut File, buffer: &mut [u8]) -> io::Result<usize> {
    let mut read = 0;
    while let Some(rest) = buffer.get_mut(read..).filter(|rest| !rest.is_empty()) {
        match file.read(rest)? {
            0 => break,
            more => read += more,
        }
    }
    Ok(read)
}

/// Where a page of a tree is unused: from the end of the pointers to its rows to the first row.
fn gap(page: &[u8], first: bool, size: usize) -> Option<Range<usize>> {
    // The file's own header stands before that of the first page.
    let header = if first { 100 } else { 0 };
    let pointers = match *page.get(header)? {
        // Interior pages have four bytes more than leaves.
        2 | 5 => header + 12,
        10 | 13 => header + 8,
        _ => return None,
    };
    let number = |at: usize| Some(usize::from(u16::from_be_bytes([*page.get(at)?, *page.get(at + 1)?])));
    let start = pointers + 2 * number(header + 3)?;
    let end = match number(header + 5)? {
        0 => 65_536,
        end => end,
    };
    // A page that contradicts itself is damaged, and not ours to change.
    (start <= end && end <= size).then_some(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_unused_middle_of_a_trees_page_is_a_gap() {
        let mut leaf = vec![0xee; 4096];
        leaf[..8].copy_from_slice(&[13, 0, 0, 0, 3, 0x0f, 0x00, 0]);
        assert_eq!(gap(&leaf, false, 4096), Some(14..0x0f00));
        leaf[0] = 5;
        assert_eq!(gap(&leaf, false, 4096), Some(18..0x0f00));
        // An overflow page begins with a page number, an empty one with zeros.
        leaf[0] = 0;
        assert_eq!(gap(&leaf, false, 4096), None);
        // More pointers than the page has room for.
        leaf[..8].copy_from_slice(&[13, 0, 0, 0xff, 0xff, 0x0f, 0x00, 0]);
        assert_eq!(gap(&leaf, false, 4096), None);
        assert_eq!(gap(&[13, 0], false, 4096), None);
    }
}
