//! All summaries in memory, in order, and how they are kept up to date with what other processes write.
//!
//! What this process writes is put in at once. Of the others, each notes which sessions it changed, before it
//! acknowledges the change; a look at these notes costs nothing that grows with the number of sessions. Everything is
//! looked through at first, and whenever a writer has ended: it may have stopped between a change and its note.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Mutex;

use super::core::Core;
use super::disk::Locking;
use super::fault::{at, unless_missing};
use super::summary::Kept;
use super::writer;
use crate::error::Result;
use crate::ids::SessionId;
use crate::session::SessionSummary;
use crate::storage::lock::lock;
use crate::storage::shelf::Shelf;

#[derive(Debug, Default)]
pub(super) struct Catalog {
    view: Mutex<View>,
    progress: Mutex<Progress>,
    own: Mutex<HashSet<String>>,
}

#[derive(Debug, Default)]
struct View {
    shelf: Shelf,
    /// Erased sessions never come back, however late somebody puts what was read before.
    erased: HashSet<SessionId>,
}

/// How far the others' notes have been read.
#[derive(Debug, Clone, Default)]
struct Progress {
    loaded: bool,
    /// Writers that were cleared away.
    ended: u64,
    /// Writers that are not cleared away but have ended.
    dead: BTreeSet<String>,
    /// The bytes that were read of each of the others.
    read: BTreeMap<String, usize>,
}

impl Catalog {
    /// Puts a summary in, unless there is one of the same or a higher commit or the session was erased.
    pub(super) fn put(&self, summary: SessionSummary) {
        let view = &mut *lock(&self.view);
        if !view.erased.contains(&summary.session) {
            view.shelf.put(summary);
        }
    }

    /// Puts in what was read from the disk, which decides between two of the same commit.
    fn put_read(&self, summary: SessionSummary) {
        let view = &mut *lock(&self.view);
        if !view.erased.contains(&summary.session) {
            let kept = view.shelf.get(&summary.session);
            if kept.is_some_and(|kept| kept.commit == summary.commit && *kept != summary) {
                view.shelf.remove(&summary.session);
            }
            view.shelf.put(summary);
        }
    }

    /// Takes an erased session out for good.
    pub(super) fn remove(&self, session: &SessionId) {
        let view = &mut *lock(&self.view);
        view.erased.insert(session.clone());
        view.shelf.remove(session);
    }

    /// Remembers a writer of this process: what it notes was put in already.
    pub(super) fn own(&self, writer: &str) {
        lock(&self.own).insert(writer.to_owned());
    }
}

impl Core {
    /// Answers from summaries that are as new as what any process has acknowledged by now.
    pub(super) fn with_catalog<T>(&self, answer: impl FnOnce(&mut Shelf) -> T) -> Result<T> {
        self.refresh()?;
        Ok(answer(&mut lock(&self.catalog.view).shelf))
    }

    fn refresh(&self) -> Result<()> {
        let progress = &mut *lock(&self.catalog.progress);
        let (next, changed) = self.read_notes(progress)?;
        let everything =
            !progress.loaded || next.ended != progress.ended || !next.dead.is_subset(&progress.dead);
        if everything {
            for session in self.sessions()? {
                self.renew(&session)?;
            }
        } else {
            for session in &changed {
                self.renew(session)?;
            }
        }
        *progress = Progress { loaded: true, ..next };
        Ok(())
    }

    fn renew(&self, session: &SessionId) -> Result<()> {
        match self.summary(session)? {
            Kept::Nothing => {}
            Kept::Erased => self.catalog.remove(session),
            Kept::Summary(summary) => self.catalog.put_read(*summary),
        }
        Ok(())
    }

    /// Reads on in the others' notes; gives the sessions they name.
    fn read_notes(&self, before: &Progress) -> Result<(Progress, BTreeSet<SessionId>)> {
        loop {
            let ended = self.ended()?;
            let mut next = Progress { ended, ..Progress::default() };
            let mut changed = BTreeSet::new();
            for name in self.list(&self.layout.writers())? {
                let Some(id) = name.strip_suffix(".changes") else { continue };
                if lock(&self.catalog.own).contains(id) {
                    continue;
                }
                // Who has notes had taken its lock before: if that is free, it has ended.
                let path = writer::lock_of(&self.layout, id);
                let free = unless_missing(self.disk.lock(&path, Locking::Look)).map_err(at(&path))?;
                if free.flatten().is_some() {
                    next.dead.insert(id.to_owned());
                    continue;
                }
                let from = before.read.get(id).copied().unwrap_or(0);
                let notes = self.notes(id, from)?;
                next.read.insert(id.to_owned(), from + notes.len());
                changed.extend(notes.lines().filter_map(|line| SessionId::new(line).ok()));
            }
            // Whoever was cleared away meanwhile may have been missed.
            if self.ended()? == ended {
                return Ok((next, changed));
            }
        }
    }

    fn ended(&self) -> Result<u64> {
        let path = writer::ended(&self.layout);
        Ok(unless_missing(self.disk.facts(&path)).map_err(at(&path))?.map_or(0, |facts| facts.size))
    }

    /// The whole lines of a writer's notes from `from` on.
    fn notes(&self, id: &str, from: usize) -> Result<String> {
        let path = writer::changes_of(&self.layout, id);
        let Some(mut file) = unless_missing(self.disk.open(&path)).map_err(at(&path))? else {
            return Ok(String::new());
        };
        let mut bytes = file.read(from as u64, usize::MAX).map_err(at(&path))?;
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        bytes.truncate(whole);
        Ok(String::from_utf8(bytes).unwrap_or_default())
    }
}
