//! What must be there: everything that was acknowledged, and of what was not either all or nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures::executor::block_on;
use futures::{StreamExt, TryStreamExt, stream};

use super::disk::TestDisk;
use crate::clock::Timestamp;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::SessionId;
use crate::session::{
    Actor, Appended, Body, Chain, Commit, Event, Meta, Said, SessionStore, SessionSummary, Sessions,
    SummaryQuery,
};
use crate::storage::FileStore;
use crate::testing::{SeededIds, VirtualClock};

pub(super) const SESSIONS: usize = 3;
const NAMES: [&str; 2] = ["cv.txt", "CV.txt"];

/// What is done, with one of two stores on the same disk.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step {
    Append(usize),
    Erase(usize),
    Put(usize, usize, usize),
    Summarise(usize),
    List,
    Sweep,
    /// The process is killed and starts again.
    Restart,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Erased {
    #[default]
    No,
    InDoubt,
    Yes,
}

/// What is known of a session.
#[derive(Debug, Default)]
struct Known {
    acknowledged: Vec<Commit>,
    /// Sealed, but the store did not answer for it.
    doubt: Option<(Commit, SessionSummary)>,
    erased: Erased,
    /// What a file may be: what was acknowledged, then what was put in vain since.
    files: BTreeMap<&'static str, Vec<Option<Vec<u8>>>>,
    /// What a summary put on its own may be: what was acknowledged, then what was put in vain since.
    put: Vec<Option<SessionSummary>>,
}

impl Known {
    /// What the summary may be, given that of the log.
    fn summaries(&self, log: Option<&SessionSummary>) -> Vec<Option<SessionSummary>> {
        let number = log.map_or(0, |log| log.commit);
        let put = if self.put.is_empty() { vec![None] } else { self.put.clone() };
        put.into_iter().map(|put| put.filter(|put| put.commit >= number).or(log.cloned())).collect()
    }
}

/// Two processes on one disk, and what they were told.
#[derive(Debug)]
pub(super) struct World {
    pub(super) disk: TestDisk,
    stores: [FileStore; 2],
    sessions: Vec<Known>,
    steps: u64,
}

pub(super) fn id(session: usize) -> SessionId {
    SessionId::new(["Ada", "ada", "grace"][session]).unwrap()
}

fn store(disk: &TestDisk) -> FileStore {
    FileStore::on(Arc::new(disk.clone()), "/var/data".into())
}

fn sessions(store: &FileStore) -> Sessions {
    Sessions::new(Arc::new(store.clone()), Arc::new(VirtualClock::new()), Arc::new(SeededIds::new(1)))
}

impl World {
    pub(super) fn new() -> Self {
        let disk = TestDisk::new();
        let stores = [store(&disk), store(&disk)];
        let sessions = (0..SESSIONS).map(|_| Known::default()).collect();
        World { disk, stores, sessions, steps: 0 }
    }

    /// Takes a step; an error must be one that the trouble explains.
    pub(super) fn step(&mut self, with: usize, step: Step) -> Result<()> {
        self.steps += 1;
        match step {
            Step::Append(session) => self.append(with, session),
            Step::Erase(session) => self.erase(with, session),
            Step::Put(session, name, size) => self.put(with, session, NAMES[name % 2], size),
            Step::Summarise(session) => self.summarise(with, session),
            Step::List => self.list(with),
            Step::Sweep => block_on(self.stores[with].sweep()).map(|_| ()),
            Step::Restart => {
                self.stores[with] = store(&self.disk);
                Ok(())
            }
        }
    }

    fn append(&mut self, with: usize, session: usize) -> Result<()> {
        let known = &mut self.sessions[session];
        if known.erased != Erased::No {
            return Ok(());
        }
        // As `Sessions` does: what is in doubt is made to stand before anything else.
        let (commit, summary) = known.doubt.get_or_insert_with(|| {
            let mut chain = Chain::new(id(session));
            let mut summary = SessionSummary::new(id(session));
            for commit in &known.acknowledged {
                summary.apply_commit(commit.number, &chain.open(commit).unwrap());
            }
            let at = Timestamp::from_micros(self.steps as i64);
            let meta = Meta { at, offset_us: self.steps, turn: 0, actor: Actor::Candidate };
            let text = "words ".repeat(1 + self.steps as usize % 900);
            let events = [Event { meta, body: Body::Said(Said { text, ..Said::default() }) }];
            let (commit, _) = chain.seal(&format!("w-{}", self.steps), &events).unwrap();
            summary.apply_commit(commit.number, &events);
            (commit, summary)
        });
        let (commit, summary) = (commit.clone(), summary.clone());
        let appended = block_on(self.stores[with].append(&id(session), commit.clone(), summary))?;
        assert_eq!(appended, Appended::Done);
        known.doubt = None;
        known.acknowledged.push(commit);
        Ok(())
    }

    fn erase(&mut self, with: usize, session: usize) -> Result<()> {
        let known = &mut self.sessions[session];
        if known.acknowledged.is_empty() || known.doubt.is_some() {
            return Ok(());
        }
        let before = std::mem::replace(&mut known.erased, Erased::InDoubt);
        match block_on(sessions(&self.stores[with]).erase(&id(session))) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => assert_ne!(before, Erased::No),
            Err(error) => {
                known.erased = if before == Erased::Yes { before } else { Erased::InDoubt };
                return Err(error);
            }
        }
        known.erased = Erased::Yes;
        Ok(())
    }

    fn put(&mut self, with: usize, session: usize, name: &'static str, size: usize) -> Result<()> {
        let known = &mut self.sessions[session];
        let bytes = vec![self.steps as u8; size];
        let versions = known.files.entry(name).or_insert_with(|| vec![None]);
        versions.push(Some(bytes.clone()));
        let pieces: Vec<_> = bytes.chunks(1000).map(|piece| Ok(piece.to_vec())).collect();
        match block_on(self.stores[with].put_file(&id(session), name, stream::iter(pieces).boxed())) {
            Ok(info) => assert_eq!(info.size, size as u64),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                assert_ne!(known.erased, Erased::No);
                return Ok(());
            }
            Err(error) => return Err(error),
        }
        assert_ne!(known.erased, Erased::Yes, "a file was put into an erased session");
        *versions = vec![Some(bytes)];
        Ok(())
    }

    /// Puts a summary that is newer than all before.
    fn summarise(&mut self, with: usize, session: usize) -> Result<()> {
        let known = &mut self.sessions[session];
        let commit = known.acknowledged.len() as u64 + 1 + self.steps;
        let summary = SessionSummary { commit, turns: 7, ..SessionSummary::new(id(session)) };
        if known.put.is_empty() {
            known.put.push(None);
        }
        known.put.push(Some(summary.clone()));
        block_on(self.stores[with].put_summary(summary.clone()))?;
        // An erase that nobody was answered for stands or falls with the power: until then the summary may have been
        // refused for its sake, and the one before counts again when it falls.
        if known.erased == Erased::No {
            known.put = vec![Some(summary)];
        }
        Ok(())
    }

    fn summary(&self, session: usize) -> Option<SessionSummary> {
        let acknowledged = &self.sessions[session].acknowledged;
        if acknowledged.first().is_none_or(|first| first.is_stub() || first.is_tombstone()) {
            return None;
        }
        let (mut chain, mut summary) = (Chain::new(id(session)), SessionSummary::new(id(session)));
        for commit in acknowledged {
            summary.apply_commit(commit.number, &chain.open(commit).unwrap());
        }
        Some(summary)
    }

    fn list(&self, with: usize) -> Result<()> {
        let batches: Vec<Vec<SessionSummary>> =
            block_on(self.stores[with].summaries(SummaryQuery::default()).try_collect())?;
        let listed = batches.concat();
        for (session, known) in self.sessions.iter().enumerate() {
            let row = listed.iter().find(|row| row.session == id(session));
            match known.erased {
                Erased::Yes => assert_eq!(row, None, "an erased session is listed"),
                Erased::No if known.doubt.is_none() => {
                    let summaries = known.summaries(self.summary(session).as_ref());
                    assert!(summaries.contains(&row.cloned()), "{row:?} is none of {summaries:?}");
                }
                Erased::No | Erased::InDoubt => {}
            }
        }
        Ok(())
    }

    /// Everything that was acknowledged is there for a reader.
    pub(super) fn readable(&self, with: usize) {
        for session in 0..SESSIONS {
            self.check(&self.stores[with], session);
        }
    }

    /// The world after the power was cut now, when everything was looked at that must be there.
    pub(super) fn after_cut(&self, seed: u64) -> World {
        let disk = self.disk.after_cut(seed);
        let stores = [store(&disk), store(&disk)];
        let mut world = World { disk, stores, sessions: Vec::new(), steps: self.steps };
        world.sessions = (0..SESSIONS).map(|session| self.check(&world.stores[0], session)).collect();
        world.list(1).unwrap();
        block_on(world.stores[0].sweep()).unwrap();
        for (session, known) in world.sessions.iter().enumerate() {
            if known.erased == Erased::Yes {
                let files = block_on(world.stores[0].list_files(&id(session))).unwrap();
                assert_eq!(files, vec![], "files of an erased session after a sweep");
            }
        }
        assert_eq!(block_on(world.stores[0].sweep()).unwrap(), 0, "a second sweep finds nothing");
        world
    }

    /// Looks at a session; gives what is known of it from now on.
    fn check(&self, found: &FileStore, session: usize) -> Known {
        let known = &self.sessions[session];
        let log: Vec<Commit> = block_on(found.commits(&id(session), 1).try_collect()).unwrap();
        let kept = block_on(found.summary(&id(session))).unwrap();
        let names = found.core.list(&found.core.layout.session(&id(session))).unwrap();
        let files = block_on(found.list_files(&id(session))).unwrap();
        let loaded = block_on(sessions(found).load(&id(session)));
        let gone = |error: Error| assert_eq!(error.kind(), ErrorKind::NotFound, "{error:?}");
        let terminal = log.last().is_some_and(Commit::is_tombstone);
        if known.erased == Erased::Yes {
            let stubs = log.iter().filter(|commit| commit.is_stub()).count();
            assert!(terminal && stubs + 1 == log.len(), "an erased session is back: {log:?}");
            assert!(files.is_empty() && !names.contains(&"summary".to_owned()), "its data are back");
        }
        if terminal {
            assert_ne!(known.erased, Erased::No);
            assert_eq!(kept, None, "summary of an erased session");
            gone(loaded.unwrap_err());
            let log: Vec<Commit> = block_on(found.commits(&id(session), 1).try_collect()).unwrap();
            assert!(log.iter().rev().skip(1).all(Commit::is_stub), "loading did not finish the erase");
            return Known { erased: Erased::Yes, acknowledged: log, ..Known::default() };
        }
        let (stands, more) = log.split_at_checked(known.acknowledged.len()).expect("a commit was lost");
        assert_eq!(stands, known.acknowledged);
        match more {
            [] => {}
            [one] => assert_eq!(Some(one), known.doubt.as_ref().map(|(commit, _)| commit)),
            _ => panic!("commits that nobody wrote: {more:?}"),
        }
        match loaded {
            Ok(loaded) => {
                assert_eq!(loaded.number(), log.len() as u64);
                let summaries = known.summaries(Some(loaded.summary()));
                assert!(summaries.contains(&kept), "{kept:?} is none of {summaries:?}");
            }
            Err(error) => {
                gone(error);
                assert!(log.is_empty() && known.summaries(None).contains(&kept));
            }
        }
        let files = self.check_files(found, session);
        // What is still in doubt may be repeated.
        let doubt = known.doubt.clone().filter(|_| more.is_empty());
        Known { acknowledged: log, doubt, erased: Erased::No, files, put: vec![kept] }
    }

    fn check_files(&self, found: &FileStore, session: usize) -> BTreeMap<&'static str, Vec<Option<Vec<u8>>>> {
        let mut files = BTreeMap::new();
        let listed = block_on(found.list_files(&id(session))).unwrap();
        for (name, versions) in &self.sessions[session].files {
            let content = match block_on(found.get_file(&id(session), name, None).try_concat()) {
                Ok(content) => Some(content),
                Err(error) => {
                    assert_eq!(error.kind(), ErrorKind::NotFound, "{error:?}");
                    None
                }
            };
            assert!(versions.contains(&content), "{name} is none of what was put");
            assert_eq!(listed.iter().any(|file| file.name == *name), content.is_some());
            files.insert(*name, vec![content]);
        }
        files
    }
}
