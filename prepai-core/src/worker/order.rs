//! What a launcher is told and what it answers.
//!
//! The *launcher* is the helper program's own process; it works on nothing itself. Orders come as packets on its standard
//! input. Each process that it starts has a *leash*, a socket of packets: reports of the process come there, and when
//! our end is closed, the process is killed. So nothing outlives the one who asked for it.

use serde::{Deserialize, Serialize};

use super::confinement::Confinement;
use super::layer::Probe;

/// The argument that makes a program a worker; see [`dispatch`](super::dispatch).
pub(super) const ARGUMENT: &str = "--prepai-worker";

/// The descriptor of the leash in a process that has just been started.
pub(super) const LEASH: i32 = 201;

/// The largest packet in bytes.
pub(super) const MAX_PACKET: usize = 64 << 10;

/// An order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub(super) enum Order {
    /// Say what you are.
    Hello {
        /// [`PROTOCOL`](super::protocol::PROTOCOL).
        protocol: u32,
    },
    /// Start a process. With it come descriptors: its channel, leash, standard input, output and error.
    Launch {
        /// What it does.
        task: Task,
        /// What it may do.
        confinement: Box<Confinement>,
    },
}

/// What a process does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Task {
    /// Is a guest for JavaScript.
    JavaScript,
    /// Becomes a program.
    Execute {
        /// The program (an absolute path) and its arguments.
        argv: Vec<String>,
        /// Its whole environment.
        env: Vec<(String, String)>,
        /// The folder in which it starts; `/` by default.
        folder: Option<String>,
    },
}

/// A report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub(super) enum Report {
    /// The launcher is there.
    Ready {
        /// [`PROTOCOL`](super::protocol::PROTOCOL).
        protocol: u32,
        /// Its version.
        version: String,
        /// What the kernel grants.
        probe: Probe,
    },
    /// The process is there.
    Launched {
        /// Its id.
        pid: i32,
    },
    /// It could not be started or confined.
    Refused {
        /// Why.
        message: String,
    },
    /// It is over, and was waited for.
    Exited {
        /// The exit code, if it ended itself.
        code: Option<i32>,
        /// The signal that ended it.
        signal: Option<i32>,
        /// Processor time in microseconds.
        cpu_us: u64,
        /// The most resident memory, in bytes.
        memory: u64,
    },
}
