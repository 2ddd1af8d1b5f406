//! What every operation stands on: folders that are durable, files that are written whole. Everything here blocks.

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::catalog::Catalog;
use super::disk::Disk;
use super::fault::{at, unless_missing};
use super::names::Layout;
use super::writer::{Litter, Part, Writer};
use crate::error::Result;
use crate::ids::SessionId;
use crate::storage::lock::lock;

/// Sessions that are remembered; forgetting one costs a few syncs.
const MAX_KNOWN: usize = 10_000;

#[derive(Debug)]
pub(super) struct Core {
    pub(super) disk: Arc<dyn Disk>,
    pub(super) layout: Layout,
    pub(super) catalog: Catalog,
    writer: Mutex<Option<Arc<Writer>>>,
    known: Mutex<Known>,
    litter: Litter,
}

/// What this process has made durable or found so; it stays so for good.
#[derive(Debug, Default)]
struct Known {
    shards: HashSet<PathBuf>,
    /// Sessions whose folder is durable, with the last commit that is durable and not terminal; 0 when none is known.
    ends: HashMap<SessionId, u64>,
}

impl Core {
    pub(super) fn new(disk: Arc<dyn Disk>, root: PathBuf) -> Self {
        Core {
            disk,
            layout: Layout::new(root),
            catalog: Catalog::default(),
            writer: Mutex::default(),
            known: Mutex::default(),
            litter: Litter::default(),
        }
    }

    /// This process among the writers; opens the store when it is not open yet.
    pub(super) fn writer(&self) -> Result<Arc<Writer>> {
        let mut slot = lock(&self.writer);
        if let Some(writer) = &*slot {
            return Ok(Arc::clone(writer));
        }
        self.open()?;
        let writer = Arc::new(Writer::begin(&self.disk, &self.layout, &self.litter)?);
        self.catalog.own(writer.id());
        *slot = Some(Arc::clone(&writer));
        Ok(writer)
    }

    /// Tells the other processes of a change.
    pub(super) fn note(&self, session: &SessionId) -> Result<()> {
        let writer = self.writer()?;
        if !writer.note(session) {
            // Whoever reads its notes finds it ended and looks through everything.
            lock(&self.writer).take_if(|current| Arc::ptr_eq(current, &writer));
        }
        Ok(())
    }

    /// Removes what unfinished work left.
    pub(super) fn tidy(&self) {
        let litter = std::mem::take(&mut *lock(&self.litter));
        for path in litter {
            // Most are gone: renamed. What cannot be removed goes when this process has ended.
            let _ = self.disk.remove(&path);
        }
    }

    fn open(&self) -> Result<()> {
        let root = self.layout.root();
        let mut ancestors: Vec<&Path> = root.ancestors().collect();
        ancestors.reverse();
        for (parent, folder) in ancestors.iter().zip(ancestors.iter().skip(1)) {
            let created = !self.exists(folder)?;
            if created {
                self.create_folder(folder)?;
            }
            // Also where it was there: who created it may not have come to this.
            match self.disk.sync_folder(parent) {
                Err(error) if created || !is_foreign(&error) => return Err(at(parent)(error)),
                _ => {}
            }
        }
        self.create_folder(&self.layout.sessions())?;
        self.create_folder(&self.layout.writers())?;
        self.sync(root)
    }

    /// Makes a session's folder, and that it exists durable.
    pub(super) fn house(&self, session: &SessionId) -> Result<()> {
        if lock(&self.known).ends.contains_key(session) {
            return Ok(());
        }
        self.writer()?;
        let shard = self.layout.shard(session);
        if !lock(&self.known).shards.contains(&shard) {
            self.create_folder(&shard)?;
            self.sync(&self.layout.sessions())?;
            lock(&self.known).shards.insert(shard.clone());
        }
        self.create_folder(&self.layout.session(session))?;
        self.sync(&shard)?;
        self.know(session, 0);
        Ok(())
    }

    /// Makes durable what others have written to a session's log.
    pub(super) fn settle(&self, session: &SessionId) -> Result<()> {
        self.house(session)?;
        self.sync(&self.layout.session(session))
    }

    /// Remembers the end of a log.
    pub(super) fn know(&self, session: &SessionId, end: u64) {
        let ends = &mut lock(&self.known).ends;
        if ends.len() >= MAX_KNOWN && !ends.contains_key(session) {
            ends.clear();
        }
        let known = ends.entry(session.clone()).or_default();
        *known = end.max(*known);
    }

    /// The last commit that is known to be durable and not terminal; 0 when none is.
    pub(super) fn known_end(&self, session: &SessionId) -> u64 {
        lock(&self.known).ends.get(session).copied().unwrap_or(0)
    }

    pub(super) fn create_folder(&self, path: &Path) -> Result<()> {
        match self.disk.create_folder(path) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(at(path)(error)),
            _ => Ok(()),
        }
    }

    pub(super) fn sync(&self, folder: &Path) -> Result<()> {
        self.disk.sync_folder(folder).map_err(at(folder))
    }

    pub(super) fn exists(&self, path: &Path) -> Result<bool> {
        Ok(unless_missing(self.disk.facts(path)).map_err(at(path))?.is_some())
    }

    pub(super) fn list(&self, folder: &Path) -> Result<Vec<String>> {
        Ok(unless_missing(self.disk.list(folder)).map_err(at(folder))?.unwrap_or_default())
    }

    /// The beginning of a file; nothing when it is missing.
    pub(super) fn read(&self, path: &Path, limit: usize) -> Result<Option<Vec<u8>>> {
        let Some(mut input) = unless_missing(self.disk.open(path)).map_err(at(path))? else {
            return Ok(None);
        };
        input.read(0, limit).map(Some).map_err(at(path))
    }

    /// Writes an unfinished file whose bytes are durable; its name is for its next step.
    pub(super) fn write_part(&self, bytes: &[u8]) -> Result<Part> {
        let part = self.writer()?.part();
        let mut output = self.disk.create(&part.path).map_err(at(&part.path))?;
        output.write(bytes).and_then(|()| output.sync()).map_err(at(&part.path))?;
        Ok(part)
    }

    /// Moves an unfinished file to its place.
    pub(super) fn place(&self, part: &Part, to: &Path) -> Result<()> {
        self.disk.rename(&part.path, to).map_err(at(to))
    }
}

/// Whether a folder that cannot be synced is none that a store could have created something in.
fn is_foreign(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidInput, PermissionDenied, ReadOnlyFilesystem};
    matches!(error.kind(), PermissionDenied | ReadOnlyFilesystem | InvalidInput)
}
