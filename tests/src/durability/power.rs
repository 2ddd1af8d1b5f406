//! A disk that loses power: what was synced is there, of the rest anything may be.
//!
//! Content that was not synced survives by sectors of 512 bytes, each or not; a name that was not synced with its folder
//! survives or not, each on its own, in any order. Only a rename is whole.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use super::journal::Record;

const SECTOR: usize = 512;

#[derive(Debug, Clone)]
enum Change {
    Write(u64, Vec<u8>),
    Truncate(u64),
}

#[derive(Debug, Clone, Default)]
struct File {
    durable: Vec<u8>,
    pending: Vec<Change>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Entry {
    File(usize),
    Folder,
}

/// A change of names; it becomes durable when the folder of one of its names is synced.
#[derive(Debug, Clone)]
struct Naming {
    add: Option<(PathBuf, Entry)>,
    remove: Option<PathBuf>,
}

/// The files of a program as a disk has them.
#[derive(Debug, Clone, Default)]
pub struct Disk {
    files: Vec<File>,
    inodes: BTreeMap<u64, usize>,
    now: BTreeMap<PathBuf, Entry>,
    durable: BTreeMap<PathBuf, Entry>,
    pending: Vec<Naming>,
    /// Whether syncs are believed and do nothing, to show that a test notices.
    pub lies: bool,
}

impl Disk {
    /// Takes in what the program did next.
    pub fn apply(&mut self, record: &Record) {
        match record {
            Record::Create(inode, path) => {
                self.files.push(File::default());
                self.inodes.insert(*inode, self.files.len() - 1);
                self.name(Some((path.into(), Entry::File(self.files.len() - 1))), None);
            }
            Record::Folder(path) => self.name(Some((path.into(), Entry::Folder)), None),
            Record::Link(inode, path) => {
                let file = self.inodes.get(inode).copied();
                self.name(file.map(|file| (path.into(), Entry::File(file))), None);
            }
            Record::Rename(from, to) => {
                let moved = self.now.get(Path::new(from)).cloned();
                self.name(moved.map(|entry| (to.into(), entry)), Some(from.into()));
            }
            Record::Unlink(path) | Record::RemoveFolder(path) => self.name(None, Some(path.into())),
            Record::Write(inode, offset, bytes) => self.change(*inode, Change::Write(*offset, bytes.clone())),
            Record::Truncate(inode, length) => self.change(*inode, Change::Truncate(*length)),
            Record::Sync(inode) if !self.lies => {
                if let Some(file) = self.inodes.get(inode).and_then(|file| self.files.get_mut(*file)) {
                    for change in std::mem::take(&mut file.pending) {
                        change.whole(&mut file.durable);
                    }
                }
            }
            Record::SyncFolder(folder) if !self.lies => self.sync_folder(Path::new(folder)),
            Record::Sync(_) | Record::SyncFolder(_) | Record::Said(_) => {}
        }
    }

    fn change(&mut self, inode: u64, change: Change) {
        if let Some(file) = self.inodes.get(&inode).and_then(|file| self.files.get_mut(*file)) {
            file.pending.push(change);
        }
    }

    fn name(&mut self, add: Option<(PathBuf, Entry)>, remove: Option<PathBuf>) {
        let naming = Naming { add, remove };
        naming.perform(&mut self.now);
        self.pending.push(naming);
    }

    fn sync_folder(&mut self, folder: &Path) {
        let folder = folder.components().collect::<PathBuf>();
        let here = |path: &PathBuf| path.parent() == Some(folder.as_path());
        for naming in std::mem::take(&mut self.pending) {
            let added = naming.add.as_ref().is_some_and(|(path, _)| here(path));
            if added || naming.remove.as_ref().is_some_and(here) {
                naming.perform(&mut self.durable);
            } else {
                self.pending.push(naming);
            }
        }
    }

    /// Cuts the power: writes below `target` what a disk may have then, with `root` in place of the paths' beginning.
    ///
    /// # Errors
    /// What the real disk says.
    pub fn cut(&self, random: &mut Random, root: &Path, target: &Path) -> io::Result<()> {
        // In turn: nothing of what was not synced, all of it, a part.
        let survives = [0, 100, 50, 85].get(random.below(4)).copied().unwrap_or(0);
        let mut names = self.durable.clone();
        for naming in self.pending.iter().filter(|_| random.below(100) < survives) {
            naming.perform(&mut names);
        }
        // In the order of paths a folder comes before what is in it.
        for (path, entry) in &names {
            let place = target.join(path.strip_prefix(root).unwrap_or(path));
            let in_folder = place.parent().is_some_and(Path::is_dir);
            match entry {
                _ if !in_folder => {}
                Entry::Folder => std::fs::create_dir(&place)?,
                // Shared memory is no file to a disk.
                Entry::File(_) if path.to_string_lossy().ends_with("-shm") => {}
                Entry::File(file) => {
                    let Some(file) = self.files.get(*file) else { continue };
                    let mut bytes = file.durable.clone();
                    for change in &file.pending {
                        change.partly(&mut bytes, random, survives);
                    }
                    std::fs::write(&place, bytes)?;
                }
            }
        }
        Ok(())
    }
}

impl Naming {
    fn perform(&self, names: &mut BTreeMap<PathBuf, Entry>) {
        if let Some(path) = &self.remove {
            names.remove(path);
        }
        if let Some((path, entry)) = &self.add {
            names.insert(path.clone(), entry.clone());
        }
    }
}

impl Change {
    fn whole(&self, bytes: &mut Vec<u8>) {
        match self {
            Change::Write(offset, written) => put(bytes, usize::try_from(*offset).unwrap_or(0), written),
            Change::Truncate(length) => bytes.resize(usize::try_from(*length).unwrap_or(0), 0),
        }
    }

    fn partly(&self, bytes: &mut Vec<u8>, random: &mut Random, survives: usize) {
        match self {
            Change::Truncate(_) if random.below(100) < survives => self.whole(bytes),
            Change::Truncate(_) => {}
            Change::Write(offset, written) => {
                let mut at = usize::try_from(*offset).unwrap_or(0);
                let mut rest = written.as_slice();
                while !rest.is_empty() {
                    let (sector, after) = rest.split_at(rest.len().min(SECTOR - at % SECTOR));
                    if random.below(100) < survives {
                        put(bytes, at, sector);
                    }
                    at += sector.len();
                    rest = after;
                }
            }
        }
    }
}

fn put(bytes: &mut Vec<u8>, at: usize, written: &[u8]) {
    if bytes.len() < at + written.len() {
        bytes.resize(at + written.len(), 0);
    }
    if let Some(place) = bytes.get_mut(at..at + written.len()) {
        place.copy_from_slice(written);
    }
}

/// Numbers that look random and are the same in every run (xorshift, Marsaglia 2003).
#[derive(Debug)]
pub struct Random(u64);

impl Random {
    /// From a seed.
    pub fn new(seed: u64) -> Self {
        Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).max(1))
    }

    /// The next number below `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap_or(0) % limit.max(1)
    }
}
