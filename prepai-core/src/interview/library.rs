//! All content together.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use serde::Serialize;

use super::bank::{Audience, Bank};
use super::hash;
use super::kind::{GENERAL, Kind, Kinds, folded, kind_names};
use super::pack::{Pack, broken, suggestion};
use crate::error::{Error, Result};

/// Which pack was loaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PackId {
    /// Its name.
    pub name: String,
    /// [`Pack::hash`].
    pub hash: String,
}

/// Kinds and question bank, made once and shared.
#[derive(Debug, Clone, Default)]
pub struct Library {
    kinds: Kinds,
    bank: Bank,
    packs: Vec<PackId>,
}

impl Library {
    /// Packs in order: what a later one has under the same id replaces what an earlier one has.
    ///
    /// # Errors
    /// `invalid_content` with file and line if a kind is named that no pack has, if a name means two kinds, or if an
    /// exercise would replace a question or the other way round.
    pub fn of(packs: &[Pack]) -> Result<Library> {
        check(packs)?;
        let mut kinds: Vec<Arc<Kind>> = Vec::new();
        for kind in packs.iter().flat_map(|pack| &pack.kinds).map(|item| &item.value) {
            match kinds.iter_mut().find(|old| old.id == kind.id) {
                Some(old) => *old = Arc::clone(kind),
                None => kinds.push(Arc::clone(kind)),
            }
        }
        let questions = packs.iter().flat_map(|pack| &pack.questions).map(|item| Arc::clone(&item.value));
        let exercises = packs.iter().flat_map(|pack| &pack.exercises).map(|item| Arc::clone(&item.value));
        Ok(Library {
            kinds: Kinds::new(kinds)?,
            bank: Bank::new(questions, exercises),
            packs: packs
                .iter()
                .map(|pack| PackId { name: pack.name.clone(), hash: pack.hash.clone() })
                .collect(),
        })
    }

    /// What is built in. Read once; every call shares it.
    pub fn embedded() -> Arc<Library> {
        static EMBEDDED: OnceLock<Arc<Library>> = OnceLock::new();
        Arc::clone(EMBEDDED.get_or_init(|| {
            let library = Pack::embedded().and_then(|pack| Library::of(&[pack]));
            // The files are part of the program and every build tests them; without them there is still a plain
            // interview.
            Arc::new(library.unwrap_or_else(|error| {
                tracing::error!(%error, "the embedded content is broken");
                Library::default()
            }))
        }))
    }

    /// What is built in, with more packs over it.
    ///
    /// # Errors
    /// As [`Library::of`].
    pub fn with(packs: Vec<Pack>) -> Result<Library> {
        let all: Vec<Pack> = std::iter::once(Pack::embedded()?).chain(packs).collect();
        Library::of(&all)
    }

    /// The kinds of interviews.
    pub fn kinds(&self) -> &Kinds {
        &self.kinds
    }

    /// Questions and exercises.
    pub fn bank(&self) -> &Bank {
        &self.bank
    }

    /// The packs, in order.
    pub fn packs(&self) -> &[PackId] {
        &self.packs
    }

    /// One hash for the content of all packs, in hex, whatever they are called.
    pub fn hash(&self) -> String {
        let hashes: Vec<&str> = self.packs.iter().map(|pack| pack.hash.as_str()).collect();
        hash::of(&hashes)
    }
}

/// What no pack can check alone.
fn check(packs: &[Pack]) -> Result<()> {
    let kinds: BTreeSet<&str> =
        packs.iter().flat_map(|pack| &pack.kinds).map(|item| item.value.id.as_str()).collect();
    let unknown = |what: &str, id: &str, audience: &Audience, file: &str, line: usize| -> Result<(), Error> {
        let known = |kind: &&String| !kinds.contains(kind.as_str()) && *kind != GENERAL;
        match audience.named().iter().find(known) {
            None => Ok(()),
            Some(kind) => {
                let near = suggestion(kind, kinds.iter().copied());
                Err(broken(file, line, format!("{what} `{id}`: there is no kind `{kind}`{near}")))
            }
        }
    };
    check_names(packs)?;
    let (mut questions, mut exercises) = (BTreeSet::new(), BTreeSet::new());
    for pack in packs {
        for item in &pack.questions {
            let id = item.value.id.as_str();
            unknown("question", id, &item.value.kinds, &item.file, item.line_of("kinds", 0))?;
            questions.insert(id);
            if exercises.contains(id) {
                return Err(broken(
                    &item.file,
                    item.line,
                    format!("question `{id}`: an earlier pack has an exercise of this id"),
                ));
            }
        }
        for item in &pack.exercises {
            let id = item.value.id.as_str();
            unknown("exercise", id, &item.value.kinds, &item.file, item.line_of("kinds", 0))?;
            exercises.insert(id);
            if questions.contains(id) {
                return Err(broken(
                    &item.file,
                    item.line,
                    format!("exercise `{id}`: an earlier pack has a question of this id"),
                ));
            }
        }
    }
    Ok(())
}

/// No name means two kinds, once later packs have replaced what they replace.
fn check_names(packs: &[Pack]) -> Result<()> {
    let all: Vec<_> = packs.iter().flat_map(|pack| &pack.kinds).collect();
    let mut names: BTreeMap<String, &str> = BTreeMap::new();
    for (at, item) in all.iter().enumerate() {
        let id = item.value.id.as_str();
        if all.iter().skip(at + 1).any(|later| later.value.id == id) {
            continue;
        }
        for name in kind_names(&item.value) {
            if let Some(other) = names.insert(folded(name), id).filter(|other| *other != id) {
                let message = format!("kind `{id}`: the name `{name}` belongs to kind `{other}`");
                return Err(broken(&item.file, item.line_of("aliases", 0), message));
            }
        }
    }
    Ok(())
}
