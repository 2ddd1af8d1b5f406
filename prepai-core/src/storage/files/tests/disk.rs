//! A file system in memory that loses power, and whose calls fail when they are told to.
//!
//! It promises no more than the contract of [`Disk`]: bytes that were not synced may be there, cut off or zeros; of the
//! names in a folder that were not synced any may be there and any lost, in no order.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};

use super::super::disk::{Disk, Facts, Guard, Input, Locking, Output};
use crate::clock::Timestamp;
use crate::storage::lock::lock;

/// Numbers that look random and are the same in every run (xorshift, Marsaglia 2003).
#[derive(Debug, Clone)]
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Random((seed + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    pub(super) fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

/// A file system in memory; clones are the same one.
#[derive(Debug, Clone)]
pub(super) struct TestDisk(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    nodes: Vec<Node>,
    locks: HashMap<usize, (usize, bool)>,
    calls: u64,
    trouble: Trouble,
    meanwhile: Option<Meanwhile>,
    /// Locks that others would wait for.
    waited_for: usize,
}

/// What another process does just before a call.
struct Meanwhile(u64, Box<dyn FnOnce() + Send>);

impl fmt::Debug for Meanwhile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Meanwhile").field(&self.0).finish()
    }
}

/// What goes wrong, by the number of the call.
#[derive(Debug, Clone, Copy, Default)]
pub(super) enum Trouble {
    #[default]
    None,
    /// From this call on there is no power.
    Cut(u64),
    /// This call fails.
    Once(u64, io::ErrorKind),
    /// From this call on all that write fail.
    Always(u64, io::ErrorKind),
}

#[derive(Debug, Clone)]
enum Node {
    File { bytes: Vec<u8>, durable: Vec<u8> },
    Folder { names: BTreeMap<String, usize>, durable: BTreeMap<String, usize>, pending: Vec<Change> },
}

/// A name that was given to a node, or removed.
type Change = (String, Option<usize>);

fn folder() -> Node {
    Node::Folder { names: BTreeMap::new(), durable: BTreeMap::new(), pending: Vec::new() }
}

fn missing() -> io::Error {
    io::ErrorKind::NotFound.into()
}

impl State {
    fn call(&mut self, writes: bool) -> io::Result<()> {
        self.calls += 1;
        match self.trouble {
            Trouble::Cut(at) if self.calls >= at => Err(io::Error::other("the power is off")),
            Trouble::Once(at, kind) if self.calls == at => Err(kind.into()),
            Trouble::Always(at, kind) if self.calls >= at && writes => Err(kind.into()),
            _ => Ok(()),
        }
    }

    fn find(&self, path: &Path) -> io::Result<usize> {
        path.components().skip(1).try_fold(0, |at, name| match &self.nodes[at] {
            Node::Folder { names, .. } => {
                names.get(name.as_os_str().to_str().unwrap()).copied().ok_or_else(missing)
            }
            Node::File { .. } => Err(io::ErrorKind::NotADirectory.into()),
        })
    }

    fn name(&mut self, path: &Path, node: Option<usize>) -> io::Result<()> {
        let parent = self.find(path.parent().unwrap())?;
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let Node::Folder { names, pending, .. } = &mut self.nodes[parent] else { return Err(missing()) };
        pending.push((name.clone(), node));
        match node {
            Some(node) => drop(names.insert(name, node)),
            None => drop(names.remove(&name)),
        }
        Ok(())
    }

    fn add(&mut self, path: &Path, node: Node) -> io::Result<usize> {
        if self.find(path).is_ok() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        self.nodes.push(node);
        let added = self.nodes.len() - 1;
        self.name(path, Some(added))?;
        Ok(added)
    }

    fn bytes(&mut self, node: usize) -> &mut Vec<u8> {
        match &mut self.nodes[node] {
            Node::File { bytes, .. } => bytes,
            Node::Folder { .. } => panic!("a folder has no bytes"),
        }
    }

    /// Writes; what fails may have written a part.
    fn write(&mut self, node: usize, bytes: &[u8]) -> io::Result<()> {
        if let Err(error) = self.call(true) {
            self.bytes(node).extend(&bytes[..bytes.len() / 2]);
            return Err(error);
        }
        self.bytes(node).extend(bytes);
        Ok(())
    }
}

impl TestDisk {
    pub(super) fn new() -> Self {
        TestDisk(Arc::new(Mutex::new(State { nodes: vec![folder()], ..State::default() })))
    }

    pub(super) fn calls(&self) -> u64 {
        lock(&self.0).calls
    }

    pub(super) fn trouble(&self, trouble: Trouble) {
        lock(&self.0).trouble = trouble;
    }

    /// Does something just before a call, between two steps of whoever makes it; later while a lock is held for which
    /// it might wait.
    pub(super) fn meanwhile(&self, call: u64, what: impl FnOnce() + Send + 'static) {
        lock(&self.0).meanwhile = Some(Meanwhile(call, Box::new(what)));
    }

    /// The state for the next call.
    fn state(&self) -> MutexGuard<'_, State> {
        let mut state = lock(&self.0);
        let (next, free) = (state.calls + 1, state.waited_for == 0);
        if let Some(Meanwhile(_, what)) = state.meanwhile.take_if(|meanwhile| meanwhile.0 <= next && free) {
            drop(state);
            what();
            state = lock(&self.0);
        }
        state
    }

    /// The disk as it may be found after the power was cut now.
    pub(super) fn after_cut(&self, seed: u64) -> TestDisk {
        let mut random = Random::new(seed);
        let mut nodes = lock(&self.0).nodes.clone();
        // One seed loses everything it may, one nothing.
        let lost = |random: &mut Random| seed == 0 || (seed > 1 && random.below(2) == 0);
        for node in &mut nodes {
            match node {
                Node::File { bytes, durable } => {
                    assert!(bytes.starts_with(durable), "files only grow");
                    if lost(&mut random) {
                        let kept = random.below((bytes.len() - durable.len()) as u64 + 1) as usize;
                        bytes.truncate(if seed == 0 { durable.len() } else { durable.len() + kept });
                    }
                    if lost(&mut random) {
                        bytes[durable.len()..].fill(0);
                    }
                    durable.clone_from(bytes);
                }
                Node::Folder { names, durable, pending } => {
                    for (name, node) in pending.drain(..).filter(|_| !lost(&mut random)) {
                        match node {
                            Some(node) => drop(durable.insert(name, node)),
                            None => drop(durable.remove(&name)),
                        }
                    }
                    names.clone_from(durable);
                }
            }
        }
        TestDisk(Arc::new(Mutex::new(State { nodes, ..State::default() })))
    }
}

impl Disk for TestDisk {
    fn create_folder(&self, path: &Path) -> io::Result<()> {
        let mut state = self.state();
        state.call(true)?;
        state.add(path, folder()).map(|_| ())
    }

    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        let mut state = self.state();
        state.call(true)?;
        let at = state.find(path)?;
        let Node::Folder { names, durable, pending } = &mut state.nodes[at] else { return Err(missing()) };
        durable.clone_from(names);
        pending.clear();
        Ok(())
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn Output>> {
        let mut state = self.state();
        state.call(true)?;
        let node = state.add(path, Node::File { bytes: Vec::new(), durable: Vec::new() })?;
        Ok(Box::new(OpenFile { disk: self.clone(), node }))
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn Input>> {
        let mut state = self.state();
        state.call(false)?;
        let node = state.find(path)?;
        Ok(Box::new(OpenFile { disk: self.clone(), node }))
    }

    fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut state = self.state();
        state.call(true)?;
        let node = state.find(from)?;
        if state.find(to).is_ok() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        state.name(to, Some(node))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut state = self.state();
        state.call(true)?;
        let node = state.find(from)?;
        state.name(to, Some(node))?;
        state.name(from, None)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        let mut state = self.state();
        state.call(true)?;
        state.find(path)?;
        state.name(path, None)
    }

    fn list(&self, path: &Path) -> io::Result<Vec<String>> {
        let mut state = self.state();
        state.call(false)?;
        let at = state.find(path)?;
        match &state.nodes[at] {
            Node::Folder { names, .. } => Ok(names.keys().cloned().collect()),
            Node::File { .. } => Err(io::ErrorKind::NotADirectory.into()),
        }
    }

    fn facts(&self, path: &Path) -> io::Result<Facts> {
        let mut state = self.state();
        state.call(false)?;
        let at = state.find(path)?;
        let size = if let Node::File { bytes, .. } = &state.nodes[at] { bytes.len() as u64 } else { 0 };
        Ok(Facts { size, modified: Timestamp::default() })
    }

    fn lock(&self, path: &Path, how: Locking) -> io::Result<Option<Guard>> {
        let mut state = self.state();
        let creates = matches!(how, Locking::Wait | Locking::New);
        state.call(creates)?;
        let file = || Node::File { bytes: Vec::new(), durable: Vec::new() };
        let node = match state.find(path) {
            Err(_) if creates => state.add(path, file())?,
            Ok(_) if how == Locking::New => return Err(io::ErrorKind::AlreadyExists.into()),
            found => found?,
        };
        let alone = how != Locking::Look;
        let (holders, held_alone) = state.locks.entry(node).or_default();
        if *holders > 0 && (alone || *held_alone) {
            assert_ne!(how, Locking::Wait, "one call at a time: nobody will let go");
            return Ok(None);
        }
        (*holders, *held_alone) = (*holders + 1, alone);
        let waits = how == Locking::Wait;
        state.waited_for += usize::from(waits);
        Ok(Some(Box::new(Held { disk: self.clone(), node, waits })))
    }

    fn append(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut state = self.state();
        state.call(true)?;
        let node = match state.find(path) {
            Ok(node) => node,
            Err(_) => state.add(path, Node::File { bytes: Vec::new(), durable: Vec::new() })?,
        };
        state.write(node, bytes)
    }
}

#[derive(Debug)]
struct OpenFile {
    disk: TestDisk,
    node: usize,
}

impl Output for OpenFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.disk.state().write(self.node, bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        let mut state = self.disk.state();
        state.call(true)?;
        if let Node::File { bytes, durable } = &mut state.nodes[self.node] {
            durable.clone_from(bytes);
        }
        Ok(())
    }
}

impl Input for OpenFile {
    fn read(&mut self, offset: u64, limit: usize) -> io::Result<Vec<u8>> {
        let mut state = self.disk.state();
        state.call(false)?;
        let bytes = state.bytes(self.node);
        let from = (offset as usize).min(bytes.len());
        Ok(bytes[from..from.saturating_add(limit).min(bytes.len())].to_vec())
    }
}

#[derive(Debug)]
struct Held {
    disk: TestDisk,
    node: usize,
    waits: bool,
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut state = lock(&self.disk.0);
        state.waited_for -= usize::from(self.waits);
        if let Some((holders, _)) = state.locks.get_mut(&self.node) {
            *holders -= 1;
        }
    }
}
