//! Where things are: names on disk are safe where a file system ignores case, and never leave their folder.
//!
//! ```text
//! sessions/3f/demo-session/00000001.commit   numbered from 1
//!                          summary           only where one was put that is newer than the last commit's
//!                          files/cv.pdf
//! writers/ID.lock  ID.changes  ID.7.part     of one running process each
//!         ended                              one byte for each that was cleared away
//! summaries.lock
//! ```

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::ids::SessionId;

/// The paths of a store.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    root: PathBuf,
}

impl Layout {
    pub(super) fn new(root: PathBuf) -> Self {
        Layout { root }
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    pub(super) fn sessions(&self) -> PathBuf {
        self.root.join("sessions")
    }

    pub(super) fn writers(&self) -> PathBuf {
        self.root.join("writers")
    }

    /// Locked by who replaces a summary.
    pub(super) fn summaries_lock(&self) -> PathBuf {
        self.root.join("summaries.lock")
    }

    /// The folder of a shard of sessions. By hash: ids that begin with the time would all fall into one.
    pub(super) fn shard(&self, session: &SessionId) -> PathBuf {
        let shard = Sha256::digest(session.as_str().as_bytes()).first().copied().unwrap_or_default();
        self.sessions().join(format!("{shard:02x}"))
    }

    pub(super) fn session(&self, session: &SessionId) -> PathBuf {
        self.shard(session).join(fold_case(session.as_str()))
    }

    pub(super) fn commit(&self, session: &SessionId, number: u64) -> PathBuf {
        self.session(session).join(format!("{number:08}.commit"))
    }

    pub(super) fn summary(&self, session: &SessionId) -> PathBuf {
        self.session(session).join("summary")
    }

    pub(super) fn files(&self, session: &SessionId) -> PathBuf {
        self.session(session).join("files")
    }

    pub(super) fn file(&self, session: &SessionId, name: &str) -> PathBuf {
        self.files(session).join(fold_case(name))
    }
}

/// The number of a commit's file.
pub(super) fn commit_number(name: &str) -> Option<u64> {
    name.strip_suffix(".commit")?.parse().ok()
}

/// A name in lower case and, behind `=`, which letters were capitals: a bit each, four to a digit, lowest first.
pub(super) fn fold_case(name: &str) -> String {
    let mut mask: Vec<u32> = vec![0; name.len().div_ceil(4)];
    for (at, byte) in name.bytes().enumerate() {
        if let Some(digit) = mask.get_mut(at / 4).filter(|_| byte.is_ascii_uppercase()) {
            *digit |= 1 << (at % 4);
        }
    }
    let digits: String = mask.into_iter().filter_map(|digit| char::from_digit(digit, 16)).collect();
    let digits = digits.trim_end_matches('0');
    let lower = name.to_ascii_lowercase();
    if digits.is_empty() { lower } else { format!("{lower}={digits}") }
}

/// The name that was folded; nothing for a name that no folding gives.
pub(super) fn unfold_case(folded: &str) -> Option<String> {
    let (lower, digits) = folded.split_once('=').unwrap_or((folded, ""));
    let mut digits = digits.chars().map(|digit| digit.to_digit(16));
    let mut name = String::with_capacity(lower.len());
    let mut mask = 0;
    for (at, letter) in lower.chars().enumerate() {
        if at % 4 == 0 {
            mask = digits.next().unwrap_or(Some(0))?;
        }
        name.push(if mask >> (at % 4) & 1 == 1 { letter.to_ascii_uppercase() } else { letter });
    }
    (fold_case(&name) == folded).then_some(name)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::storage::check_file_name;

    #[test]
    fn names_on_disk() {
        for (name, folded) in [("demo-1", "demo-1"), ("CV.pdf", "cv.pdf=3"), ("aaaaA", "aaaaa=01")] {
            assert_eq!(fold_case(name), folded);
        }
        for foreign in ["Demo", "a=", "a=2", "cv.pdf=30", "cv.pdf=g", "1=1", "a=1=1"] {
            assert_eq!(unfold_case(foreign), None, "{foreign}");
        }
        assert_eq!(commit_number("00000012.commit"), Some(12));
        assert_eq!(commit_number("summary"), None);
    }

    #[test]
    fn the_longest_name_fits_into_a_folder() {
        let longest = "X".repeat(128);
        assert!(check_file_name(&longest).is_ok());
        assert!(fold_case(&longest).len() <= 255);
    }

    proptest! {
        #[test]
        fn different_names_stay_different_where_case_is_ignored(
            a in "[abAB._-]{1,9}", b in "[abAB._-]{1,9}", any in "[A-Za-z0-9_-]{1,64}",
        ) {
            let (on_disk, other) = (fold_case(&a).to_lowercase(), fold_case(&b).to_lowercase());
            prop_assert_eq!(a == b, on_disk == other);
            prop_assert_eq!(unfold_case(&fold_case(&any)), Some(any.clone()));
            let layout = Layout::new("/data".into());
            let folder = layout.session(&SessionId::new(&any).unwrap());
            let inside: Vec<_> = folder.strip_prefix("/data/sessions").unwrap().components().collect();
            prop_assert_eq!(inside.len(), 2);
        }
    }
}
