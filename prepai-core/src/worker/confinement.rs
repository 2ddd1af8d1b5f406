//! What a confined process may do.

use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Which system calls a process may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Profile {
    /// One thread: compiled programs, and interpreters once they have loaded.
    Single,
    /// Threads of its own, for engines that cannot do without (a JVM, Go).
    Threads,
    /// Processes of its own and programs to start, for compilers. Never for a candidate's program.
    Build,
    /// Forks of itself, which confine themselves further, for preloaded interpreters of ours. Never for a candidate's
    /// program.
    Zygote,
}

/// The limits and rights of one confined process.
///
/// Network, other processes, terminals and everything that is not named here are out of reach in every profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confinement {
    /// System calls.
    pub profile: Profile,
    /// Files and folders that can be read; what does not exist is left out.
    pub read: Vec<PathBuf>,
    /// Files and folders that can be read and started as programs; a program needs itself and its loader.
    pub execute: Vec<PathBuf>,
    /// Folders that can be written: those of a compile step, none for a candidate's program.
    pub write: Vec<PathBuf>,
    /// Bytes of writable private memory (`RLIMIT_DATA`), beyond which allocation fails.
    pub memory: u64,
    /// Bytes of resident memory beyond which the process is ended.
    pub resident: u64,
    /// Bytes of address space (`RLIMIT_AS`), or no limit: engines such as a JVM reserve far more than they use.
    pub address_space: Option<u64>,
    /// Bytes of stack.
    pub stack: u64,
    /// Bytes of each file that is written, standard output too.
    pub file: u64,
    /// Open descriptors.
    pub descriptors: u64,
    /// Whether it gives way to everything else that computes.
    #[serde(default)]
    pub background: bool,
    /// Processor time after which the kernel ends the process, in whole seconds, rounded up.
    pub cpu: Duration,
}

impl Confinement {
    /// What a candidate's program gets with so much memory and time, and nothing to read.
    pub fn program(memory: u64, time: Duration) -> Confinement {
        Confinement {
            profile: Profile::Single,
            read: Vec::new(),
            execute: Vec::new(),
            write: Vec::new(),
            memory,
            resident: memory.saturating_add(64 << 20),
            address_space: None,
            stack: 64 << 20,
            file: 1 << 20,
            descriptors: 256,
            background: false,
            cpu: time,
        }
    }

    /// What a compile step gets: 1 GiB, folders whose programs it may start, one to write.
    pub fn build(execute: Vec<PathBuf>, write: PathBuf, time: Duration) -> Confinement {
        Confinement {
            profile: Profile::Build,
            execute,
            write: vec![write],
            file: 256 << 20,
            ..Confinement::program(1 << 30, time)
        }
    }
}
