//! A running process among those that write to the same folder: its unfinished files, and its notes of what changed.
//!
//! Each holds a lock for as long as it runs, so that what a dead one left behind can be told from what is in use.

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use super::disk::{Disk, Guard, Locking};
use super::fault::{at, unless_missing};
use super::names::Layout;
use crate::clock::{Clock, SystemClock};
use crate::error::{Error, ErrorKind, Result};
use crate::ids::{Ids, SessionId, SystemIds};
use crate::storage::lock::lock;

/// How often a fresh id is tried: another process may look at our lock in the moment in which we take it.
const ATTEMPTS: usize = 100;

/// Bytes of notes after which a writer makes way for a fresh one; who reads them then looks through everything once.
const MAX_NOTES: u64 = 4 << 20;

/// What is to be removed when there is time.
pub(super) type Litter = Arc<Mutex<Vec<PathBuf>>>;

/// This process, as the others see it.
#[derive(Debug)]
pub(super) struct Writer {
    id: String,
    disk: Arc<dyn Disk>,
    layout: Layout,
    litter: Litter,
    parts: AtomicU64,
    notes: Mutex<Notes>,
    _lock: Guard,
}

#[derive(Debug, Default)]
struct Notes {
    size: u64,
    broken: bool,
}

impl Writer {
    /// Clears away dead ones and begins.
    pub(super) fn begin(disk: &Arc<dyn Disk>, layout: &Layout, litter: &Litter) -> Result<Writer> {
        // What cannot be cleared now is cleared another time.
        let _ = clear(&**disk, layout);
        for _ in 0..ATTEMPTS {
            let id = SystemIds.fresh(SystemClock::new().now());
            let path = lock_of(layout, &id);
            let held = disk.lock(&path, Locking::New).map_err(at(&path))?;
            // Somebody may have cleared the file away before it was locked.
            let there = unless_missing(disk.facts(&path)).map_err(at(&path))?.is_some();
            if let Some(held) = held.filter(|_| there) {
                let changes = changes_of(layout, &id);
                disk.append(&changes, &[]).map_err(at(&changes))?;
                let (disk, layout, litter) = (Arc::clone(disk), layout.clone(), Arc::clone(litter));
                let (parts, notes) = (AtomicU64::new(0), Mutex::default());
                return Ok(Writer { id, disk, layout, litter, parts, notes, _lock: held });
            }
        }
        let message = format!("{}: no lock could be taken, try again", layout.writers().display());
        Err(Error::new(ErrorKind::Busy, message))
    }

    /// Its name.
    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// A path for a file that is not finished yet.
    pub(super) fn part(self: &Arc<Self>) -> Part {
        let number = self.parts.fetch_add(1, Ordering::Relaxed);
        let path = self.layout.writers().join(format!("{}.{number}.part", self.id));
        Part { path, writer: Arc::clone(self) }
    }

    /// Tells the other processes to look at a session again; says whether this writer can go on.
    pub(super) fn note(&self, session: &SessionId) -> bool {
        let line = format!("{session}\n");
        let mut notes = lock(&self.notes);
        if !notes.broken {
            // After half a line nothing more may be written: the next would be lost in it.
            notes.broken = self.disk.append(&changes_of(&self.layout, &self.id), line.as_bytes()).is_err();
            notes.size += line.len() as u64;
        }
        !notes.broken && notes.size < MAX_NOTES
    }
}

/// An unfinished file's path; what is still there when this is dropped becomes litter.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) path: PathBuf,
    writer: Arc<Writer>,
}

impl Drop for Part {
    fn drop(&mut self) {
        lock(&self.writer.litter).push(self.path.clone());
    }
}

/// The notes of a writer.
pub(super) fn changes_of(layout: &Layout, id: &str) -> PathBuf {
    layout.writers().join(format!("{id}.changes"))
}

/// The lock of a writer.
pub(super) fn lock_of(layout: &Layout, id: &str) -> PathBuf {
    layout.writers().join(format!("{id}.lock"))
}

/// One byte for each writer that was cleared away.
pub(super) fn ended(layout: &Layout) -> PathBuf {
    layout.writers().join("ended")
}

/// Removes what dead writers left. Their lock goes last, and that they ended is said first.
pub(super) fn clear(disk: &dyn Disk, layout: &Layout) -> io::Result<()> {
    let names = unless_missing(disk.list(&layout.writers()))?.unwrap_or_default();
    let ids: BTreeSet<&str> = names.iter().filter_map(|name| Some(name.split_once('.')?.0)).collect();
    for id in ids {
        let lock = lock_of(layout, id);
        let dead = match disk.lock(&lock, Locking::Take) {
            Ok(taken) => taken,
            // Every writer begins with its lock: these files have lost theirs.
            Err(error) if error.kind() == io::ErrorKind::NotFound => Some(Box::new(()) as Guard),
            Err(error) => return Err(error),
        };
        let Some(_taken) = dead else { continue };
        disk.append(&ended(layout), b".")?;
        let theirs = names.iter().filter(|name| name.split_once('.').is_some_and(|(of, _)| of == id));
        for name in theirs.filter(|name| !name.ends_with(".lock")) {
            unless_missing(disk.remove(&layout.writers().join(name)))?;
        }
        unless_missing(disk.remove(&lock))?;
    }
    Ok(())
}
