//! Stores to measure, in a folder of their own that goes when the measurement is over.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::ValueEnum;
use prepai_core::Result;
use prepai_core::session::Sessions;
use prepai_core::turn::Interview;
use tempfile::TempDir;

use crate::cli::context::Context;
use crate::cli::output::Progress;
use crate::cli::quantiles::Quantiles;

/// A store that can be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum StoreKind {
    /// In memory.
    Memory,
    /// One file a commit.
    Files,
    /// SQLite.
    Sqlite,
    /// PostgreSQL, in the database of `sessions.postgres.url`; what is measured stays there.
    Postgres,
}

impl StoreKind {
    /// Every one that needs no server.
    pub(crate) const ALL: [StoreKind; 3] = [StoreKind::Memory, StoreKind::Files, StoreKind::Sqlite];

    /// Its name in the configuration.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            StoreKind::Memory => "memory",
            StoreKind::Files => "files",
            StoreKind::Sqlite => "sqlite",
            StoreKind::Postgres => "postgres",
        }
    }
}

impl fmt::Display for StoreKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A run of measurements.
pub(crate) struct Bench<'a> {
    context: &'a Context,
    folder: TempDir,
    only: Option<StoreKind>,
}

impl<'a> Bench<'a> {
    /// A run in a new folder below `parent`.
    ///
    /// # Errors
    /// What the operating system says, with the path.
    pub(crate) fn new(context: &'a Context, parent: &Path, only: Option<StoreKind>) -> Result<Bench<'a>> {
        let named = |error: std::io::Error| prepai_core::Error::from(error).with("path", parent.display());
        std::fs::create_dir_all(parent).map_err(named)?;
        let folder = tempfile::Builder::new().prefix("bench-").tempdir_in(parent).map_err(named)?;
        Ok(Bench { context, folder, only })
    }

    /// The folder.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The stores that a measurement is about, or the one that was asked for.
    pub(crate) fn stores(&self, usual: &[StoreKind]) -> Vec<StoreKind> {
        self.only.map_or_else(|| usual.to_vec(), |only| vec![only])
    }

    /// Interviews on an empty store, as the configuration would build them.
    ///
    /// # Errors
    /// What the configuration or the store says.
    pub(crate) fn interview(&self, kind: StoreKind) -> Result<Interview> {
        let folder = tempfile::tempdir_in(self.path())?.keep();
        self.open(kind, &folder)
    }

    fn open(&self, kind: StoreKind, folder: &Path) -> Result<Interview> {
        self.context.interview_in(folder, kind.as_str())
    }

    /// Sessions in an empty store.
    ///
    /// # Errors
    /// As [`Bench::interview`].
    pub(crate) fn sessions(&self, kind: StoreKind) -> Result<(Sessions, PathBuf)> {
        let folder = tempfile::tempdir_in(self.path())?.keep();
        Ok((self.open(kind, &folder)?.sessions().clone(), folder))
    }

    /// How long it takes to open the store in `folder` and have its first answer, `times` over.
    ///
    /// # Errors
    /// What the store says.
    pub(crate) async fn opened(&self, kind: StoreKind, folder: &Path, times: usize) -> Result<Quantiles> {
        let mut opened = Vec::with_capacity(times);
        for _ in 0..times {
            let began = Instant::now();
            self.open(kind, folder)?.backends().ready().await?;
            opened.push(began.elapsed());
        }
        Ok(Quantiles::of(opened))
    }

    /// A bar, if it takes long.
    pub(crate) fn progress(&self, what: String, total: u64) -> Progress {
        Progress::new(what, total)
    }
}
