//! The interpreter that is started once, with the guest in it, and forks.

use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::interpreter::Interpreter;
use crate::error::{Error, ErrorKind, Result};
use crate::worker::guests::PYTHON;
use crate::worker::{Confinement, Launcher, Layer, Order, Process, Profile, Task};

/// Bytes of memory that the interpreter itself may have before it serves a program.
const OWN_MEMORY: u64 = 4 << 30;

/// A running interpreter that forks.
#[derive(Debug)]
pub(in crate::code::sandbox) struct Zygote {
    process: Process,
    /// Bytes of private memory that every fork begins with.
    data: u64,
    watched: bool,
}

#[derive(Serialize)]
struct Setup {
    filters: Vec<String>,
    /// Whether programs can import; otherwise all that they may want is loaded before.
    files: bool,
}

#[derive(Deserialize)]
struct Ready {}

/// An order to fork, as the guest reads it.
#[derive(Serialize)]
struct Fork {
    descriptors: u64,
    death: bool,
    close: bool,
    limits: Lower,
}

/// Limits by the names of `resource.RLIMIT_*`.
#[derive(Serialize)]
struct Lower {
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cpu: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fsize: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nofile: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stack: Option<u64>,
}

impl Zygote {
    /// Starts the interpreter, confined, and waits until it has loaded.
    pub(in crate::code::sandbox) fn start(interpreter: &Interpreter, launcher: &Launcher) -> Result<Zygote> {
        let left_out = launcher.left_out();
        let confinement = confinement(interpreter);
        let argv = ["-I", "-S", "-B", "-X", "utf8", "-c", PYTHON].map(str::to_owned);
        let argv = std::iter::once(interpreter.program.display().to_string()).chain(argv).collect();
        let env = match left_out {
            Some(Layer::Environment) => std::env::vars().collect(),
            _ => Vec::new(),
        };
        let task = Task::Execute { argv, env, folder: None };
        let order = Order { task: &task, confinement: &confinement, input: None };
        let mut process = Process::start_with_packets(launcher, &order)?;
        let files = launcher.probe().landlock > 0;
        let filters = if launcher.probe().filter && left_out != Some(Layer::Filter) {
            crate::worker::job_filters(files)?
        } else {
            Vec::new()
        };
        let filters = filters.iter().map(|code| hex(code)).collect();
        let ready: Option<Ready> = process.packet(&Setup { filters, files }, Duration::from_secs(20))?;
        if ready.is_none() {
            let (told, _) = process.complained(4096);
            let said = told.lines().last().map(str::to_owned).or_else(|| process.refusal());
            let error = Error::new(ErrorKind::NotAvailable, "Python does not start in its confinement");
            return Err(error.with("reason", said.unwrap_or_default()).with("language", "python"));
        }
        let data = process.private_memory();
        Ok(Zygote { process, data, watched: left_out != Some(Layer::Watchdog) })
    }

    /// Forks a process for one job.
    pub(in crate::code::sandbox) fn fork(
        &self,
        launcher: &Launcher,
        confinement: &Confinement,
        input: Option<&[u8]>,
    ) -> Result<Process> {
        let left_out = launcher.left_out();
        let limited = |value: u64| (left_out != Some(Layer::Limits)).then_some(value);
        let fork = Fork {
            descriptors: confinement.descriptors.max(1024),
            death: left_out != Some(Layer::Death),
            close: left_out != Some(Layer::Descriptors),
            limits: Lower {
                data: limited(confinement.memory.saturating_add(self.data)),
                cpu: limited(confinement.cpu.as_secs() + 1 + u64::from(confinement.cpu.subsec_nanos() > 0)),
                fsize: limited(confinement.file),
                nofile: limited(confinement.descriptors),
                stack: limited(confinement.stack),
            },
        };
        Process::ask(self.process.channel(), &fork, confinement, input, self.watched)
    }

    /// Whether it is still there.
    pub(in crate::code::sandbox) fn is_alive(&mut self) -> bool {
        self.process.is_alive()
    }

    /// Its process id.
    pub(in crate::code::sandbox) fn pid(&self) -> Option<i32> {
        self.process.pid()
    }
}

fn confinement(interpreter: &Interpreter) -> Confinement {
    let shared = [
        "/lib",
        "/lib64",
        "/usr/lib",
        "/usr/lib64",
        "/usr/local/lib",
        "/etc/ld.so.cache",
        "/usr/share/zoneinfo",
    ];
    let mut read: Vec<PathBuf> = shared.map(PathBuf::from).to_vec();
    read.push(interpreter.library.clone());
    // A shared libpython lies beside the library.
    read.push(interpreter.prefix.join("lib"));
    let loaders = ["/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1", "/lib/ld-musl-x86_64.so.1"];
    let execute = loaders.map(PathBuf::from).into_iter().chain([interpreter.program.clone()]).collect();
    Confinement {
        profile: Profile::Zygote,
        read,
        execute,
        resident: u64::MAX,
        descriptors: 1024,
        ..Confinement::program(OWN_MEMORY, Duration::from_secs(3600))
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
