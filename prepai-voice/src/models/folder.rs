//! Where models are kept.

use std::fs;
use std::path::{Path, PathBuf};

use prepai_core::config::{Config, Kind, Setting};
use prepai_core::{Error, ErrorKind, Result};
use serde::Serialize;

use super::{Item, Remote};

const FOLDER: &str = "models.folder";
pub(super) const MIRROR: &str = "models.mirror";

/// The settings of models.
pub const SETTINGS: &[Setting] = &[
    Setting {
        key: FOLDER,
        kind: Kind::Path,
        default: None,
        doc: "Where models and voices are kept; by default `models` in the data folder.",
        env: &[],
    },
    Setting {
        key: MIRROR,
        kind: Kind::Text,
        default: None,
        doc: "Where models are fetched from in place of their publishers: files lie at this address under their own names.",
        env: &[],
    },
];

/// The folder of models; it may not exist yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder(PathBuf);

/// How much of something is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// All files.
    There,
    /// Some bytes: pulling goes on from here.
    Begun,
    /// Nothing.
    Missing,
}

impl Folder {
    /// A folder of this path.
    pub fn new(path: impl Into<PathBuf>) -> Folder {
        Folder(path.into())
    }

    /// The folder that the configuration names.
    pub fn of(config: &Config) -> Folder {
        Folder(config.path(FOLDER).map_or_else(|| config.data().join("models"), Path::to_owned))
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Where a file is, or will be.
    pub fn file(&self, remote: &Remote) -> PathBuf {
        self.0.join(&remote.name)
    }

    /// Where what was fetched of it lies until it is whole.
    pub(super) fn part(&self, remote: &Remote) -> PathBuf {
        self.0.join(format!("{}.part", remote.name))
    }

    /// The file to open, if everything is there.
    pub fn find(&self, item: &Item) -> Option<PathBuf> {
        let whole = item.files.iter().all(|file| self.file(file).is_file());
        item.files.first().filter(|_| whole).map(|file| self.file(file))
    }

    /// The file to open.
    ///
    /// # Errors
    /// `not_available` with the command that fetches it.
    pub fn require(&self, item: &Item) -> Result<PathBuf> {
        self.find(item).ok_or_else(|| {
            let name = &item.name;
            Error::new(
                ErrorKind::NotAvailable,
                format!("the model `{name}` is not there: fetch it with `prepai models pull {name}`"),
            )
            .with("model", name)
            .with("folder", self.0.display())
        })
    }

    /// How much of it is there.
    pub fn state(&self, item: &Item) -> State {
        let begun = |file: &Remote| self.file(file).is_file() || self.part(file).is_file();
        match self.find(item) {
            Some(_) => State::There,
            None if item.files.iter().any(begun) => State::Begun,
            None => State::Missing,
        }
    }

    /// Bytes of it on this disk.
    pub fn bytes(&self, item: &Item) -> u64 {
        let size = |path: PathBuf| fs::metadata(path).map(|file| file.len()).ok();
        let of = |file: &Remote| size(self.file(file)).or_else(|| size(self.part(file))).unwrap_or_default();
        item.files.iter().map(of).sum()
    }
}
