//! On what it was measured.

use std::fmt;
use std::fs;
use std::path::Path;
use std::thread;

use prepai_core::Result;
use serde::Serialize;

use crate::cli::disk::{self, Sync};
use crate::cli::quantiles::Quantiles;

/// How often a sync is tried out.
const SYNCS: usize = 100;

/// A machine.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Machine {
    /// Processors that this program may use.
    pub(crate) cores: usize,
    /// The processor's name, where the system tells it.
    pub(crate) cpu: String,
    /// Operating system and architecture.
    pub(crate) system: String,
    /// Time of an fsync of 4 KiB at the end of a file, in the folder of the measurement.
    pub(crate) fsync: Quantiles,
    /// Time of an fdatasync of 4 KiB over old ones, as in a log that is reused.
    pub(crate) fdatasync: Quantiles,
}

impl Machine {
    /// Looks, and tries out its disk in `folder`.
    ///
    /// # Errors
    /// What the operating system says.
    pub(crate) fn look(folder: &Path) -> Result<Machine> {
        Ok(Machine {
            cores: thread::available_parallelism().map_or(1, usize::from),
            cpu: cpu(),
            system: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
            fsync: Quantiles::of(disk::syncs(folder, Sync::Appended, SYNCS)?),
            fdatasync: Quantiles::of(disk::syncs(folder, Sync::InPlace, SYNCS)?),
        })
    }
}

fn cpu() -> String {
    let told = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = told.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    model.map_or_else(|| "unknown".to_owned(), |(_, name)| name.trim().to_owned())
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Machine { cores, cpu, system, fsync, fdatasync } = self;
        write!(f, "{cores} cores, {cpu}, {system}; ")?;
        write!(f, "fsync median {:.3} ms, p99 {:.3} ms; ", fsync.p50_ms, fsync.p99_ms)?;
        write!(f, "fdatasync median {:.3} ms, p99 {:.3} ms", fdatasync.p50_ms, fdatasync.p99_ms)
    }
}
