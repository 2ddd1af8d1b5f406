//! What every [`SessionStore`] does: the suite that all stores run, also those of other languages.
//!
//! The cases need no runtime and no threads: writers that race are futures of one task, and they give way between
//! reading and writing, so that they meet on every store.
//!
//! ```
//! use std::sync::Arc;
//! use prepai_core::storage::MemoryStore;
//! use prepai_core::testing::session_store::{SUITE, Subject};
//! let report = futures::executor::block_on(SUITE.run(|| Subject::new(Arc::new(MemoryStore::new()))));
//! assert_eq!(report.skipped(), Ok(vec![]));
//! ```

mod check;
mod data;
mod erase;
mod files;
mod log;
mod race;
mod summaries;
mod totals;

use std::sync::Arc;

use futures::FutureExt;

use self::check::{case, outcome};
use super::{Case, Suite};
use crate::session::SessionStore;

/// How much the cases do that cost more on a larger scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scale {
    /// Writers that race for one log.
    pub writers: usize,
    /// Commits that each of them gets in.
    pub commits: usize,
    /// Bytes of the largest file.
    pub file: usize,
}

impl Scale {
    /// For every run of the tests.
    pub const SMALL: Scale = Scale { writers: 8, commits: 10, file: 1 << 20 };

    /// What is promised: 16 writers with 200 commits each.
    pub const FULL: Scale = Scale { writers: 16, commits: 200, file: 10 << 20 };
}

/// A store under test, empty.
#[derive(Debug, Clone)]
pub struct Subject {
    /// The store.
    pub store: Arc<dyn SessionStore>,
    /// How much.
    pub scale: Scale,
}

impl Subject {
    /// On the small scale.
    pub fn new(store: Arc<dyn SessionStore>) -> Self {
        Subject { store, scale: Scale::SMALL }
    }
}

/// The suite; a subject must be empty. Cases about counters are skipped where the store keeps none.
pub const SUITE: Suite<Subject> = Suite {
    name: "session_store",
    cases: &[
        case!("ready", "a store opens and answers", log::ready),
        case!("numbers", "commits are numbered from 1 without gaps", log::numbers),
        case!("conflict", "a taken number is a conflict that names the last", log::conflict),
        case!("write_id", "the same write id at its number is done, not doubled", log::write_id),
        case!("bytes", "commits keep their bytes, whatever they are", log::bytes),
        case!("from", "commits are read from any number on", log::from),
        case!("case", "ids that differ only in case are two sessions", log::case),
        case!("refused", "stubs and attempts without a name are refused", log::refused),
        case!("dropped", "a dropped append can be repeated", log::dropped),
        case!("writers", "racing writers get all their commits in, each once", race::writers),
        case!("summary", "an append keeps its summary", summaries::kept),
        case!("order", "summaries come newest first, also within a moment", summaries::order),
        case!("filters", "each filter lets through what it names", summaries::filters),
        case!("pages", "pages stay stable while sessions are added", summaries::pages),
        case!("guard", "a summary never replaces one of a higher commit", summaries::guard),
        case!("totals", "counters are what a scan counts, after anything", totals::scan),
        case!("prefixes", "counters are read and counted by prefix", totals::prefixes),
        case!("file", "a file is read whole and in ranges", files::ranges),
        case!("replaced", "a file replaces one of its name, whole", files::replaced),
        case!("names", "names that could leave the folder are refused", files::names),
        case!("listed", "files are listed by name, those of other sessions are not", files::listed),
        case!("empty", "an empty file is a file", files::empty),
        case!("large", "a large file streams in and out", files::large),
        case!("removed", "a file that is removed is gone, and no other", files::removed),
        case!("broken", "a stream that breaks leaves nothing", files::broken),
        case!("stubs", "erasing leaves stubs, the terminal commit and nothing else", erase::stubs),
        case!("closed", "an erased session takes nothing more", erase::closed),
        case!("resumed", "an erase that stopped is finished by a sweep", erase::resumed),
        case!("unasked", "a session without terminal commit is not erased", erase::unasked),
        case!("neighbours", "erasing one session leaves the others", erase::neighbours),
        case!("erase_race", "nothing is left when writers race an erase", race::erase),
    ],
};

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use futures::executor::block_on;

    use super::{SUITE, Subject};
    use crate::storage::MemoryStore;

    #[test]
    fn memory() {
        let report = block_on(SUITE.run(|| Subject::new(Arc::new(MemoryStore::new()))));
        assert_eq!(report.skipped(), Ok(vec![]));
    }
}
